import type { Cube } from '../model/cube';
import { frameStart } from '../model/queries';
import type { Reading } from '../model/types';
import { type Ticks, ticks } from '../time/time';
import { clipsSoon, isAhead, prepareCut, prepareSoon } from './ahead';
import { Decoder } from './decoder';
import { Emitter, type Events } from './events';
import { Footage } from './footage';
import { Grains } from './grains';
import { Hand } from './hand';
import { heardTracks } from './heard';
import { Kept, readCube, readStill } from './kept';
import { MatteStore } from './matte-store';
import { Mixer } from './mixer';
import type { Outline } from './outline';
import type { PackedMattes } from './packed-mattes';
import { type OnPeek, Peeks, type Wish } from './peeks';
import { hitAt, type Picked } from './pick';
import type { Sample } from './scopes';
import { Screen } from './screen';
import { sourceScene } from './source-picture';
import {
  frameOf,
  type Overlay,
  type Props,
  pictureOf,
  type ShownMatte,
  type Source,
  type Staged,
  shownAt,
  stage,
} from './stage';
import { Titles } from './titles';
import { Transport } from './transport';
import { prefersPixels } from './upload-path';

export type { Events } from './events';
export type { Picked } from './pick';
export type { ShownMatte, Source } from './stage';

export interface Stats {
  /** pictures drawn: the same one is not drawn twice */
  drawn: number;
  /** of these the ones composed, and those kept to be shown again with their bytes */
  composed: number;
  composites: number;
  compositeBytes: number;
  /** project frames that playback passed over, or showed without their own picture */
  skipped: number;
  stalls: number;
  /** of the width and height of the pixels that are seen, 0..1: less while a machine cannot keep up with all of them */
  share: number;
  decoded: number;
  /** decoded frames that are not closed: on the page, and in the worker as it said last */
  openFrames: number;
  heldFrames: number;
  /** pictures decoded ahead of a hand that draws the playhead, and those of them that it came to */
  prefetched: number;
  prefetchHits: number;
  /** sources of sound and stills that are held open */
  openSources: number;
  /** the canvas shows the pictures and mattes of this very time */
  settled: boolean;
  /** of the last picture, bottom to top */
  mattes: readonly ShownMatte[];
}

export class Engine {
  #decoder: Decoder;
  #store: MatteStore;
  #mixer = new Mixer();
  #stills: Kept<ImageBitmap>;
  #titles: Titles;
  #luts: Kept<Cube>;
  #footage: Footage;
  #transport = new Transport(this.#mixer, () => this.#isAhead());
  #screen: Screen;
  #hand = new Hand();
  #grains = new Grains(this.#mixer);
  #peeks: Peeks;
  #events = new Emitter();
  #reading: Reading | null = null;
  #overlay: Overlay | null = null;
  #stopListening: () => void;

