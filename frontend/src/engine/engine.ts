/** The preview: reading and sources in, pictures and sound out. It knows no stores and no UI. */
import { timelineEnd } from '../model/queries';
import type { Clip, Reading } from '../model/types';
import { frameMiddle } from '../time/source-frames';
import { addTicks, frameToTicks, secondsToTicks, type Ticks, ticks, ticksToFrame, ticksToSeconds } from '../time/time';
import { Address } from './address';
import { Clock } from './clock';
import { Compositor } from './compositor';
import { Decoder } from './decoder';
import { MatteStore } from './matte-store';
import { Mixer } from './mixer';
import type { PackedMattes } from './packed-mattes';
import type { DrawItem } from './plan';
import { Quality } from './quality';
import {
  frameOf,
  frameStart,
  type Overlay,
  type Props,
  type ShownMatte,
  type Source,
  type Staged,
  shownAt,
  stage,
} from './stage';
import { Stills } from './stills';
import { Titles } from './titles';
import { prefersPixels } from './upload-path';

export type { ShownMatte, Source } from './stage';

export interface Events {
  time: Ticks;
  playing: boolean;
  error: { asset: string; message: string };
  /** the storage refuses the source's address: setSources() with a newer one goes on */
  expired: { asset: string };
  /** playback had to wait for a picture */
  stall: Ticks;
}

export interface Stats {
  /** pictures drawn: the same one is not drawn twice */
  drawn: number;
  /** project frames that playback passed over, or showed without their own picture */
  skipped: number;
  stalls: number;
  decoded: number;
  /** decoded frames that are not closed: on the page, and in the worker as it said last */
  openFrames: number;
  heldFrames: number;
  /** sources of sound and stills that are held open */
  openSources: number;
  /** the canvas shows the pictures and mattes of this very time */
  settled: boolean;
  /** of the last picture, bottom to top */
  mattes: readonly ShownMatte[];
}

export interface Picked {
  clip: string;
  asset: string;
  /** source frame under the pointer */
  frame: number;
  /** 0..1 of the source picture */
  sx: number;
  sy: number;
}

/** Clips that begin so soon are decoded ahead, so that a cut does not wait. */
const PREWARM = secondsToTicks(1);
/** Playback begins when the first pictures and sounds are decoded, or after this. */
const PREROLL_MS = 400;
/** So long a refresh of the screen takes at most; a frame is prepared for the one it is due at. */
const REFRESH_MS = 17;

interface Playing {
  /** null until it has rolled in */
  clock: Clock | null;
  /** page time at which it was asked for */
  since: number;
  /** project frame of the last step; -1 before the first */
  frame: number;
  /** page time at which that began */
  frameSince: number;
  /** it had all of its pictures when it was drawn */
  whole: boolean;
  late: boolean;
}

