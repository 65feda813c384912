/** What must hold wherever a hand goes over any pictures. A failure names its seed. */
import { describe, expect, test } from 'vitest';
import { Hand } from '@/engine/hand';
import { comingUp, leastNeeded, nextToFetch, type Place, type Span } from '@/engine/prefetch';
import { secondsToTicks } from '@/time/time';
import { Random } from '../model/random';

const LENGTH = 0.04;
const GROUP = 15;

/** Some of the pictures of 25 a second, by time. */
const spansOf = (frames: number[]): Span[] =>
  frames.map((frame) => ({ seconds: frame * LENGTH, until: (frame + 1) * LENGTH }));
const middle = (frame: number) => (frame + 0.5) * LENGTH;
const frameAt = (seconds: number | null) => (seconds === null ? null : Math.floor(seconds / LENGTH + 1e-9));
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

function forAll(check: (frames: number[], place: Place, here: number, room: number) => void): void {
  for (let seed = 1; seed <= 400; seed++) {
    const random = new Random(seed);
    const here = random.int(0, 60);
    const frames = range(0, 60).filter((frame) => frame === here || random.chance(0.8));
    const pace = random.chance(0.2) ? 0 : (random.next() - 0.5) * 20;
    try {
      check(frames, { at: middle(here), pace }, here, random.int(3, 40));
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`);
    }
  }
}

describe('whatever is held, wherever the hand is', () => {
  test('the next one fetched is missing, lies the way that the hand goes, and nothing is missing before it', () => {
    forAll((frames, place, here, room) => {
      const next = frameAt(nextToFetch(spansOf(frames), place, room, GROUP));
      if (next === null) return;
      expect(place.pace).not.toBe(0);
      expect(frames).not.toContain(next);
      const between = place.pace > 0 ? range(here, next - 1) : range(next + 1, here);
      expect(frames).toEqual(expect.arrayContaining(between));
    });
  });

  test('nothing is fetched beyond what half a second of the hand reaches, or what there is room for', () => {
    forAll((frames, place, here, room) => {
      const next = frameAt(nextToFetch(spansOf(frames), place, room, GROUP));
      if (next === null) return;
      const away = Math.abs(next - here);
      expect(away).toBeLessThanOrEqual(Math.max(4, (Math.abs(place.pace) * 0.5) / LENGTH) + 1);
      expect(away).toBeLessThanOrEqual(room);
    });
  });

  test('what is dropped is behind the hand where anything is, and never what it shows', () => {
    forAll((frames, place, here) => {
      if (frames.length < 2) return;
      const dropped = frames[leastNeeded(spansOf(frames), place)] as number;
      expect(dropped).not.toBe(here);
      const isBehind = (frame: number) => (place.pace > 0 ? frame < here : place.pace < 0 && frame > here);
      if (frames.some(isBehind)) expect(isBehind(dropped)).toBe(true);
      const rivals = frames.filter((frame) => isBehind(frame) === isBehind(dropped));
      const far = (frame: number) => Math.abs(frame - here);
      expect(far(dropped)).toBeGreaterThanOrEqual(Math.max(...rivals.map(far)) - 1);
    });
  });

  test('fetching one after another comes to an end', () => {
    forAll((frames, place, _, room) => {
      const held = new Set(frames);
      for (let steps = 0; steps <= 200; steps++) {
        const next = frameAt(nextToFetch(spansOf([...held].sort((a, b) => a - b)), place, room, GROUP));
        if (next === null || next < 0) return;
        held.add(next);
      }
      throw new Error('it never ends');
    });
  });
});

test('a group before the key frame is fetched only where there is room to keep it', () => {
  const back = { at: middle(27), pace: -5 };
  expect(frameAt(nextToFetch(spansOf(range(15, 27)), back, 24, GROUP))).toBe(null);
  expect(frameAt(nextToFetch(spansOf(range(15, 27)), { ...back, at: middle(26) }, 24, GROUP))).toBe(14);
  // a decoder with few pictures to lend keeps the nearest of them
  expect(frameAt(nextToFetch(spansOf(range(15, 15)), { ...back, at: middle(15) }, 3, GROUP))).toBe(14);
});

test('what comes up ends where a picture is missing', () => {
  const held = spansOf([1, 2, 3, 5, 6, 7]);
  const framesOf = (place: Place) => comingUp(held, place).map(({ seconds }) => frameAt(seconds));
  expect(framesOf({ at: middle(2), pace: 1 })).toEqual([2, 3]);
  expect(framesOf({ at: middle(6), pace: -1 })).toEqual([6, 5]);
  expect(framesOf({ at: middle(4), pace: 1 })).toEqual([]);
});

describe('a hand', () => {
  const moved = (...places: [seconds: number, ms: number][]): number => {
    const hand = new Hand();
    for (const [seconds, ms] of places) hand.move(secondsToTicks(seconds), ms);
    return hand.pace;
  };

  test('has no direction at the first place that it comes to, nor after a jump', () => {
    expect(moved([10, 0])).toBe(0);
    expect(moved([10, 0], [10.1, 100], [30, 200])).toBe(0);
  });

  test('goes as fast as it went over its last moves', () => {
    expect(moved([10, 0], [10.1, 100], [10.2, 200])).toBeCloseTo(1);
    expect(moved([10, 0], [10.1, 100], [10.4, 200])).toBeCloseTo(2);
  });

  test('turns at once, whatever its pace was', () => {
    expect(moved([10, 0], [10.2, 50], [10.4, 100], [10.3, 200])).toBeCloseTo(-1);
  });

  test('that rests keeps its direction', () => {
    expect(moved([10, 0], [9.9, 100], [9.9, 5000])).toBeCloseTo(-1);
  });

  test('has none any more where time went on by itself', () => {
    const hand = new Hand();
    for (const n of [0, 1, 2]) hand.move(secondsToTicks(5 + n / 10), n * 100);
    hand.rest(secondsToTicks(9));
    expect(hand.pace).toBe(0);
    hand.move(secondsToTicks(8.9), 1000);
    expect(hand.pace).toBeLessThan(0);
  });
});
