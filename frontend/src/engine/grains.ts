/** Sound under a hand that draws the playhead: short pieces of what is heard where it comes to, one after another. */
import { clipEnd } from '../model/queries';
import type { Reading } from '../model/types';
import type { Ticks } from '../time/time';
import type { Mixer } from './mixer';

/** Long enough to know a word by, short enough to follow a hand. */
const GRAIN_MS = 90;
/** What is not decoded by then is where the hand was. */
const PATIENCE_MS = 200;
const LOOK_MS = 5;
/** Context seconds between the order to begin and the beginning. */
const LEAD_S = 0.01;

interface Wish {
  reading: Reading;
  at: Ticks;
}

export class Grains {
  #wish: Wish | null = null;
  #isBusy = false;

  constructor(private readonly mixer: Mixer) {}

  /** Has heard what is at `at`; of those that wait only the newest. Not while it plays. */
  hear(reading: Reading, at: Ticks): void {
    this.#wish = { reading, at };
    if (!this.#isBusy) void this.#hearAll();
  }

  /** Nothing more is heard after this one: playback begins, which takes the sound over. */
  cancel(): void {
    this.#wish = null;
  }

  async #hearAll(): Promise<void> {
    this.#isBusy = true;
    for (let wish = this.#wish; wish; wish = this.#wish) {
      this.#wish = null;
      await this.#hear(wish);
    }
    this.#isBusy = false;
  }

  async #hear({ reading, at }: Wish): Promise<void> {
    const clips = reading.clips.filter((clip) => clip.start <= at && at < clipEnd(clip));
    if (!clips.length) return;
    const run = this.mixer.prepare({ ...reading, clips }, at);
    for (let waited = 0; run.waiting && waited < PATIENCE_MS; waited += LOOK_MS) await rest(LOOK_MS);
    this.mixer.release(this.mixer.context.currentTime + LEAD_S, run);
    await rest(GRAIN_MS);
    this.mixer.stop(run);
  }
}

const rest = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