export class Engine {
  #compositor: Compositor;
  #decoder: Decoder;
  #store: MatteStore;
  #mixer = new Mixer();
  #stills: Stills;
  #titles: Titles;
  #reading: Reading | null = null;
  #sources = new Map<string, Source>();
  /** of what is read by this thread: stills and sound */
  #addresses = new Map<string, Address>();
  #listeners: { [K in keyof Events]: Set<(event: Events[K]) => void> } = {
    time: new Set(),
    playing: new Set(),
    error: new Set(),
    expired: new Set(),
    stall: new Set(),
  };
  #time = ticks(0);
  #playing: Playing | null = null;
  #overlay: Overlay | null = null;
  #scheduled = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stats = { drawn: 0, skipped: 0, stalls: 0, settled: false };
  #shownMattes: readonly ShownMatte[] = [];
  #quality = new Quality();
  #stopListening: () => void;
  #sizes = new ResizeObserver(() => this.#fit());

  /** `mattes`: the bytes of matte frames, from whoever gets them. */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    readonly mattes: PackedMattes,
  ) {
    const onError = (asset: string, message: string) => this.#emit('error', { asset, message });
    this.#compositor = new Compositor(canvas, () => this.#redraw());
    this.#store = new MatteStore(mattes, () => this.#arrived());
    this.#stills = new Stills(() => this.#arrived(), onError);
    this.#titles = new Titles(
      () => this.#arrived(),
      (message) => onError('', message),
    );
    this.#decoder = new Decoder(
      prefersPixels(this.#compositor.gl),
      () => this.#arrived(),
      onError,
      (asset) => this.#emit('expired', { asset }),
    );
    this.#sizes.observe(canvas);
    this.#stopListening = mattes.onChange(() => (this.#playing ? this.#redraw() : this.#arrived()));
  }

  setReading(reading: Reading): void {
    const before = this.#reading;
    this.#reading = reading;
    const here = new Set(reading.clips.map((clip) => clip.id));
    for (const clip of before?.clips ?? []) if (!here.has(clip.id)) this.#decoder.stop(clip.id);
    if (this.#playing && before?.clips !== reading.clips) this.#restart();
    this.#fit();
    this.#redraw();
  }

  /** Gives all sources; those whose file or object changed are opened anew, newer addresses of the same are taken. */
  setSources(sources: ReadonlyMap<string, Source>): void {
    for (const [asset, source] of sources) {
      const had = this.#sources.get(asset);
      if (had && had.blob === source.blob && sameObject(had.url, source.url)) {
        if (source.url) this.#renew(asset, source.url);
        continue;
      }
      if (!source.blob && !source.url) continue;
      const address = source.url ? new Address(source.url, () => this.#emit('expired', { asset })) : undefined;
      if (address) this.#addresses.set(asset, address);
      if (source.kind === 'video') this.#decoder.setSource(asset, source);
      if (source.kind !== 'image') this.#mixer.setSource(asset, { blob: source.blob, address });
      else this.#stills.drop(asset);
    }
    for (const asset of this.#sources.keys()) if (!sources.has(asset)) this.#drop(asset);
    this.#sources = new Map(sources);
    this.#redraw();
  }

  time(): Ticks {
    return this.#time;
  }

  get playing(): boolean {
    return this.#playing !== null;
  }

  seek(at: Ticks): void {
    this.#time = ticks(Math.max(0, at));
    if (this.#playing) this.#restart();
    this.#emit('time', this.#time);
    this.#arrived();
  }

  play(): void {
    if (this.#playing || !this.#reading) return;
    void this.#mixer.context.resume().catch(() => undefined);
    this.#restart();
    this.#emit('playing', true);
    this.#redraw();
  }

  pause(): void {
    if (!this.#playing) return;
    this.#playing = null;
    this.#mixer.stop();
    this.#decoder.rest();
    this.#quality.reset();
    this.#fit();
    if (this.#reading) this.#time = frameStart(this.#reading, this.#time);
    this.#emit('playing', false);
    this.#emit('time', this.#time);
    this.#redraw();
  }

  on<K extends keyof Events>(name: K, listener: (event: Events[K]) => void): () => void {
    this.#listeners[name].add(listener);
    return () => this.#listeners[name].delete(listener);
  }

  /** Shows a matte as a colour over its clip, or nothing. */
  setOverlay(overlay: Overlay | null): void {
    this.#overlay = overlay;
    this.#redraw();
  }

  /** What lies under a point of the canvas, in CSS pixels: `preferred` if it is there, else the topmost clip. */
  pick(x: number, y: number, preferred?: string): Picked | null {
    if (!this.#reading) return null;
    const { width, height } = this.#reading.settings;
    const px = (x / this.canvas.clientWidth) * width;
    const py = (y / this.canvas.clientHeight) * height;
    const hits = shownAt(this.#reading, this.#time, this.#sources)
      .filter((item) => item.kind === 'media')
      .map((item) => ({ item, at: sourcePoint(item, px, py) }))
      .filter(({ at }) => at.sx >= 0 && at.sx <= 1 && at.sy >= 0 && at.sy <= 1);
    const hit = hits.findLast(({ item }) => item.clip === preferred) ?? hits.at(-1);
    if (!hit) return null;
    const { clip, asset, sourceTicks } = hit.item;
    return { clip, asset, frame: this.frameOf(asset, sourceTicks), ...hit.at };
  }

  /** Index of the source frame shown at a source time. */
  frameOf(asset: string, at: Ticks): number {
    return frameOf(this.#sources.get(asset), at);
  }

  stats(): Stats {
    const { decoded, open, held } = this.#decoder;
    const openSources = this.#mixer.openSources + this.#stills.count;
    const mattes = this.#shownMattes;
    return { ...this.#stats, decoded, openFrames: open, heldFrames: held, openSources, mattes };
  }

  /** What is shown, at the project's size: RGBA, rows top to bottom; null before there is a document. */
  pixels(): { data: Uint8Array<ArrayBuffer>; width: number; height: number } | null {
    if (!this.#reading) return null;
    const { scene } = this.#stage(this.#reading);
    return { data: this.#compositor.pixels(scene), width: scene.width, height: scene.height };
  }

  dispose(): void {
    this.#playing = null;
    cancelAnimationFrame(this.#scheduled);
    clearTimeout(this.#timer);
    this.#sizes.disconnect();
    this.#stopListening();
    this.#decoder.dispose();
    this.#store.dispose();
    this.#mixer.dispose();
    this.#compositor.dispose();
  }

  #renew(asset: string, url: string): void {
    this.#addresses.get(asset)?.renew(url);
    this.#decoder.renewSource(asset, url);
  }

  #drop(asset: string): void {
    this.#addresses.delete(asset);
    this.#decoder.dropSource(asset);
    this.#mixer.dropSource(asset);
    this.#stills.drop(asset);
  }

  /** Begins to play from the present time: first it rolls in, then sound and clock start together. */
  #restart(): void {
    if (!this.#reading) return;
    const now = performance.now();
    this.#playing = { clock: null, since: now, frame: -1, frameSince: now, whole: true, late: false };
    this.#decoder.rest();
    this.#mixer.prepare(this.#reading, this.#time);
  }

  /** Sets the clock going once the first pictures and sounds are here. */
  #rollIn(playing: Playing): void {
    const clips = this.#reading ? shownAt(this.#reading, this.#time, this.#sources) : [];
    const videos = clips.filter((item) => this.#sources.get(item.asset)?.kind === 'video');
    const { context, isReady } = this.#mixer;
    const ready = isReady && context.state === 'running' && videos.every(({ clip }) => this.#decoder.isAhead(clip));
    if (ready || performance.now() - playing.since > PREROLL_MS) this.#startClock(playing);
  }

  #startClock(playing: Playing): void {
    playing.clock = new Clock(this.#mixer.context, this.#time);
    if (playing.clock.byAudio) this.#mixer.release(playing.clock.due);
  }

  #advance(): void {
    const playing = this.#playing;
    if (!playing || !this.#reading) return;
    if (!playing.clock) this.#rollIn(playing);
    if (!playing.clock) return;
    if (playing.clock.isOvertaken) {
      this.#mixer.prepare(this.#reading, this.#time);
      this.#startClock(playing);
    }
    this.#time = playing.clock.time();
    const end = timelineEnd(this.#reading);
    if (this.#time >= end) {
      this.#time = end;
      this.pause();
      return;
    }
    const frame = ticksToFrame(this.#time, this.#reading.settings.rate);
    if (frame === playing.frame) return;
    const now = performance.now();
    const skipped = playing.frame < 0 ? 0 : frame - playing.frame - (playing.whole ? 1 : 0);
    this.#stats.skipped += skipped;
    if (this.#quality.note(skipped, now)) this.#fit();
    Object.assign(playing, { frame, frameSince: now, whole: false });
    this.#prewarm();
    this.#emit('time', this.#time);
  }

  #prewarm(): void {
    for (const clip of this.#soon()) {
      const source = this.#sources.get(clip.asset);
      if (source?.kind === 'video' && !this.#decoder.isPreparing(clip.id))
        this.#decoder.prepare(clip.id, clip.asset, frameMiddle(source, clip.in));
    }
  }

  #soon(): Clip[] {
    if (!this.#playing) return [];
    const until = addTicks(this.#time, PREWARM);
    const clips = this.#reading?.clips ?? [];
    return clips.filter((clip) => clip.start > this.#time && clip.start <= until && clip.kind === 'media');
  }

  /** Draws at the screen's next picture, with what is here by then. */
  #redraw(): void {
    if (this.#scheduled) return;
    clearTimeout(this.#timer);
    this.#scheduled = requestAnimationFrame(() => {
      this.#scheduled = 0;
      this.#advance();
      this.#render(true);
      if (this.#playing) this.#awaitFrame(this.#playing);
    });
  }

  /** The page rests until the project's next frame is nearly due, where this one is whole. */
  #awaitFrame({ clock, whole, frame }: Playing): void {
    const rate = this.#reading?.settings.rate ?? [30, 1];
    const left = clock && whole ? frameToTicks(frame + 1, rate) - clock.time() : 0;
    const wait = ticksToSeconds(ticks(left)) * 1000 - REFRESH_MS;
    if (wait > 1) this.#timer = setTimeout(() => this.#redraw(), wait);
    else this.#redraw();
  }

  /** Something came that may complete a paused picture: then it is drawn without waiting for the screen. */
  #arrived(): void {
    if (!this.#playing) this.#render(false);
  }

  /** The canvas has the pixels that are seen of it, and never more than the project. */
  #fit(): void {
    if (!this.#reading) return;
    const { width, height } = this.#reading.settings;
    const seen = Math.round(this.canvas.clientWidth * devicePixelRatio) || width;
    const share = Math.min(1, seen / width) * this.#quality.share;
    const [w, h] = [Math.max(1, Math.round(width * share)), Math.max(1, Math.round(height * share))];
    if (this.canvas.width === w && this.canvas.height === h) return;
    Object.assign(this.canvas, { width: w, height: h });
    // a canvas of another size is blank
    this.#render(true);
  }

  /** `anyway`: also while some pictures are still those of another time. */
  #render(anyway: boolean): void {
    if (!this.#reading) return;
    const { scene, mattes, exact, late } = this.#stage(this.#reading);
    this.#stats.settled = false;
    if (!exact && !anyway) {
      this.#redraw();
      return;
    }
    if (this.#playing?.clock) this.#noteLate(this.#playing, exact, late);
    // layers of two times are not mixed unless the frame is over before all of them are here
    if (late && this.#playing && performance.now() - this.#playing.frameSince < REFRESH_MS) return;
    if (this.#compositor.draw(scene)) this.#stats.drawn++;
    this.#stats.settled = exact;
    this.#shownMattes = mattes;
  }

  #noteLate(playing: Playing, exact: boolean, late: boolean): void {
    if (late && !playing.late) {
      this.#stats.stalls++;
      this.#emit('stall', this.#time);
    }
    playing.late = late;
    playing.whole ||= exact;
  }

  #stage(reading: Reading): Staged {
    const staged = stage(reading, this.#time, this.#playing !== null, this.#overlay, this.#props);
    this.#decoder.keepOnly(new Set([...staged.clips, ...this.#soon().map((clip) => clip.id)]));
    this.#titles.keepOnly(new Set(staged.clips));
    return staged;
  }

  get #props(): Props {
    return {
      decoder: this.#decoder,
      mattes: this.#store,
      stills: this.#stills,
      titles: this.#titles,
      sources: this.#sources,
      addresses: this.#addresses,
    };
  }

  #emit<K extends keyof Events>(name: K, event: Events[K]): void {
    for (const listener of this.#listeners[name]) listener(event);
  }
}

export const createEngine = (canvas: HTMLCanvasElement, mattes: PackedMattes): Engine => new Engine(canvas, mattes);

/** Presigned addresses change by the hour while the object stays. */
const sameObject = (a: string | undefined, b: string | undefined): boolean => a?.split('?')[0] === b?.split('?')[0];

function sourcePoint({ rect, rotation }: DrawItem, px: number, py: number): { sx: number; sy: number } {
  const angle = (-rotation * Math.PI) / 180;
  const [dx, dy] = [px - rect.x - rect.w / 2, py - rect.y - rect.h / 2];
  const [x, y] = [dx * Math.cos(angle) - dy * Math.sin(angle), dx * Math.sin(angle) + dy * Math.cos(angle)];
  return { sx: x / rect.w + 0.5, sy: y / rect.h + 0.5 };
}
