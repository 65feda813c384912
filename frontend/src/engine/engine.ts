/** The preview: reading and sources in, pictures and sound out. It knows no stores and no UI. */
import { clipEnd, timelineEnd } from '../model/queries';
import type { Reading } from '../model/types';
import { frameAt } from '../time/source-frames';
import { addTicks, frameToTicks, type Rate, secondsToTicks, type Ticks, ticks, ticksToFrame } from '../time/time';
import { Address } from './address';
import { Compositor, type Layer } from './compositor';
import { Decoder, type Picture } from './decoder';
import { MatteStore, type Plane } from './matte-store';
import { Mixer } from './mixer';
import { type DrawItem, type Facts, planAt } from './plan';

/** A source of pictures or sound. `blob` (the local original) is taken before `url` (the proxy). */
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
  drawn: number;
  /** project frames that playback passed over */
  skipped: number;
  stalls: number;
  decoded: number;
  openFrames: number;
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
  #playing: { from: Ticks; at: number; byAudio: boolean; lastFrame: number; late: boolean } | null = null;
  #overlay: { matte: string; colour: string } | null = null;
  #scheduled = 0;
  #stats = { drawn: 0, skipped: 0, stalls: 0 };
  #shownMattes: ShownMatte[] = [];

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.#compositor = new Compositor(canvas);
    this.#store = new MatteStore(() => this.#redraw());
    this.mattes = this.#store;
    this.#decoder = new Decoder(
      this.#compositor.prefersRgba,
      () => this.#redraw(),
      (asset, message) => this.#emit('error', { asset, message }),
      (asset) => this.#emit('expired', { asset }),
    );
  }

  setReading(reading: Reading): void {
    const before = this.#reading;
    this.#reading = reading;
    this.#decoder.keepOnly(new Set(reading.clips.map((clip) => clip.id)));
    if (this.#playing && before?.clips !== reading.clips) this.#restart();
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
    this.#redraw();
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
    const { decoded, open } = this.#decoder;
    return { ...this.#stats, decoded, openFrames: open, mattes: this.#shownMattes };
  }

  dispose(): void {
    this.#playing = null;
    cancelAnimationFrame(this.#scheduled);
    this.#decoder.dispose();
    this.#store.dispose();
    this.#mixer.dispose();
    this.#compositor.dispose();
  }

  /** Sound and clock from the present time on. The AudioContext leads where it runs. */
  #restart(): void {
    if (!this.#reading) return;
    const { context } = this.#mixer;
    const byAudio = context.state === 'running';
    const at = byAudio ? context.currentTime + 0.05 : performance.now() / 1000;
    this.#playing = { from: this.#time, at, byAudio, lastFrame: -1, late: false };
    this.#decoder.rest();
    if (byAudio) this.#mixer.start(this.#reading, this.#time, at);
  }

  #advance(): void {
    const playing = this.#playing;
    if (!playing || !this.#reading) return;
    const { context } = this.#mixer;
    // the context wakes a moment after the gesture; from then on it leads
    if (!playing.byAudio && context.state === 'running') {
      this.#restart();
      return;
    }
    const now = playing.byAudio ? context.currentTime : performance.now() / 1000;
    this.#time = addTicks(playing.from, secondsToTicks(Math.max(0, now - playing.at)));
    const frame = ticksToFrame(this.#time, this.#reading.settings.rate);
    if (playing.lastFrame >= 0 && frame > playing.lastFrame + 1) this.#stats.skipped += frame - playing.lastFrame - 1;
    playing.lastFrame = frame;
    const end = timelineEnd(this.#reading);
    if (this.#time >= end) {
      this.#time = end;
      this.pause();
      return;
    }
    this.#prewarm();
    this.#emit('time', this.#time);
  }

  /** Clips that begin within a second are decoded ahead, so that a cut does not wait. */
  #prewarm(): void {
    const soon = addTicks(this.#time, PREWARM);
    for (const clip of this.#reading?.clips ?? []) {
      const near = clip.start > this.#time && clip.start <= soon && clip.kind === 'media';
      if (near && this.#sources.get(clip.asset)?.kind === 'video' && !this.#decoder.isPreparing(clip.id))
        this.#decoder.prepare(clip.id, clip.asset, clip.in);
    }
  }

  #redraw(): void {
    if (this.#scheduled) return;
    this.#scheduled = requestAnimationFrame(() => {
      this.#scheduled = 0;
      this.#advance();
      this.#render();
      if (this.#playing) this.#redraw();
    });
  }

  #render(): void {
    if (!this.#reading) return;
    const { width, height, background } = this.#reading.settings;
    const layers: Layer[] = [];
    let late = false;
    this.#shownMattes = [];
    for (const item of this.#plan()) {
      const layer = this.#layer(item);
      if (layer.image || item.kind === 'colour') layers.push(layer);
      late ||= layer.late;
    }
    if (this.#playing && late && !this.#playing.late) {
      this.#stats.stalls++;
      this.#emit('stall', this.#time);
    }
    if (this.#playing) this.#playing.late = late;
    this.#compositor.draw(width, height, background, layers);
    this.#stats.drawn++;
  }

  #layer(item: DrawItem): Layer & { late: boolean } {
    if (item.kind === 'colour') return { item, image: null, matte: null, tint: null, late: false };
    const source = this.#sources.get(item.asset);
    if (source?.kind === 'image')
      return { item, image: this.#still(item.asset, source), matte: null, tint: null, late: false };
    const { picture, late } = this.#playing
      ? this.#decoder.playing(item.clip, item.asset, item.sourceTicks)
      : { picture: this.#decoder.still(item.clip, item.asset, item.sourceTicks), late: false };
    const overlay = this.#overlay && item.matte?.id === this.#overlay.matte ? this.#overlay : null;
    const matte = item.matte && picture ? this.#matte(item.matte.id, this.#shownFrame(item, picture)) : null;
    return { item, image: picture?.image ?? null, matte, tint: overlay ? tintOf(overlay.colour) : null, late };
  }

  #matte(matte: string, frame: number): Plane | null {
    const plane = this.#store.plane(matte, frame);
    this.#shownMattes.push({ matte, frame, state: plane?.state ?? 0, revision: plane?.revision ?? 0 });
    return plane;
  }

  /** The matte goes with the picture that is really shown, which may still be an earlier one. */
  #shownFrame(item: DrawItem, picture: Picture): number {
    const shown = picture.at <= item.sourceTicks && item.sourceTicks < picture.until;
    return this.frameOf(item.asset, shown ? item.sourceTicks : addTicks(picture.at, secondsToTicks(0.001)));
  }

  #still(asset: string, source: Source): ImageBitmap | null {
    const held = this.#stills.get(asset);
    if (held === 'coming') return null;
    if (held) return held;
    this.#stills.set(asset, 'coming');
    void (async () => {
      try {
        const blob = source.blob ?? (await this.#fetched(asset));
        this.#stills.set(asset, await createImageBitmap(blob, { premultiplyAlpha: 'none' }));
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
