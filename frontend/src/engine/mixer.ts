/** The timeline's sound: buffers decoded ahead and scheduled at exact times of the AudioContext. */
import { clipEnd } from '../model/queries';
import type { Reading } from '../model/types';
import { type Ticks, ticksToSeconds } from '../time/time';
import { Desk } from './desk';
import { type Heard, heardClips, heardTracks } from './heard';
import { evens, type Level, levelAt, levels, pans } from './levels';
import { type Outline, outlineOf } from './outline';
import { expectSound, type Opened, openSound, piecesOf, type SoundSource } from './sound';

const AHEAD_S = 2;
/** Time constant of changes that must not click. */
const QUICK_S = 0.002;
/** Sound that begins in the middle of a wave comes up so fast. */
const RISE_S = 0.005;
/** A sound device that runs costs power, heard or not: it is let go when nothing was played for so long. */
const IDLE_MS = 10_000;

/** One stretch of playback; `over` ends its loops. */
export interface Run {
  from: number;
  /** context time at which `from` is heard */
  at: Promise<number>;
  release: (at: number) => void;
  /** clips heard at once whose first sound is not decoded yet */
  waiting: number;
  nodes: Set<AudioBufferSourceNode>;
  /** all of its sound, and of each track */
  out: GainNode;
  buses: Map<string, GainNode>;
  over: boolean;
}

export class Mixer {
  readonly context = new AudioContext({ latencyHint: 'interactive' });
  readonly desk = new Desk(this.context);
  /** told in a sentence what is not heard */
  onError: (message: string) => void = () => undefined;
  #opened = new Map<string, Promise<Opened | null>>();
  #sources = new Map<string, SoundSource>();
  #run: Run | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;

