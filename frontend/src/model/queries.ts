/** Questions to a reading. */
import { addTicks, frameToTicks, subTicks, type Ticks, ticks, ticksToFrame } from '../time/time';
import type { Clip, Reading, Track } from './types';

/** First tick after the clip; a clip never covers its own end. */
export const clipEnd = (clip: Clip): Ticks => addTicks(clip.start, clip.length);

export const covers = (clip: Clip, at: Ticks): boolean => clip.start <= at && at < clipEnd(clip);

/** The second begins on the first one's track where that ends. */
export const touching = (a: Clip | undefined, b: Clip | undefined): boolean =>
  a !== undefined && b !== undefined && a.track === b.track && clipEnd(a) === b.start;

/** In order of start. */
export const clipsOnTrack = (reading: Reading, track: string): Clip[] =>
  reading.clips.filter((clip) => clip.track === track);

export const clipAt = (reading: Reading, track: string, at: Ticks): Clip | null =>
  reading.clips.find((clip) => clip.track === track && covers(clip, at)) ?? null;

export const findClip = (reading: Reading, id: string): Clip | null =>
  reading.clips.find((clip) => clip.id === id) ?? null;

export const findTrack = (reading: Reading, id: string): Track | null =>
  reading.tracks.find((track) => track.id === id) ?? null;

/** First tick after the last clip; 0 for an empty timeline. */
export const timelineEnd = (reading: Reading): Ticks =>
  ticks(reading.clips.reduce((end, clip) => Math.max(end, clipEnd(clip)), 0));

/** Clips that cover `at`, bottom track first. */
export const activeClips = (reading: Reading, at: Ticks): Clip[] => reading.clips.filter((clip) => covers(clip, at));

/** Source time that cuts and keyframes count by, at timeline time `at`. */
export function sourceTick(clip: Clip, at: Ticks): Ticks {
  const elapsed = subTicks(at, clip.start);
  return addTicks(clip.in, clip.speed === 1 ? elapsed : ticks(Math.trunc(elapsed * clip.speed)));
}

/** Where the project frame at `at` begins. */
export function frameStart({ settings }: Reading, at: Ticks): Ticks {
  return frameToTicks(ticksToFrame(at, settings.rate), settings.rate);
}

/** Of the project frame that is shown at `at`: at the very end the last one stays. */
export function shownTime(reading: Reading, at: Ticks): Ticks {
  const end = timelineEnd(reading);
  return frameStart(reading, at === end && end > 0 ? ticks(end - 1) : at);
}

/** Backwards a frame begins where it ends forwards: so long before is within it, whatever its file's clock. */
const BEFORE = ticks(846_720);

/** Source time whose frame is shown at timeline time `at`. */
export function sourceFrameTick(clip: Clip, at: Ticks): Ticks {
  if (clip.still !== null) return clip.still;
  const tick = sourceTick(clip, at);
  return ticks(Math.max(0, clip.speed < 0 ? tick - BEFORE : tick));
}

/** Timeline time of a source time, as keyframes count. */
export const timelineTick = (clip: Clip, at: number): number => clip.start + (at - clip.in) / clip.speed;

/** How much of a source of this length a clip has left before its start and after its end, in timeline ticks. */
export function handlesOf(clip: Clip, source: Ticks): { before: number; after: number } {
  const speed = Math.abs(clip.speed);
  const [behind, ahead] = clip.speed > 0 ? [clip.in, source - clip.in] : [source - clip.in, clip.in];
  return { before: Math.floor(behind / speed), after: Math.floor(ahead / speed) - clip.length };
}

/** The clip and all that are linked to it. */
export const withLinked = (reading: Reading, ids: Iterable<string>): Clip[] => {
  const wanted = new Set(ids);
  const links = new Set(reading.clips.filter((clip) => wanted.has(clip.id) && clip.link).map((clip) => clip.link));
  return reading.clips.filter((clip) => wanted.has(clip.id) || links.has(clip.link));
};

/** The ids, and those of all clips that share a group with one of them. */
export const withGroups = (reading: Reading, ids: readonly string[]): string[] => {
  const wanted = new Set(ids);
  const groups = new Set(reading.clips.filter((clip) => wanted.has(clip.id) && clip.group).map((clip) => clip.group));
  if (!groups.size) return [...ids];
  const others = reading.clips.filter((clip) => !wanted.has(clip.id) && groups.has(clip.group));
  return [...ids, ...others.map((clip) => clip.id)];
};

/** The ids, and those of all clips that share a group or a link with one of them: what a press on a clip selects. */
export const withCompany = (reading: Reading, ids: readonly string[]): string[] => {
  const mine = new Set(ids);
  const company = withLinked(reading, withGroups(reading, ids)).filter((clip) => !mine.has(clip.id));
  return [...ids, ...company.map((clip) => clip.id)];
};

/** The reading as if nothing were linked to these clips: an edit of it leaves their sound or picture as it is. */
export function apart(reading: Reading, ids: readonly string[]): Reading {
  const alone = new Set(ids);
  return { ...reading, clips: reading.clips.map((clip) => (alone.has(clip.id) ? { ...clip, link: '' } : clip)) };
}

/** All clips in the rectangle of tracks and times that two clips span. */
export function clipsBetween(reading: Reading, one: string, other: string): string[] {
  const ends = [findClip(reading, one), findClip(reading, other)].filter((clip) => clip !== null);
  // as on the screen: the last video track on top, sound below
  const place = new Map(reading.tracks.map(({ id, kind }, index) => [id, kind === 'video' ? -1 - index : index]));
  const rows = ends.map((clip) => place.get(clip.track) ?? 0);
  const from = Math.min(...ends.map((clip) => clip.start));
  const to = Math.max(...ends.map(clipEnd));
  const inside = (clip: Clip) => {
    const row = place.get(clip.track);
    if (row === undefined || row < Math.min(...rows) || row > Math.max(...rows)) return false;
    return clip.start < to && clipEnd(clip) > from;
  };
  return reading.clips.filter(inside).map((clip) => clip.id);
}

export const isLocked = (reading: Reading, track: string): boolean => findTrack(reading, track)?.locked ?? true;
