/** Where a hand that draws the playhead is going, told by where it was. */
import { type Ticks, ticksToSeconds } from '../time/time';

/** Further than this at once is another place, and tells nothing of a direction. */
const JUMP_S = 1;
/** After a rest of so long a move is a new one: its pace is its own. */
const REST_MS = 300;
/** Moves come no faster than pictures of the screen. */
const REFRESH_MS = 16;

export class Hand {
  /** Seconds of the timeline that it passes in a second, below 0 backwards; 0 while no direction is known. */
  pace = 0;
  #at = 0;
  #since = Number.NEGATIVE_INFINITY;

  /** It came to `to` at page time `now` (ms). */
  move(to: Ticks, now: number): void {
    const at = ticksToSeconds(to);
    const moved = at - this.#at;
    if (!moved) return;
    const passed = Math.max(REFRESH_MS, now - this.#since);
    const pace = moved / (passed / 1000);
    const goesOn = Math.sign(moved) === Math.sign(this.pace) && passed < REST_MS;
    this.pace = Math.abs(moved) > JUMP_S ? 0 : goesOn ? (this.pace + pace) / 2 : pace;
    [this.#at, this.#since] = [at, now];
  }

  /** The playhead came to `at` by itself. */
  rest(at: Ticks): void {
    [this.#at, this.pace] = [ticksToSeconds(at), 0];
  }
}