  setSource(asset: string, source: SoundSource): void {
    expectSound();
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

  /** Decodes the sound of timeline time `from` on, to be heard once released. Wakes the device: call it by a gesture. */
  prepare(reading: Reading, from: Ticks): Run {
    this.stop();
    clearTimeout(this.#idle);
    void this.context.resume().catch(() => undefined);
    const out = this.context.createGain();
    out.connect(this.desk.input);
    const begun = { waiting: 0, nodes: new Set<AudioBufferSourceNode>(), buses: new Map(), over: false };
    const run: Run = { from: ticksToSeconds(from), out, ...begun, ...promised<number>() };
    this.#run = run;
    this.setTracks(reading);
    for (const heard of heardClips(reading)) {
      const { clip } = heard;
      if (clipEnd(clip) <= from) continue;
      const isDue = clip.start <= from;
      if (isDue) run.waiting++;
      let begun = !isDue;
      const onFirst = () => {
        if (!begun) run.waiting--;
        begun = true;
      };
      void this.#play(heard, run, isDue, onFirst)
        .catch(() => undefined)
        .finally(onFirst);
    }
    return run;
  }

  /** Gives tracks their volumes, those that are heard; while sound runs without a click. */
  setTracks(reading: Reading): void {
    const run = this.#run;
    if (!run) return;
    const now = this.context.currentTime;
    const heard = heardTracks(reading);
    for (const [track, level] of heard)
      if (run.buses.has(track)) run.buses.get(track)?.gain.setTargetAtTime(level, now, QUICK_S);
      else {
        const bus = new GainNode(this.context, { gain: level });
        bus.connect(run.out);
        run.buses.set(track, bus);
      }
    for (const [track, bus] of run.buses) if (!heard.has(track)) bus.gain.setTargetAtTime(0, now, QUICK_S);
  }

  /** Whether everything that is heard at first is decoded. */
  get isReady(): boolean {
    return !this.#run?.waiting;
  }

  /** The shape of a source's sound; null where there is none. */
  async outline(asset: string, from: number, seconds: number): Promise<Outline | null> {
    const opened = await this.#open(asset);
    return opened && outlineOf(opened, from, seconds);
  }

  /** What was prepared is heard when the context's clock shows `at`; of a run that was stopped nothing. */
  release(at: number, run = this.#run): void {
    if (!run || run !== this.#run) return;
    run.out.gain.setValueAtTime(0, at);
    run.out.gain.linearRampToValueAtTime(1, at + RISE_S);
    run.release(at);
  }

  /** Stops what is heard, if it is still that run. */
  stop(run = this.#run): void {
    if (!this.#run || run !== this.#run) return;
    this.#run.over = true;
    this.#run.release(0);
    const { out, nodes } = this.#run;
    const now = this.context.currentTime;
    out.gain.setTargetAtTime(0, now, QUICK_S);
    for (const node of nodes) node.stop(now + 8 * QUICK_S);
    this.#run = null;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.context.suspend().catch(() => undefined), IDLE_MS);
  }

  dispose(): void {
    this.stop();
    clearTimeout(this.#idle);
    for (const asset of [...this.#sources.keys()]) this.dropSource(asset);
    void this.context.close();
  }

  async #play(heard: Heard, run: Run, isDue: boolean, onFirst: () => void): Promise<void> {
    const { clip } = heard;
    const [start, end] = [ticksToSeconds(clip.start), ticksToSeconds(clipEnd(clip))];
    const begin = Math.max(start, run.from);
    if (!isDue) await this.#wait((await run.at) + begin - run.from - AHEAD_S, run);
    const opened = run.over ? null : await this.#open(clip.asset);
    if (!opened || run.over) return;
    let gain: GainNode | null = null;
    for await (const { buffer, at: t } of piecesOf(clip, opened, begin, end)) {
      onFirst();
      const at = await run.at;
      if (run.over) break;
      /** context time of timeline second t */
      const when = (t: number) => at + t - run.from;
      gain ??= this.#channel(heard, run, { begin, start, end, when });
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

  /** A clip's volume and side over its time, on the way to its track. */
  #channel({ clip, crosses }: Heard, run: Run, span: Span): GainNode {
    const stereo = { channelCount: 2, channelCountMode: 'explicit' } as const;
    const gain = new GainNode(this.context, stereo);
    automate(gain.gain, levels({ clip, crosses }), span);
    const bus = run.buses.get(clip.track) ?? run.out;
    if (clip.audio.pan === 0 && !clip.keyframes.pan) gain.connect(bus);
    else {
      const side = new StereoPannerNode(this.context);
      automate(side.pan, pans(clip), span);
      const evened = new GainNode(this.context);
      automate(evened.gain, evens(clip), span);
      gain.connect(side).connect(evened).connect(bus);
    }
    return gain;
  }

  async #wait(until: number, run: Run): Promise<void> {
    while (!run.over && this.context.currentTime < until) await new Promise((done) => setTimeout(done, 100));
  }

  #open(asset: string): Promise<Opened | null> {
    const source = this.#sources.get(asset);
    if (!source) return Promise.resolve(null);
    const opened = this.#opened.get(asset) ?? openSound(source, this.onError);
    this.#opened.set(asset, opened);
    // the next play tries again
    opened.catch(() => this.#opened.get(asset) === opened && this.#opened.delete(asset));
    return opened;
  }
}

interface Span {
  /** timeline seconds: where it begins to be heard, and where the clip is */
  begin: number;
  start: number;
  end: number;
  /** context time of a timeline second */
  when: (t: number) => number;
}

function automate(param: AudioParam, points: readonly Level[], { begin, start, end, when }: Span): void {
  param.setValueAtTime(levelAt(points, begin - start), Math.max(0, when(begin)));
  for (const { at, level } of points)
    if (start + at > begin && start + at <= end) param.linearRampToValueAtTime(level, when(start + at));
}

function promised<T>(): { at: Promise<T>; release: (value: T) => void } {
  let release: (value: T) => void = () => {};
  const at = new Promise<T>((resolve) => {
    release = resolve;
  });
  return { at, release };
}
