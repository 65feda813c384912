/** Where the preview stands in time, and how time runs while it plays. */
import { timelineEnd } from '../model/queries';
import type { Reading } from '../model/types';
import { frameToTicks, type Ticks, ticks, ticksToFrame, ticksToSeconds } from '../time/time';
import { Clock } from './clock';
import type { Mixer } from './mixer';
import { Quality } from './quality';

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

/** What a step brought: nothing new, a frame (of other pixels where quality changed), the loop's end or the timeline's. */
export type Step = 'none' | 'frame' | 'resized' | 'round' | 'end';

export class Transport {
  time = ticks(0);
  /** who comes to its end goes on at its beginning */
  loop: { from: Ticks; to: Ticks } | null = null;
  /** project frames that playback passed over, or showed without their own picture */
  skipped = 0;
  stalls = 0;
  #playing: Playing | null = null;
  #quality = new Quality();

  /** `isAhead`: the first pictures of the present time are decoded. */
  constructor(
    private readonly mixer: Mixer,
    private readonly isAhead: () => boolean,
  ) {}

  get playing(): boolean {
    return this.#playing !== null;
  }

  /** Share of the project's pixels that the machine keeps up with. */
  get share(): number {
    return this.#quality.share;
  }

  /** Begins to play from the present time: first it rolls in, then sound and clock start together. */
  start(reading: Reading): void {
    const now = performance.now();
    this.#playing = { clock: null, since: now, frame: -1, frameSince: now, whole: true, late: false };
    this.mixer.prepare(reading, this.time);
  }

  stop(): void {
    this.#playing = null;
    this.mixer.stop();
    this.#quality.reset();
  }

  /** `isBusy`: the last picture is still being drawn. */
  advance(reading: Reading, isBusy: boolean): Step {
    const playing = this.#playing;
    if (!playing) return 'none';
    if (!playing.clock) this.#rollIn(playing);
    if (!playing.clock) return 'none';
    if (playing.clock.isOvertaken) {
      this.mixer.prepare(reading, this.time);
      this.#startClock(playing);
    }
    const before = this.time;
    this.time = playing.clock.time();
    if (this.loop && before < this.loop.to && this.time >= this.loop.to) return 'round';
    const end = timelineEnd(reading);
    if (this.time >= end) {
      this.time = end;
      return 'end';
    }
    const frame = ticksToFrame(this.time, reading.settings.rate);
    if (frame === playing.frame) return 'none';
    const now = performance.now();
    const begins = playing.frame < 0;
    const skipped = begins ? 0 : frame - playing.frame - (playing.whole ? 1 : 0);
    this.skipped += skipped;
    Object.assign(playing, { frame, frameSince: now, whole: false });
    return this.#quality.note(skipped, isBusy && !begins, now) ? 'resized' : 'frame';
  }

  /** What was staged for the present frame; true where playback has to wait from here on. */
  note(exact: boolean, late: boolean): boolean {
    const playing = this.#playing;
    if (!playing?.clock) return false;
    const stalls = late && !playing.late;
    if (stalls) this.stalls++;
    playing.late = late;
    playing.whole ||= exact;
    return stalls;
  }

  /** The present frame still has time to get its pictures. */
  get isEarly(): boolean {
    return this.#playing !== null && performance.now() - this.#playing.frameSince < REFRESH_MS;
  }

  /** Until the project's next frame is nearly due, where this one is whole; at most 0 where it is not. */
  msToRest({ settings }: Reading): number {
    if (!this.#playing?.clock || !this.#playing.whole) return 0;
    const left = frameToTicks(this.#playing.frame + 1, settings.rate) - this.#playing.clock.time();
    return ticksToSeconds(ticks(left)) * 1000 - REFRESH_MS;
  }

  /** Sets the clock going once the first pictures and sounds are here. */
  #rollIn(playing: Playing): void {
    const ready = this.mixer.isReady && this.mixer.context.state === 'running' && this.isAhead();
    if (ready || performance.now() - playing.since > PREROLL_MS) this.#startClock(playing);
  }

  #startClock(playing: Playing): void {
    playing.clock = new Clock(this.mixer.context, this.time);
    if (playing.clock.byAudio) this.mixer.release(playing.clock.due);
  }
}
