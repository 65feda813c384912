/** The timeline's sound: buffers decoded ahead and scheduled at exact times of the AudioContext. */
import { ALL_FORMATS, AudioBufferSink, BlobSource, Input, UrlSource } from 'mediabunny';
import { clipEnd } from '../model/queries';
import type { Clip, Reading } from '../model/types';
import { type Ticks, ticksToSeconds } from '../time/time';
import type { Address } from './address';
import { audibleClips } from './plan';

const AHEAD_S = 2;

export interface SoundSource {
  blob?: Blob | undefined;
  address?: Address | undefined;
}

/** What one stretch of playback holds; `over` ends its loops. */
interface Run {
  nodes: Set<AudioBufferSourceNode>;
  over: boolean;
}

export class Mixer {
  readonly context = new AudioContext({ latencyHint: 'interactive' });
  #sinks = new Map<string, Promise<{ sink: AudioBufferSink; first: number } | null>>();
  #sources = new Map<string, SoundSource>();
  #run: Run | null = null;

  setSource(asset: string, source: SoundSource): void {
    this.#sources.set(asset, source);
    this.#sinks.delete(asset);
  }

  /** Sound from timeline time `from`, heard when the context's clock shows `at`. */
  start(reading: Reading, from: Ticks, at: number): void {
    this.stop();
    const run: Run = { nodes: new Set(), over: false };
    this.#run = run;
    for (const clip of audibleClips(reading)) {
      if (clipEnd(clip) > from) void this.#play(clip, from, at, run).catch(() => undefined);
    }
  }

  stop(): void {
    if (!this.#run) return;
    this.#run.over = true;
    for (const node of this.#run.nodes) node.stop();
    this.#run = null;
  }

  dispose(): void {
    this.stop();
    void this.context.close();
  }

  async #play(clip: Clip, from: Ticks, at: number, run: Run): Promise<void> {
    const start = ticksToSeconds(clip.start);
    const end = ticksToSeconds(clipEnd(clip));
    const begin = Math.max(start, ticksToSeconds(from));
    /** context time of timeline second t */
    const when = (t: number) => at + t - ticksToSeconds(from);
    await this.#wait(when(begin) - AHEAD_S, run);
    const opened = run.over ? null : await this.#sink(clip.asset);
    if (!opened || run.over) return;
    const gain = this.context.createGain();
    gain.connect(this.context.destination);
    this.#fade(gain.gain, clip, begin, start, end, when);
    const offset = ticksToSeconds(clip.in) + opened.first - start; // timeline second -> file second
    for await (const { buffer, timestamp } of opened.sink.buffers(begin + offset, end + offset)) {
      if (run.over) break;
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

  #fade(gain: AudioParam, clip: Clip, begin: number, start: number, end: number, when: (t: number) => number): void {
    const { gain: level, fadeIn, fadeOut } = clip.audio;
    const [rise, fall] = [ticksToSeconds(fadeIn), ticksToSeconds(fadeOut)];
    const levelAt = (t: number) =>
      level * Math.min(1, rise ? (t - start) / rise : 1) * Math.min(1, fall ? (end - t) / fall : 1);
    gain.setValueAtTime(Math.max(0, levelAt(begin)), Math.max(0, when(begin)));
    for (const t of [start + rise, end - fall, end].filter((t) => t > begin).sort((a, b) => a - b))
      gain.linearRampToValueAtTime(Math.max(0, levelAt(t)), when(t));
  }

  async #wait(until: number, run: { over: boolean }): Promise<void> {
    while (!run.over && this.context.currentTime < until) await new Promise((done) => setTimeout(done, 100));
  }

  #sink(asset: string) {
    const source = this.#sources.get(asset);
    if (!source) return Promise.resolve(null);
    const opened = this.#sinks.get(asset) ?? openSink(source);
    this.#sinks.set(asset, opened);
    return opened;
  }
}

async function openSink({ blob, address }: SoundSource) {
  const source = blob ? new BlobSource(blob) : address && new UrlSource(address.url, { fetchFn: address.fetch });
  if (!source) return null;
  const input = new Input({ source, formats: ALL_FORMATS });
  const track = await input.getPrimaryAudioTrack();
  if (!track || !(await track.canDecode())) return null;
  // a file's time 0 is its first picture where it has one, so that sound keeps its offset to it
  const video = await input.getPrimaryVideoTrack();
  return { sink: new AudioBufferSink(track), first: video ? await video.getFirstTimestamp() : 0 };
}
