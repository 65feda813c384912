/** The timeline's sound: buffers decoded ahead and scheduled at exact times of the AudioContext. */
import { clipEnd } from '../model/queries';
import type { Clip, Reading } from '../model/types';
import { type Ticks, ticksToSeconds } from '../time/time';
import { levelAt, levels } from './levels';
import { audibleClips } from './plan';
import { type Opened, openSound, piecesOf, type SoundSource } from './sound';

const AHEAD_S = 2;

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
    let gain: GainNode | null = null;
    for await (const { buffer, at: t } of piecesOf(clip, opened, begin, end)) {
      onFirst();
      const at = await run.at;
      if (run.over) break;
      /** context time of timeline second t */
      const when = (t: number) => at + t - run.from;
      gain ??= this.#gain(clip, begin, start, end, when);
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
    const points = levels(clip).map(({ at, level }) => ({ at: start + at, level }));
    node.gain.setValueAtTime(levelAt(points, begin), Math.max(0, when(begin)));
    for (const { at, level } of points) if (at > begin && at <= end) node.gain.linearRampToValueAtTime(level, when(at));
    return node;
  }

  async #wait(until: number, run: Run): Promise<void> {
    while (!run.over && this.context.currentTime < until) await new Promise((done) => setTimeout(done, 100));
  }

  #open(asset: string): Promise<Opened | null> {
    const source = this.#sources.get(asset);
    if (!source) return Promise.resolve(null);
    const opened = this.#opened.get(asset) ?? openSound(source);
    this.#opened.set(asset, opened);
    return opened;
  }
}

function promised<T>(): { at: Promise<T>; release: (value: T) => void } {
  let release: (value: T) => void = () => {};
  const at = new Promise<T>((resolve) => {
    release = resolve;
  });
  return { at, release };
}
