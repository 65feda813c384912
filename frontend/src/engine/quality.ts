/** How many of its pixels a playing picture is given: fewer when the machine cannot keep up, all of them when paused. */
const STEPS = [1, 0.7, 0.5, 0.35];
/** So many frames passed over within WINDOW_MS lower it one step. */
const TOO_MANY = 3;
const WINDOW_MS = 1000;
/** So long without any raises it one step again; each time it had to be lowered anew, twice as long. */
const CALM_MS = 4000;

export class Quality {
  #step = 0;
  #recent: number[] = [];
  #since = 0;
  #patience = CALM_MS;

  /** Share of the full width and height, 0..1. */
  get share(): number {
    return STEPS[this.#step] ?? 1;
  }

  /** One playing frame at time `now` (ms) with the frames passed over before it; true when the share has changed. */
  note(skipped: number, now: number): boolean {
    for (let n = 0; n < skipped; n++) this.#recent.push(now);
    this.#recent = this.#recent.filter((at) => now - at < WINDOW_MS);
    if (skipped) this.#since = now;
    if (this.#recent.length >= TOO_MANY && this.#step < STEPS.length - 1) {
      if (this.#step === 0) this.#patience *= 2;
      this.#step++;
      this.#recent = [];
      return true;
    }
    if (this.#step > 0 && now - this.#since >= this.#patience) {
      this.#step--;
      this.#since = now;
      return true;
    }
    return false;
  }

  /** Playback ended. */
  reset(): void {
    this.#step = 0;
    this.#recent = [];
    this.#patience = CALM_MS;
  }
}
