/**
 * Values over time. Twin of editor/render/keyframes.py, on tests/vectors/keyframes.json: the same sums in the same order.
 *
 * A keyframe stands at a source time, like a clip's `in`: cutting, trimming and slipping leave it on its picture.
 */
import { type Ticks, ticks } from '../time/time';

/** Of a cubic through (0, 0) and (1, 1): x and y of its two handles. */
export type Bezier = readonly [number, number, number, number];
/** How the value leaves its keyframe towards the next. */
export type Ease = 'linear' | 'hold' | 'in' | 'out' | 'both' | Bezier;

export interface Keyframe {
  /** source ticks */
  at: Ticks;
  value: number;
  ease: Ease;
}

/** By parameter, each sorted by time, no two at one time, none empty. */
export type Keyframes = Readonly<Record<string, readonly Keyframe[]>>;

export const CURVES = { in: [0.42, 0, 1, 1], out: [0, 0, 0.58, 1], both: [0.42, 0, 0.58, 1] } as const;

/** What lies between two values, at 0..1 of the way, which a curve may overshoot. */
type Mix = (from: number, to: number, share: number) => number;

const straight: Mix = (from, to, share) => from + (to - from) * share;

/** Of colours 0xrrggbb, each channel by itself. */
export const mixedColours: Mix = (from, to, share) =>
  [16, 8, 0].reduce((colour, shift) => {
    const [a, b] = [channel(from, shift), channel(to, shift)];
    return colour + Math.min(255, Math.max(0, Math.floor(straight(a, b, share) + 0.5))) * 2 ** shift;
  }, 0);

const channel = (colour: number, shift: number): number =>
  (Math.floor(Math.min(0xffffff, Math.max(0, colour))) >> shift) & 0xff;

/** The value at source time `at`: before the first keyframe the first's, after the last the last's. */
export function valueAt(keys: readonly Keyframe[], at: number, mix: Mix = straight): number {
  const next = keys.findIndex((key) => key.at > at);
  const last = keys.at(next < 0 ? -1 : next - 1) as Keyframe;
  if (next < 0) return last.value;
  const following = keys[next] as Keyframe;
  if (next === 0) return following.value;
  const share = (at - last.at) / (following.at - last.at);
  return mix(last.value, following.value, eased(last.ease, share));
}

/** 0..1 of the way in time -> of the way in value, which a bezier may overshoot. */
export function eased(ease: Ease, share: number): number {
  if (ease === 'hold') return 0;
  if (ease === 'linear') return share;
  const [x1, y1, x2, y2] = typeof ease === 'string' ? CURVES[ease] : ease;
  let low = 0;
  let high = 1;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (cubic(x1, x2, middle) < share) low = middle;
    else high = middle;
  }
  return cubic(y1, y2, (low + high) / 2);
}

const cubic = (a: number, b: number, s: number): number =>
  3 * (1 - s) * (1 - s) * s * a + 3 * (1 - s) * s * s * b + s * s * s;

/** With one more keyframe, or one in the place of another that stands within `near` of it; a new one eases like the one before. */
export function withKey(
  keys: readonly Keyframe[],
  at: Ticks,
  change: { value: number; ease?: Ease },
  near = 0,
): readonly Keyframe[] {
  const own = keyNear(keys, at, near);
  const before = keys.findLast((key) => key.at < at);
  const made = { at: own?.at ?? at, ease: own?.ease ?? before?.ease ?? ('linear' as const), ...change };
  return [...keys.filter((key) => key !== own), made].sort((a, b) => a.at - b.at);
}

/** The keyframe at `at`, or less than `near` ticks from it. */
export const keyNear = (keys: readonly Keyframe[], at: number, near: number): Keyframe | undefined =>
  keys.find((key) => key.at === at || Math.abs(key.at - at) < near);

/** All of them so much later. */
export const shifted = (all: Keyframes, by: number): Keyframes =>
  by === 0 || !Object.keys(all).length
    ? all
    : Object.fromEntries(
        Object.entries(all).map(([param, keys]) => [param, keys.map((key) => ({ ...key, at: ticks(key.at + by) }))]),
      );
