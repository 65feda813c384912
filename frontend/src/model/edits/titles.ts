/** Titles put on the timeline and changed; a title behind what a matte keeps. */
import { addTicks, snapToFrame, TICKS_PER_SECOND, type Ticks, ticks } from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import { blankClip } from '../fields';
import { newTitle } from '../looks';
import { clipEnd, findClip, isLocked } from '../queries';
import type { Title } from '../titles';
import type { Clip, Reading, Track } from '../types';
import { newTrack } from './add';
import { trackUnder } from './behind';
import { Draft } from './draft';
import { changed, matteGone } from './set';

const LENGTH = ticks(5 * TICKS_PER_SECOND);
const WORDS = say('Your title');

/** Five seconds of title from `at`, above everything: on the top track where that is free, else on a new one. */
export function addTitle(reading: Reading, at: Ticks): Patch {
  const draft = new Draft(reading);
  const start = ticks(Math.max(0, snapToFrame(at, reading.settings.rate)));
  const top = draft.tracks.filter((track) => track.kind === 'video').at(-1);
  const isFree = top && draft.isOpen(top.id) && !top.hidden && draft.isFree(top.id, start, addTicks(start, LENGTH));
  const track = isFree ? top : draft.addTrack(newTrack(draft.tracks, 'video'));
  draft.place([titleClip(track, start, LENGTH)]);
  return draft.patch(say('Add title'));
}

export const setTitle = (
  reading: Reading,
  ids: readonly string[],
  change: Partial<Title>,
  label = say('Title'),
): Patch =>
  changed(reading, ids, label, (clip) => (clip.title ? { ...clip, title: { ...clip.title, ...change } } : clip));

/**
 * A title between a masked clip's object and what is behind it, for as long as the clip. Where the clip shows its object
 * over other clips the title goes under it; else the whole picture stays below the title, and a copy with the object
 * alone lies over it. Empty for a clip without a matte or on a locked track.
 */
export function textBehind(reading: Reading, id: string): Patch {
  const clip = findClip(reading, id);
  if (!clip?.matte || isLocked(reading, clip.track)) return {};
  const label = say('Text behind the subject');
  const videos = reading.tracks.filter((track) => track.kind === 'video');
  const own = videos.findIndex((track) => track.id === clip.track);
  const lower = new Set(videos.slice(0, own).map((track) => track.id));
  const overlaps = (each: Clip) => each.start < clipEnd(clip) && clipEnd(each) > clip.start;
  if (clip.matte.mode === 'keep' && reading.clips.some((each) => lower.has(each.track) && overlaps(each))) {
    const track = trackUnder(reading.tracks, videos[own] as Track, videos[own - 1]);
    const title = titleClip(track, clip.start, clip.length);
    return { label, tracks: { [track.id]: track }, clips: { [title.id]: title } };
  }
  const middle = newTrack(reading.tracks, 'video');
  const top = newTrack([...reading.tracks, middle], 'video');
  const title = titleClip(middle, clip.start, clip.length);
  const object = {
    ...clip,
    id: crypto.randomUUID(),
    track: top.id,
    link: '',
    matte: { ...clip.matte, mode: 'keep' as const },
  };
  const behind = clip.matte.mode === 'blur' || clip.matte.mode === 'recolour';
  const whole = behind ? {} : { [clip.id]: matteGone(clip) };
  return {
    label,
    tracks: { [middle.id]: middle, [top.id]: top },
    clips: { ...whole, [title.id]: title, [object.id]: object },
    copies: { [object.id]: clip.id },
  };
}

const titleClip = (track: Track, start: Ticks, length: Ticks): Clip =>
  blankClip(crypto.randomUUID(), { kind: 'text', track: track.id, start, length, title: newTitle(WORDS) });
