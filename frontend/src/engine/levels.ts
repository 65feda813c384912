/** How loud a clip is over its time. Twin of `_gain` in editor/render/sound.py. */
import { type Keyframe, valueAt } from '../model/keyframes';
import { GAIN, PAN } from '../model/params';
import { clipEnd, sourceTick } from '../model/queries';
import type { Range } from '../model/range';
import type { Clip } from '../model/types';
import { TICKS_PER_SECOND, ticksToSeconds } from '../time/time';
import type { Heard } from './heard';

/** A volume that eases goes in straight lines between points so far apart, in source ticks. */
const STEP = TICKS_PER_SECOND / 50;

/** Source ticks and values between two times, straight lines between them; a hold steps in one tick. */
export function valuePoints(keys: readonly Keyframe[], low: number, high: number, range: Range): [number, number][] {
  const times = new Set([low, high]);
  keys.forEach((key, index) => {
    const following = keys[index + 1];
    times.add(key.at);
    if (!following || key.ease === 'linear') return;
    if (key.ease === 'hold') times.add(following.at - 1);
    else for (let at: number = key.at; at < following.at; at += STEP) times.add(at);
  });
  const inside = [...times].filter((at) => low <= at && at <= high).sort((a, b) => a - b);
  return inside.map((at) => [at, Math.min(range.high, Math.max(range.low, valueAt(keys, at)))]);
}

export interface Level {
  /** seconds after the clip's start */
  at: number;
  level: number;
}

/** A figure of a clip over its time, in straight lines. */
function pointsOf(clip: Clip, param: 'gain' | 'pan'): Level[] {
  const keys = clip.keyframes[param];
  if (!keys) return [{ at: 0, level: clip.audio[param] }];
  const ends = [clip.in, sourceTick(clip, clipEnd(clip))];
  const points = valuePoints(keys, Math.min(...ends), Math.max(...ends), param === 'gain' ? GAIN : PAN);
  const found = points.map(([at, level]) => ({ at: (at - clip.in) / (TICKS_PER_SECOND * clip.speed), level }));
  return clip.speed > 0 ? found : found.reverse();
}

export const pans = (clip: Clip): Level[] => pointsOf(clip, 'pan');

/** A panner adds the far side to the near one: by so much both are softer, that one voice stays as loud on its side. */
export function evens(clip: Clip): Level[] {
  const points = pans(clip);
  const keyed = points.length > 1;
  const seconds = Math.ceil(ticksToSeconds(clip.length));
  const grid = keyed ? Array.from({ length: 10 * seconds }, (_, step) => step / 10) : [];
  const times = [...new Set([...points.map(({ at }) => at), ...grid])].sort((a, b) => a - b);
  return times.map((at) => ({ at, level: 1 / (1 + Math.sin((Math.abs(levelAt(points, at)) * Math.PI) / 2)) }));
}

/** The clip's gain under its fades, in straight lines. */
export function levels({ clip, crosses }: Pick<Heard, 'clip' | 'crosses'>): Level[] {
  const length = ticksToSeconds(clip.length);
  const [rise, fall] = [ticksToSeconds(clip.audio.fadeIn), ticksToSeconds(clip.audio.fadeOut)];
  const gains = pointsOf(clip, 'gain');
  const shaped = (share: number, crosses: boolean) => (crosses ? Math.sin((share * Math.PI) / 2) : share);
  const fade = (at: number) =>
    shaped(Math.max(0, Math.min(1, rise ? at / rise : 1)), crosses.start) *
    shaped(Math.max(0, Math.min(1, fall ? (length - at) / fall : 1)), crosses.end);
  const corners = [0, rise, length - fall, length].filter((at) => at >= 0 && at <= length);
  // where a volume changes under a fade, the product of both is no straight line, nor is a crossing
  const keyed = gains.length > 1;
  const fine = [
    ...(keyed || crosses.start ? ramp(0, rise) : []),
    ...(keyed || crosses.end ? ramp(length - fall, length) : []),
  ];
  const times = [...new Set([...gains.map(({ at }) => at), ...corners, ...fine])].sort((a, b) => a - b);
  return times.map((at) => ({ at, level: Math.max(0, levelAt(gains, at) * fade(at)) }));
}

const ramp = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, Math.floor((to - from) * 50)) }, (_, step) => from + step / 50);

/** On the straight line between two points; beyond the ends what is at the end. */
export function levelAt(points: readonly Level[], at: number): number {
  const next = points.findIndex((point) => point.at > at);
  const b = points.at(next);
  const a = next > 0 ? points[next - 1] : b;
  if (!a || !b) return 0;
  return b.at === a.at ? b.level : a.level + ((b.level - a.level) * (at - a.at)) / (b.at - a.at);
}
