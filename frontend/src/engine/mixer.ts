/** The timeline's sound: buffers decoded ahead and scheduled at exact times of the AudioContext. */
import { ALL_FORMATS, AudioBufferSink, BlobSource, Input, UrlSource } from 'mediabunny';
import { type Keyframe, valueAt } from '../model/keyframes';
import { GAIN } from '../model/params';
import { clipEnd } from '../model/queries';
import type { Clip, Reading } from '../model/types';
import { TICKS_PER_SECOND, type Ticks, ticksToSeconds } from '../time/time';
import type { Address } from './address';
import { audibleClips } from './plan';

const AHEAD_S = 2;

export interface SoundSource {
  blob?: Blob | undefined;
  address?: Address | undefined;
}

interface Opened {
  sink: AudioBufferSink;
  /** file time of the source's time 0 */
  first: number;
  input: Input;
}

/** One stretch of playback; `over` ends its loops. */
interface Run {
  from: number;
  /** context time at which `from` is heard */
  at: Promise<number>;
  release: (at: number) => void;
  /** clips heard at once whose first sound is not decoded yet */
  waiting: number;
  nodes: Set<AudioBufferSourceNode>;
  over: boolean;
}

export class Mixer {
  readonly context = new AudioContext({ latencyHint: 'interactive' });
  #opened = new Map<string, Promise<Opened | null>>();
  #sources = new Map<string, SoundSource>();
  #run: Run | null = null;

  setSource(asset: string, source: SoundSource): void {
    this.dropSource(asset);
    this.#sources.set(asset, source);
  }

  dropSource(asset: string): void {
    this.#sources.delete(asset);
    const opened = this.#opened.get(asset);
    this.#opened.delete(asset);
    void opened?.then((it) => it?.input.dispose()).catch(() => undefined);
  }

  /** Sources that are open for reading. */
  get openSources(): number {
    return this.#opened.size;
  }

  /** Decodes the sound of timeline time `from` on, to be heard once released. */
  prepare(reading: Reading, from: Ticks): void {
    this.stop();
    const run: Run = { from: ticksToSeconds(from), waiting: 0, nodes: new Set(), over: false, ...promised<number>() };
    this.#run = run;
    for (const clip of audibleClips(reading)) {
      if (clipEnd(clip) <= from) continue;
      const isDue = clip.start <= from;
      if (isDue) run.waiting++;
      let begun = !isDue;
      const onFirst = () => {
        if (!begun) run.waiting--;
        begun = true;
      };
      void this.#play(clip, run, isDue, onFirst)
        .catch(() => undefined)
        .finally(onFirst);
    }
  }

  /** Whether everything that is heard at first is decoded. */
  get isReady(): boolean {
    return !this.#run?.waiting;
  }

  /** What was prepared is heard when the context's clock shows `at`. */
  release(at: number): void {
    this.#run?.release(at);
  }

  stop(): void {
    if (!this.#run) return;
    this.#run.over = true;
    this.#run.release(0);
    for (const node of this.#run.nodes) node.stop();
    this.#run = null;
  }

  dispose(): void {
    this.stop();
    for (const asset of [...this.#sources.keys()]) this.dropSource(asset);
    void this.context.close();
  }

  async #play(clip: Clip, run: Run, isDue: boolean, onFirst: () => void): Promise<void> {
    const [start, end] = [ticksToSeconds(clip.start), ticksToSeconds(clipEnd(clip))];
    const begin = Math.max(start, run.from);
    if (!isDue) await this.#wait((await run.at) + begin - run.from - AHEAD_S, run);
    const opened = run.over ? null : await this.#open(clip.asset);
    if (!opened || run.over) return;
    const offset = ticksToSeconds(clip.in) + opened.first - start; // timeline second -> file second
    let gain: GainNode | null = null;
    for await (const { buffer, timestamp } of opened.sink.buffers(begin + offset, end + offset)) {
      onFirst();
      const at = await run.at;
      if (run.over) break;
      /** context time of timeline second t */
      const when = (t: number) => at + t - run.from;
      gain ??= this.#gain(clip, begin, start, end, when);
      const t = timestamp - offset;
      const late = Math.max(0, begin - t, this.context.currentTime - when(t));
      const length = Math.min(buffer.duration, end - t) - late;
      if (length <= 0) continue;
      const node = new AudioBufferSourceNode(this.context, { buffer });
      node.connect(gain);
      node.start(when(t) + late, late, length);
      run.nodes.add(node);
      node.onended = () => run.nodes.delete(node);
      await this.#wait(when(t) - AHEAD_S, run);
    }
  }

  #gain(clip: Clip, begin: number, start: number, end: number, when: (t: number) => number): GainNode {
    const node = this.context.createGain();
    node.connect(this.context.destination);
    const points = levels(clip).map(({ at, level }) => ({ t: start + at, level }));
    const levelAt = (t: number) => between(points, t);
    node.gain.setValueAtTime(levelAt(begin), Math.max(0, when(begin)));
    for (const { t, level } of points) if (t > begin && t <= end) node.gain.linearRampToValueAtTime(level, when(t));
    return node;
  }

  async #wait(until: number, run: Run): Promise<void> {
    while (!run.over && this.context.currentTime < until) await new Promise((done) => setTimeout(done, 100));
  }

  #open(asset: string): Promise<Opened | null> {
    const source = this.#sources.get(asset);
    if (!source) return Promise.resolve(null);
    const opened = this.#opened.get(asset) ?? open(source);
    this.#opened.set(asset, opened);
    return opened;
  }
}

