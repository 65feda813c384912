/** Frames of a source, decoded in the worker. A `Shot`'s frame is closed by whoever got it. */
import { type InputVideoTrack, type VideoSample, VideoSampleSink } from 'mediabunny';
import type { Counter } from './shelf';

export interface Shot {
  frame: VideoFrame;
  /** in the file's own clock */
  seconds: number;
  /** until the next frame; the file's word, which may be wrong */
  duration: number;
}

/** One decoder's place in a source. One call at a time. */
export interface Frames {
  /**
   * The frame shown at `seconds`; before the first one the first. null where the source has none. `pace`: source seconds
   * that pass in a second where it is asked for again and again, below 0 backwards; 0 for a single one.
   */
  at(seconds: number, pace?: number): Promise<Shot | null>;
  /** Decodes what comes next at the pace of the last at(), for as long as it `goesOn`. */
  foresee(goesOn: () => boolean): Promise<void>;
  /** `goesOn` may say no from now on: whoever foresees asks at once, and not when the next picture is decoded. */
  nudge(): void;
  /** That frame and all after it. */
  from(seconds: number): AsyncGenerator<Shot, void>;
  close(): void;
}

/** Step this far without asking for a new start. */
const NEAR_S = 1;

/**
 * Any file, by mediabunny's decoder with its care for what browsers get wrong. Each jump makes a new decoder; steps
 * forward go on with the one there is.
 */
export class SampleFrames implements Frames {
  #sink: VideoSampleSink;
  #run: AsyncGenerator<VideoSample, void> | null = null;
  #last: VideoSample | null = null;

  constructor(
    track: InputVideoTrack,
    private readonly first: number,
    private readonly counter: Counter,
  ) {
    this.#sink = new VideoSampleSink(track);
  }

  async at(seconds: number): Promise<Shot | null> {
    const at = Math.max(this.first, seconds);
    const ahead = this.#last ? at - this.#last.timestamp : -1;
    if (ahead < 0 || ahead > NEAR_S) {
      await this.#end();
      this.#keep(await this.#sink.getSample(at));
      return this.#shot();
    }
    // a second request nearby: from here on it pays to leave the decoder running
    this.#run ??= this.#sink.samples(this.#last?.timestamp ?? at);
    while (this.#last && this.#last.timestamp + this.#last.duration <= at + 1e-6) {
      const { value, done } = await this.#run.next();
      if (done) break;
      this.#keep(value);
    }
    return this.#shot();
  }

  async *from(seconds: number): AsyncGenerator<Shot, void> {
    await this.#end();
    this.#run = this.#sink.samples(Math.max(this.first, seconds));
    for (;;) {
      const { value, done } = await this.#run.next();
      if (done) return;
      this.#keep(value);
      const shot = this.#shot();
      if (shot) yield shot;
    }
  }

  /** One picture is all that is kept of these: a file from a camera may have 12 MB of each. */
  async foresee(): Promise<void> {}

  nudge(): void {}

  close(): void {
    void this.#end();
  }

  async #end(): Promise<void> {
    this.#keep(null);
    const run = this.#run;
    this.#run = null;
    await run?.return();
  }

  #keep(sample: VideoSample | null): void {
    if (this.#last) this.counter.open--;
    this.#last?.close();
    this.#last = sample;
    if (sample) this.counter.open++;
  }

  #shot(): Shot | null {
    const sample = this.#last;
    if (!sample) return null;
    this.counter.open++;
    return { frame: sample.toVideoFrame(), seconds: sample.timestamp, duration: sample.duration };
  }
}
