/** How many of its pixels a playing picture is given: fewer when the machine cannot keep up, all of them when paused. */
const STEPS = [1, 0.7, 0.5, 0.35];
/**
 * So many signs of strain within WINDOW_MS lower it one step: frames passed over, and pictures that were still being drawn
 * when the next one was due, which comes before any is passed over.
 */
const TOO_MANY = 3;
const WINDOW_MS = 1000;
/** So long without any raises it one step again; each time it had to be lowered anew, twice as long. */
const CALM_MS = 4000;

export class Quality {
  #step = 0;
  #strains: number[] = [];
  #since = 0;
  #patience = CALM_MS;
  #wasRaised = false;

  /** Share of the full width and height, 0..1. */
  get share(): number {
    return STEPS[this.#step] ?? 1;
  }

  /**
   * One playing frame at time `now` (ms) with the frames passed over before it; `isBusy`: the last picture is still being
   * drawn. True when the share has changed.
   */
  note(skipped: number, isBusy: boolean, now: number): boolean {
    const strains = skipped + (isBusy ? 1 : 0);
    for (let n = 0; n < strains; n++) this.#strains.push(now);
    this.#strains = this.#strains.filter((at) => now - at < WINDOW_MS);
    if (strains) this.#since = now;
    if (this.#strains.length >= TOO_MANY && this.#step < STEPS.length - 1) {
      if (this.#wasRaised) this.#patience *= 2;
      this.#wasRaised = false;
      this.#step++;
      this.#strains = [];
      return true;
    }
    if (this.#step > 0 && now - this.#since >= this.#patience) {
      this.#wasRaised = true;
      this.#step--;
      this.#since = now;
      // for a moment it is on trial: one sign more is too many
      this.#strains = new Array(TOO_MANY - 1).fill(now);
      return true;
    }
    return false;
  }

  /** Playback ended. */
  reset(): void {
    this.#step = 0;
    this.#strains = [];
    this.#patience = CALM_MS;
    this.#wasRaised = false;
  }
}