/** A volume that eases goes in straight lines between points so far apart, in source ticks. */
const STEP = TICKS_PER_SECOND / 50;

/** Source ticks and gains between two times, straight lines between them; a hold steps in one tick. */
export function volumePoints(keys: readonly Keyframe[], low: number, high: number): [number, number][] {
  const times = new Set([low, high]);
  keys.forEach((key, index) => {
    const following = keys[index + 1];
    times.add(key.at);
    if (!following || key.ease === 'linear') return;
    if (key.ease === 'hold') times.add(following.at - 1);
    else for (let at: number = key.at; at < following.at; at += STEP) times.add(at);
  });
  const inside = [...times].filter((at) => low <= at && at <= high).sort((a, b) => a - b);
  return inside.map((at) => [at, Math.min(GAIN.high, Math.max(GAIN.low, valueAt(keys, at)))]);
}

interface Level {
  /** seconds after the clip's start */
  at: number;
  level: number;
}

/** The clip's gain under its linear fades, in straight lines. */
function levels(clip: Clip): Level[] {
  const length = ticksToSeconds(clip.length);
  const [rise, fall] = [ticksToSeconds(clip.audio.fadeIn), ticksToSeconds(clip.audio.fadeOut)];
  const keys = clip.keyframes.gain;
  const gains: Level[] = keys
    ? volumePoints(keys, clip.in, clip.in + Math.trunc(clip.length * clip.speed)).map(([at, level]) => ({
        at: (at - clip.in) / (TICKS_PER_SECOND * clip.speed),
        level,
      }))
    : [{ at: 0, level: clip.audio.gain }];
  const fade = (at: number) => Math.min(1, rise ? at / rise : 1) * Math.min(1, fall ? (length - at) / fall : 1);
  const corners = [0, rise, length - fall, length].filter((at) => at >= 0 && at <= length);
  // where a volume changes under a fade, the product of both is no straight line
  const between20ms = keys ? [...ramp(0, rise), ...ramp(length - fall, length)] : [];
  const times = [...new Set([...gains.map(({ at }) => at), ...corners, ...between20ms])].sort((a, b) => a - b);
  const volumes = gains.map(({ at, level }) => ({ t: at, level }));
  return times.map((at) => ({ at, level: Math.max(0, between(volumes, at) * fade(at)) }));
}

const ramp = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, Math.floor((to - from) * 50)) }, (_, step) => from + step / 50);

/** On the straight line between two points; beyond the ends what is at the end. */
function between(points: readonly { t: number; level: number }[], t: number): number {
  const next = points.findIndex((point) => point.t > t);
  const b = points.at(next);
  const a = next > 0 ? points[next - 1] : b;
  if (!a || !b) return 0;
  return b.t === a.t ? b.level : a.level + ((b.level - a.level) * (t - a.t)) / (b.t - a.t);
}

function promised<T>(): { at: Promise<T>; release: (value: T) => void } {
  let release: (value: T) => void = () => {};
  const at = new Promise<T>((resolve) => {
    release = resolve;
  });
  return { at, release };
}

async function open({ blob, address }: SoundSource): Promise<Opened | null> {
  const source = blob ? new BlobSource(blob) : address && new UrlSource(address.url, { fetchFn: address.fetch });
  if (!source) return null;
  const input = new Input({ source, formats: ALL_FORMATS });
  const track = await input.getPrimaryAudioTrack();
  if (!track || !(await track.canDecode())) {
    input.dispose();
    return null;
  }
  // a file's time 0 is its first picture where it has one, so that sound keeps its offset to it
  const video = await input.getPrimaryVideoTrack();
  return { sink: new AudioBufferSink(track), first: video ? await video.getFirstTimestamp() : 0, input };
}
