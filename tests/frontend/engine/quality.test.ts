/** Playback on simulated machines: how many pixels its pictures have, and whether frames are passed over. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Mixer } from '@/engine/mixer';
import { Transport } from '@/engine/transport';
import { clip, reading, track } from '../gestures/reading';

const film = reading([track('a')], [clip('a', 'a', 0, 30 * 3600)]);
const REFRESH_MS = 1000 / 60;
/** A browser that has so many pictures to draw gives a page no further turn. */
const QUEUE = 2;

const silent = {
  context: { state: 'suspended' },
  isReady: true,
  prepare: () => undefined,
  stop: () => undefined,
} as unknown as Mixer;

interface Moment {
  share: number;
  skipped: number;
}

/** Draws a picture in `cost` ms if it has all of its pixels, and in proportion if it has fewer. */
class Machine {
  transport = new Transport(silent, () => true);
  moments: Moment[] = [];
  #free = 0;
  #drawn: number[] = [];

  play(): void {
    this.transport.start(film);
  }

  /** `cost` by the seconds that have passed of these. */
  run(seconds: number, cost: (at: number) => number): void {
    const begun = performance.now();
    for (let passed = 0; passed < seconds * 1000; passed = performance.now() - begun) {
      vi.advanceTimersByTime(REFRESH_MS);
      this.#drawn = this.#drawn.filter((at) => at > performance.now());
      if (this.#drawn.length >= QUEUE) continue;
      const step = this.transport.advance(film, this.#drawn.length > 0);
      if (step !== 'frame' && step !== 'resized') continue;
      const { share, skipped } = this.transport;
      this.moments.push({ share, skipped });
      this.transport.note(true, false);
      this.#free = Math.max(this.#free, performance.now()) + cost(passed / 1000) * share ** 2;
      this.#drawn.push(this.#free);
    }
  }

  get now(): Moment {
    return this.moments.at(-1) as Moment;
  }

  get changes(): number {
    return this.moments.filter(({ share }, index) => index > 0 && share !== this.moments[index - 1]?.share).length;
  }
}

let machine: Machine;
beforeEach(() => {
  vi.useFakeTimers();
  machine = new Machine();
  machine.play();
});
afterEach(() => vi.useRealTimers());

test('a machine that keeps up draws all pixels of every frame', () => {
  machine.run(60, () => 20);
  expect(machine.moments.every(({ share, skipped }) => share === 1 && skipped === 0)).toBe(true);
  expect(machine.moments.length).toBeGreaterThan(1700);
});

test('pictures that get heavier lose pixels before a frame is passed over', () => {
  machine.run(30, (at) => 20 + 2 * at);
  expect(machine.now.share).toBeLessThan(1);
  expect(machine.now.skipped).toBe(0);
});

test('where they are heavy at once, frames are passed over until there are few enough pixels, and then no more', () => {
  machine.run(5, () => 200);
  const { skipped } = machine.now;
  machine.run(3, () => 200);
  expect(machine.now).toEqual({ share: 0.35, skipped });
});

test('pixels come back step by step once there is air, and nothing is passed over for them', () => {
  machine.run(5, () => 90);
  const { share, skipped } = machine.now;
  expect(share).toBeLessThan(0.7);
  machine.moments = [];
  machine.run(20, () => 10);
  expect(new Set(machine.moments.map((moment) => moment.share))).toEqual(new Set([share, 0.7, 1]));
  expect(machine.now).toEqual({ share: 1, skipped });
});

test('a machine that is a little too slow is tried with more pixels less and less often', () => {
  machine.run(40, () => 45);
  const early = machine.changes;
  expect(early).toBeGreaterThan(2);
  machine.moments = [];
  machine.run(200, () => 45);
  expect(machine.changes).toBeLessThan(early);
});

test('a picture that stands has all of its pixels, and play begins with them again', () => {
  machine.run(5, () => 200);
  expect(machine.transport.share).toBeLessThan(1);
  machine.transport.stop();
  expect(machine.transport.share).toBe(1);
  machine.play();
  machine.run(1, () => 10);
  expect(machine.moments.at(-1)?.share).toBe(1);
});
