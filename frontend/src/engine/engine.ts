/** The preview: reading and sources in, pictures and sound out. It knows no stores and no UI. */
import { clipEnd, timelineEnd } from '../model/queries';
import type { Clip, Reading } from '../model/types';
import { frameAt, frameMiddle } from '../time/source-frames';
import { addTicks, frameToTicks, type Rate, secondsToTicks, type Ticks, ticks, ticksToFrame } from '../time/time';
import { Address } from './address';
import { Clock } from './clock';
import { Compositor, type Layer, type Scene } from './compositor';
import { Decoder, type Picture } from './decoder';
import { MatteStore } from './matte-store';
import { Mixer } from './mixer';
import { type DrawItem, type Facts, planAt } from './plan';
import { Quality } from './quality';
import { prefersPixels } from './upload-path';

/** A source of pictures or sound: `blob`, the local original, or `url`, the proxy (of a still the original). */
export interface Source extends Facts {
  rate: Rate;
  /** start of every frame; null while only the rate is known */
  frameTicks: readonly Ticks[] | null;
  blob?: Blob | undefined;
  url?: string | undefined;
}

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
  /** the canvas shows the pictures and mattes of this very time */
  settled: boolean;
  /** of the last picture, bottom to top */
  mattes: readonly ShownMatte[];
}

