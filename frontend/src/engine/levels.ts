/** How loud a clip is over its time. Twin of `_gain` in editor/render/sound.py. */
import { type Keyframe, valueAt } from '../model/keyframes';
import { GAIN } from '../model/params';
import { clipEnd, sourceTick } from '../model/queries';
import type { Clip } from '../model/types';
import { TICKS_PER_SECOND, ticksToSeconds } from '../time/time';

/** A volume that eases goes in straight lines between points so far apart, in source ticks. */
const STEP = TICKS_PER_SECOND / 50;

/** Source ticks and gains between two times, straight lines between them; a hold steps in one tick. */
export function volumePoints(keys: readonly Keyframe[], low: number, high: number): [number, number][] {
  const times = new Set([low, high]);
  keys.forEach((key, index) => {
    const following = keys[index + 1];
    times.add(key.at);
    if (!following || key.ease === 'linear') return;
    if (key.ease === 'hold') times.add(following.at - 1);
    else for (let at: number = key.at; at < following.at; at += STEP) times.add(at);
  });
  const inside = [...times].filter((at) => low <= at && at <= high).sort((a, b) => a - b);
  return inside.map((at) => [at, Math.min(GAIN.high, Math.max(GAIN.low, valueAt(keys, at)))]);
}

export interface Level {
  /** seconds after the clip's start */
  at: number;
  level: number;
}

function keyedLevels(clip: Clip, keys: readonly Keyframe[]): Level[] {
  const ends = [clip.in, sourceTick(clip, clipEnd(clip))];
  const points = volumePoints(keys, Math.min(...ends), Math.max(...ends));
  const found = points.map(([at, level]) => ({ at: (at - clip.in) / (TICKS_PER_SECOND * clip.speed), level }));
  return clip.speed > 0 ? found : found.reverse();
}

/** The clip's gain under its linear fades, in straight lines. */
export function levels(clip: Clip): Level[] {
  const length = ticksToSeconds(clip.length);
  const [rise, fall] = [ticksToSeconds(clip.audio.fadeIn), ticksToSeconds(clip.audio.fadeOut)];
  const keys = clip.keyframes.gain;
  const gains: Level[] = keys ? keyedLevels(clip, keys) : [{ at: 0, level: clip.audio.gain }];
  const fade = (at: number) => Math.min(1, rise ? at / rise : 1) * Math.min(1, fall ? (length - at) / fall : 1);
  const corners = [0, rise, length - fall, length].filter((at) => at >= 0 && at <= length);
  // where a volume changes under a fade, the product of both is no straight line
  const fine = keys ? [...ramp(0, rise), ...ramp(length - fall, length)] : [];
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
