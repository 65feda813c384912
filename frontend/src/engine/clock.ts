/** Timeline time while it plays. What is heard leads, where there is sound; the page's clock until then. */
import { addTicks, secondsToTicks, type Ticks } from '../time/time';

/** What the clock reads of an AudioContext. */
export type AudioTimes = Pick<AudioContext, 'state' | 'currentTime' | 'getOutputTimestamp'>;

/** Sound is scheduled this far ahead of its context's clock, so that its beginning is not cut off. */
const LEAD_S = 0.05;

/**
 * Context time of the sample that leaves the loudspeaker at page time `now` (ms). The device reports now and then which
 * sample it played when, so its own speed is followed and its steps are bridged.
 */
export function heardAt(context: AudioTimes, now: number): number {
  const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
  // a device that has not spoken yet says zero
  if (!performanceTime) return context.currentTime;
  return Math.min(context.currentTime, contextTime + (now - performanceTime) / 1000);
}

export class Clock {
  /** context time, or the page's in seconds, at which `#from` is */
  #at = 0;
  #latest: Ticks;
  readonly byAudio: boolean;

  constructor(
    private readonly context: AudioTimes,
    private readonly from: Ticks,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#latest = from;
    this.byAudio = context.state === 'running';
    this.#at = this.byAudio ? context.currentTime + LEAD_S : now() / 1000;
  }

  /** Context time at which the sound of `from` is due. */
  get due(): number {
    return this.#at;
  }

  /** True once sound could lead but does not yet: the context woke after the clock began. */
  get isOvertaken(): boolean {
    return !this.byAudio && this.context.state === 'running';
  }

  /** Never runs backwards. */
  time(): Ticks {
    const now = this.byAudio ? heardAt(this.context, this.now()) : this.now() / 1000;
    const time = addTicks(this.from, secondsToTicks(Math.max(0, now - this.#at)));
    if (time > this.#latest) this.#latest = time;
    return this.#latest;
  }
}