  /** `mattes`: the bytes of matte frames, from whoever gets them. */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    readonly mattes: PackedMattes,
  ) {
    const onError = (asset: string, message: string) => this.#events.emit('error', { asset, message });
    const onExpired = (asset: string) => this.#events.emit('expired', { asset });
    const onArrived = () => {
      this.#screen.arrived();
      this.#peeks.arrived();
    };
    this.#screen = new Screen(canvas, this.#transport, {
      reading: () => this.#reading,
      advance: (reading) => this.#advance(reading),
      stage: (reading) => this.#stage(reading),
      onStall: () => this.#events.emit('stall', this.time()),
    });
    this.#peeks = new Peeks({
      reading: () => this.#reading,
      // what the playhead's hand comes to is no matter here
      stage: (reading, at) => stage(reading, at, false, null, { ...this.#props(), hand: new Hand() }),
      pixels: ({ scene }) => this.#screen.pixels(scene),
      stop: (clip) => this.#decoder.stop(clip),
    });
    this.#store = new MatteStore(mattes, onArrived);
    this.#stills = new Kept(readStill, onArrived, onError, (picture) => picture.close());
    this.#luts = new Kept(readCube, onArrived, onError);
    this.#titles = new Titles(onArrived, (message) => onError('', message));
    this.#decoder = new Decoder(prefersPixels(this.#screen.gl), onArrived, onError, onExpired);
    this.#mixer.onError = (message) => onError('', message);
    this.#footage = new Footage(this.#decoder, this.#mixer, this.#stills, this.#luts, onExpired);
    this.#stopListening = mattes.onChange(() => (this.playing ? this.#screen.redraw() : onArrived()));
  }

  setReading(reading: Reading): void {
    const before = this.#reading;
    this.#reading = reading;
    if (this.playing && changesSound(before, reading)) this.#restart();
    else this.#mixer.setTracks(reading);
    this.#screen.fit();
    this.#screen.redraw();
  }

  /** Gives all sources; those whose file or object changed are opened anew, newer addresses of the same are taken. */
  setSources(sources: ReadonlyMap<string, Source>): void {
    this.#footage.set(sources);
    this.#screen.redraw();
  }

  time(): Ticks {
    return this.#transport.time;
  }

  get playing(): boolean {
    return this.#transport.playing;
  }

  seek(at: Ticks): void {
    this.#transport.time = ticks(Math.max(0, at));
    if (this.playing) this.#restart();
    else this.#hand.move(this.time(), performance.now());
    this.#events.emit('time', this.time());
    this.#screen.arrived();
  }

  /** seek() by a hand, which hears where it comes to. */
  scrub(at: Ticks): void {
    this.seek(at);
    if (!this.playing && this.#reading) this.#grains.hear(this.#reading, this.time());
  }

  play(): void {
    if (this.playing || !this.#reading) return;
    this.#grains.cancel();
    const { loop } = this.#transport;
    if (loop && this.time() >= loop.to) this.seek(loop.from);
    this.#restart();
    this.#events.emit('playing', true);
    this.#screen.run();
  }

  pause(): void {
    if (!this.playing) return;
    this.#transport.stop();
    this.#decoder.rest();
    this.#screen.fit();
    if (this.#reading) this.#transport.time = frameStart(this.#reading, this.time());
    this.#hand.rest(this.time());
    this.#events.emit('playing', false);
    this.#events.emit('time', this.time());
    this.#screen.redraw();
  }

  /** What is played again and again; null: everything once. */
  setLoop(loop: { from: Ticks; to: Ticks } | null): void {
    this.#transport.loop = loop;
  }

  on<K extends keyof Events>(name: K, listener: (event: Events[K]) => void): () => void {
    return this.#events.on(name, listener);
  }

  /** Shows a matte as a colour over its clip, or nothing. */
  setOverlay(overlay: Overlay | null): void {
    this.#overlay = overlay;
    this.#screen.redraw();
  }

  /** What lies under a point of the canvas, in CSS pixels: `preferred` if it is there, else the topmost clip. */
  pick(x: number, y: number, preferred?: string): Picked | null {
    if (!this.#reading) return null;
    const { width, height } = this.#reading.settings;
    const [px, py] = [(x / this.canvas.clientWidth) * width, (y / this.canvas.clientHeight) * height];
    const hit = hitAt(shownAt(this.#reading, this.time(), this.#footage.sources), px, py, preferred);
    if (!hit) return null;
    const { clip, asset, sourceTicks } = hit.item;
    return { clip, asset, frame: this.frameOf(asset, sourceTicks), ...hit.at };
  }

  /** Index of the source frame shown at a source time. */
  frameOf(asset: string, at: Ticks): number {
    return frameOf(this.#footage.sources.get(asset), at);
  }

  stats(): Stats {
    const { decoded, open } = this.#decoder;
    const { skipped, stalls, share } = this.#transport;
    const { drawn, settled, mattes, composites } = this.#screen;
    return {
      ...{ drawn, settled, mattes, skipped, stalls, share, decoded },
      composed: composites.composed,
      composites: composites.count,
      compositeBytes: composites.bytes,
      openFrames: open,
      heldFrames: this.#decoder.counted('open'),
      prefetched: this.#decoder.counted('prefetched'),
      prefetchHits: this.#decoder.counted('prefetchHits'),
      openSources: this.#mixer.openSources + this.#stills.count,
    };
  }

  /** A source frame that is shown now, upright, no larger than `box`; null while it is not. */
  sourcePicture(asset: string, frame: number, box: { width: number; height: number }): ImageData | null {
    const source = this.#footage.sources.get(asset);
    const shown = this.#reading && !this.playing ? shownAt(this.#reading, this.time(), this.#footage.sources) : [];
    const item = shown.find((each) => each.asset === asset && this.frameOf(asset, each.sourceTicks) === frame);
    if (!source || !item) return null;
    const { picture, exact } = pictureOf(item, source, null, this.#decoder);
    if (!picture || !exact) return null;
    const scene = sourceScene(item, picture, source, box);
    return new ImageData(new Uint8ClampedArray(this.#screen.pixels(scene)), scene.width, scene.height);
  }

  /** Gives frames of clips by themselves, each as it comes, until other ones are wished; none: no more. */
  peek(wishes: readonly Wish[], told: OnPeek): void {
    this.#peeks.set(wishes, told);
  }

  /** The largest samples of the last moment, left and right; 1 is the most that a loudspeaker gives. */
  peaks(): [left: number, right: number] {
    return this.#mixer.desk.peaks();
  }

  /** The shape of a source's sound in `seconds` from source second `from` on; null where there is none. */
  outline(asset: string, from: number, seconds: number): Promise<Outline | null> {
    return this.#mixer.outline(asset, from, seconds);
  }

  /** Gives copies of what is shown some times a second, and of the picture that stays; null: no more. */
  watch(listener: ((sample: Sample) => void) | null): void {
    this.#screen.watch.set(listener);
  }

  /** What is shown, at the project's size: RGBA, rows top to bottom; null before there is a document. */
  pixels(): { data: Uint8Array<ArrayBuffer>; width: number; height: number } | null {
    if (!this.#reading) return null;
    const { scene } = this.#stage(this.#reading);
    return { data: this.#screen.pixels(scene), width: scene.width, height: scene.height };
  }

  dispose(): void {
    this.#transport.stop();
    this.#screen.dispose();
    this.#stopListening();
    this.#decoder.dispose();
    this.#store.dispose();
    this.#grains.cancel();
    this.#mixer.dispose();
  }

  #restart(): void {
    if (!this.#reading) return;
    this.#decoder.rest();
    this.#transport.start(this.#reading);
  }

  #isAhead(): boolean {
    const items = this.#reading ? shownAt(this.#reading, this.time(), this.#footage.sources) : [];
    return isAhead(items, this.#footage.sources, this.#decoder);
  }

  #advance(reading: Reading): void {
    const step = this.#transport.advance(reading, this.#screen.isBusy);
    if (step === 'end') this.pause();
    if (step === 'round') this.seek(this.#transport.loop?.from ?? ticks(0));
    if (step === 'resized') this.#screen.fit();
    if (step !== 'frame' && step !== 'resized') return;
    prepareSoon(reading, this.time(), this.#footage.sources, this.#decoder);
    this.#events.emit('time', this.time());
  }

  #stage(reading: Reading): Staged {
    const staged = stage(reading, this.time(), this.playing, this.#overlay, this.#props());
    const soon = this.playing
      ? clipsSoon(reading, this.time()).map((clip) => clip.id)
      : prepareCut(reading, this.time(), this.#hand.pace, staged.clips, this.#footage.sources, this.#decoder);
    const shown = [...staged.clips, ...this.#peeks.clips];
    this.#decoder.keepOnly(new Set([...shown, ...soon]));
    this.#titles.keepOnly(new Set(shown));
    return staged;
  }

  #props(): Props {
    const { sources, addresses } = this.#footage;
    return {
      decoder: this.#decoder,
      hand: this.#hand,
      mattes: this.#store,
      stills: this.#stills,
      titles: this.#titles,
      luts: this.#luts,
      sources,
      addresses,
    };
  }
}

/** What plays has to be prepared anew: clips are other ones, or a track is heard that was not. */
function changesSound(before: Reading | null, now: Reading): boolean {
  if (!before || before.clips !== now.clips) return true;
  const heard = heardTracks(before);
  return [...heardTracks(now).keys()].some((track) => !heard.has(track));
}

export const createEngine = (canvas: HTMLCanvasElement, mattes: PackedMattes): Engine => new Engine(canvas, mattes);