/** What a picture showed of a matte; state 0 where it had none to show. */
export interface ShownMatte {
  matte: string;
  /** source frame */
  frame: number;
  state: number;
  revision: number;
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

const PREWARM = secondsToTicks(1);

interface Playing {
  clock: Clock;
  /** project frame of the last step; -1 before the first */
  frame: number;
  /** it had all of its pictures when it was drawn */
  whole: boolean;
  late: boolean;
}

interface Drawn {
  scene: Scene;
  mattes: ShownMatte[];
  exact: boolean;
  late: boolean;
}

export class Engine {
  readonly mattes: Pick<MatteStore, 'push' | 'invalidate'>;
  #compositor: Compositor;
  #decoder: Decoder;
  #store: MatteStore;
  #mixer = new Mixer();
  #reading: Reading | null = null;
  #sources = new Map<string, Source>();
  /** of what is read by this thread: pictures and sound */
  #addresses = new Map<string, Address>();
  #stills = new Map<string, ImageBitmap | 'coming'>();
  #listeners: { [K in keyof Events]: Set<(event: Events[K]) => void> } = {
    time: new Set(),
    playing: new Set(),
    error: new Set(),
    expired: new Set(),
    stall: new Set(),
  };
  #time = ticks(0);
  #playing: Playing | null = null;
  #overlay: { matte: string; colour: string } | null = null;
  #scheduled = 0;
  #stats = { drawn: 0, skipped: 0, stalls: 0, settled: false };
  #shownMattes: readonly ShownMatte[] = [];
  #quality = new Quality();
  #sizes = new ResizeObserver(() => this.#fit());

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.#compositor = new Compositor(canvas, () => this.#redraw());
    this.#store = new MatteStore(() => this.#arrived());
    this.mattes = this.#store;
    this.#decoder = new Decoder(
      prefersPixels(this.#compositor.gl),
      () => this.#arrived(),
      (asset, message) => this.#emit('error', { asset, message }),
      (asset) => this.#emit('expired', { asset }),
    );
    this.#sizes.observe(canvas);
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
      else this.#stills.delete(asset);
    }
    for (const asset of this.#sources.keys()) if (!sources.has(asset)) this.#decoder.dropSource(asset);
    this.#sources = new Map(sources);
    this.#redraw();
  }

  #renew(asset: string, url: string): void {
    this.#addresses.get(asset)?.renew(url);
    this.#decoder.renewSource(asset, url);
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
    if (this.#reading) this.#time = this.#frameStart(this.#time);
    this.#emit('playing', false);
    this.#emit('time', this.#time);
    this.#redraw();
  }

  on<K extends keyof Events>(name: K, listener: (event: Events[K]) => void): () => void {
    this.#listeners[name].add(listener);
    return () => this.#listeners[name].delete(listener);
  }

  /** Shows a matte as a colour over its clip, or nothing. */
  setOverlay(overlay: { matte: string; colour: string } | null): void {
    this.#overlay = overlay;
    this.#redraw();
  }

  /** What lies under a point of the canvas, in CSS pixels: `preferred` if it is there, else the topmost clip. */
  pick(x: number, y: number, preferred?: string): Picked | null {
    if (!this.#reading) return null;
    const { width, height } = this.#reading.settings;
    const px = (x / this.canvas.clientWidth) * width;
    const py = (y / this.canvas.clientHeight) * height;
    const hits = this.#plan()
      .filter((item) => item.kind === 'media')
      .map((item) => ({ item, at: sourcePoint(item, px, py) }))
      .filter(({ at }) => at.sx >= 0 && at.sx <= 1 && at.sy >= 0 && at.sy <= 1);
    const hit = hits.find(({ item }) => item.clip === preferred) ?? hits.at(-1);
    if (!hit) return null;
    return {
      clip: hit.item.clip,
      asset: hit.item.asset,
      frame: this.frameOf(hit.item.asset, hit.item.sourceTicks),
      ...hit.at,
    };
  }

  /** Index of the source frame shown at a source time. */
  frameOf(asset: string, at: Ticks): number {
    const source = this.#sources.get(asset);
    return source?.kind === 'video' ? frameAt(source, at) : 0;
  }

  stats(): Stats {
    const { decoded, open, held } = this.#decoder;
    return { ...this.#stats, decoded, openFrames: open, heldFrames: held, mattes: this.#shownMattes };
  }

  dispose(): void {
    this.#playing = null;
    cancelAnimationFrame(this.#scheduled);
    this.#sizes.disconnect();
    this.#decoder.dispose();
    this.#store.dispose();
    this.#mixer.dispose();
    this.#compositor.dispose();
  }

  /** Sound and clock from the present time on. */
  #restart(): void {
    if (!this.#reading) return;
    const clock = new Clock(this.#mixer.context, this.#time);
    this.#playing = { clock, frame: -1, whole: true, late: false };
    this.#decoder.rest();
    if (clock.byAudio) this.#mixer.start(this.#reading, this.#time, clock.due);
  }

  #advance(): void {
    const playing = this.#playing;
    if (!playing || !this.#reading) return;
    if (playing.clock.isOvertaken) {
      this.#restart();
      return;
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
    const skipped = playing.frame < 0 ? 0 : frame - playing.frame - (playing.whole ? 1 : 0);
    this.#stats.skipped += skipped;
    if (this.#quality.note(skipped, performance.now())) this.#fit();
    Object.assign(playing, { frame, whole: false });
    this.#prewarm();
    this.#emit('time', this.#time);
  }

  /** Clips that begin within a second are decoded ahead, so that a cut does not wait. */
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
    this.#scheduled = requestAnimationFrame(() => {
      this.#scheduled = 0;
      this.#advance();
      this.#render(true);
      if (this.#playing) this.#redraw();
    });
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
    const { scene, mattes, exact, late } = this.#scene(this.#reading);
    this.#stats.settled = false;
    if (!exact && !anyway) {
      this.#redraw();
      return;
    }
    if (this.#playing) {
      if (late && !this.#playing.late) {
        this.#stats.stalls++;
        this.#emit('stall', this.#time);
      }
      this.#playing.late = late;
      this.#playing.whole ||= exact;
    }
    if (this.#compositor.draw(scene)) this.#stats.drawn++;
    this.#stats.settled = exact;
    this.#shownMattes = mattes;
  }

  #scene(reading: Reading): Drawn {
    const { width, height, background } = reading.settings;
    const scene: Scene = { width, height, background, layers: [] };
    const drawn: Drawn = { scene, mattes: [], exact: true, late: false };
    const items = this.#plan();
    for (const item of items) {
      const { layer, matte, exact, late } = this.#layer(item);
      if (layer.image || item.kind === 'colour') scene.layers.push(layer);
      if (matte) drawn.mattes.push(matte);
      drawn.exact &&= exact;
      drawn.late ||= late;
    }
    const wanted = items.map((item) => item.clip);
    this.#decoder.keepOnly(new Set([...wanted, ...this.#soon().map((clip) => clip.id)]));
    return drawn;
  }

  #layer(item: DrawItem): { layer: Layer; matte?: ShownMatte | null; exact: boolean; late: boolean } {
    const bare: Layer = { item, image: null, turn: 0, solid: true, matte: null, tint: null };
    if (item.kind === 'colour') return { layer: bare, exact: true, late: false };
    const source = this.#sources.get(item.asset);
    if (source?.kind === 'image') {
      const image = this.#still(item.asset, source);
      return { layer: { ...bare, image, solid: false }, exact: image !== null, late: false };
    }
    const at = source ? frameMiddle(source, item.sourceTicks) : item.sourceTicks;
    const { picture, exact } = this.#playing
      ? this.#decoder.playing(item.clip, item.asset, at)
      : this.#decoder.still(item.clip, item.asset, at);
    const overlay = this.#overlay && item.matte?.id === this.#overlay.matte ? this.#overlay : null;
    const layer = { ...bare, image: picture?.image ?? null, turn: picture?.turn ?? 0 };
    const late = this.#playing !== null && !exact;
    if (!item.matte) return { layer, exact, late };
    const { id, feather } = item.matte;
    const wanted = this.frameOf(item.asset, item.sourceTicks);
    // the matte goes with the picture that is really shown, which may still be an earlier one
    const frame = exact || !picture ? wanted : this.frameOf(item.asset, middle(picture));
    if (frame !== wanted) this.#store.plane(id, wanted, feather, false);
    const { plane, exact: newest } = this.#store.plane(id, frame, feather, this.#playing !== null);
    if (!picture) return { layer, exact, late };
    const tint = overlay ? tintOf(overlay.colour) : null;
    const matte = { matte: id, frame, state: plane?.state ?? 0, revision: plane?.revision ?? 0 };
    return { layer: { ...layer, matte: plane, tint }, matte, exact: exact && newest, late };
  }

  #still(asset: string, source: Source): ImageBitmap | null {
    const held = this.#stills.get(asset);
    if (held === 'coming') return null;
    if (held) return held;
    this.#stills.set(asset, 'coming');
    void (async () => {
      try {
        const blob = source.blob ?? (await this.#fetched(asset));
        this.#stills.set(asset, await createImageBitmap(blob, { premultiplyAlpha: 'premultiply' }));
        this.#redraw();
      } catch (error) {
        this.#emit('error', { asset, message: String(error) });
      }
    })();
    return null;
  }

  async #fetched(asset: string): Promise<Blob> {
    const answer = await this.#addresses.get(asset)?.fetch();
    if (!answer?.ok) throw new Error(`the storage answered ${answer?.status ?? 'nothing'}`);
    return answer.blob();
  }

  #plan(): DrawItem[] {
    if (!this.#reading) return [];
    const end = timelineEnd(this.#reading);
    const last = this.#reading.clips.some((clip) => clipEnd(clip) === this.#time) && this.#time === end;
    // at the very end the last frame stays on screen
    const at = this.#frameStart(last && end > 0 ? ticks(end - 1) : this.#time);
    return planAt(this.#reading, at, (asset) => this.#sources.get(asset) ?? null);
  }

  /** Start of the project frame at `at`: what an export would draw. */
  #frameStart(at: Ticks): Ticks {
    const rate = this.#reading?.settings.rate ?? [30, 1];
    return frameToTicks(ticksToFrame(at, rate), rate);
  }

  #emit<K extends keyof Events>(name: K, event: Events[K]): void {
    for (const listener of this.#listeners[name]) listener(event);
  }
}

export const createEngine = (canvas: HTMLCanvasElement): Engine => new Engine(canvas);

const middle = ({ at, until }: Picture): Ticks => ticks((at + until) / 2);

/** Presigned addresses change by the hour while the object stays. */
const sameObject = (a: string | undefined, b: string | undefined): boolean => a?.split('?')[0] === b?.split('?')[0];

function sourcePoint({ rect, rotation }: DrawItem, px: number, py: number): { sx: number; sy: number } {
  const angle = (-rotation * Math.PI) / 180;
  const [dx, dy] = [px - rect.x - rect.w / 2, py - rect.y - rect.h / 2];
  const [x, y] = [dx * Math.cos(angle) - dy * Math.sin(angle), dx * Math.sin(angle) + dy * Math.cos(angle)];
  return { sx: x / rect.w + 0.5, sy: y / rect.h + 0.5 };
}

function tintOf(hex: string): [number, number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255, 0.5];
}
