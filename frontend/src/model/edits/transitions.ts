/** Transitions at cuts, and the sound that fades with them. */
import { snapToFrame, type Ticks, ticks, ticksToSeconds } from '../../time/time';
import type { Patch } from '../document';
import { clipEnd, findTrack, handlesOf, isLocked } from '../queries';
import { newTransition, type Transition, type TransitionKind } from '../transitions';
import type { Clip, Reading } from '../types';
import { changed } from './set';
import type { SourceLength } from './trim';

/** The clip that starts at the cut nearest to `at` on an open video track, of `ids` where one of them does. */
export function cutNear(reading: Reading, at: Ticks, ids: readonly string[]): Clip | null {
  const open = (clip: Clip) => findTrack(reading, clip.track)?.kind === 'video' && !isLocked(reading, clip.track);
  const ends = new Set(reading.clips.map((clip) => `${clip.track} ${clipEnd(clip)}`));
  const cuts = reading.clips.filter((clip) => open(clip) && ends.has(`${clip.track} ${clip.start}`));
  const chosen = cuts.filter((clip) => ids.includes(clip.id));
  const far = (clip: Clip) => Math.abs(clip.start - at);
  return (chosen.length ? chosen : cuts).reduce<Clip | null>(
    (best, clip) => (best && far(best) <= far(clip) ? best : clip),
    null,
  );
}

/** How the clip comes in; null cuts. Says where the clip before has too little after the cut. */
export function setTransition(
  reading: Reading,
  clip: Clip,
  change: Partial<Transition> | null,
  source: SourceLength,
): Patch {
  if (!change) return { ...changed(reading, [clip.id], 'Remove transition', (c) => ({ ...c, transition: null })) };
  const next = { ...(clip.transition ?? newTransition()), ...change };
  const length = snapToFrame(ticks(Math.min(clip.length, Math.max(1, next.length))), reading.settings.rate);
  const transition = { ...next, length };
  const patch = changed(reading, [clip.id], 'Transition', (c) => ({ ...c, transition }));
  const last = reading.clips.find((each) => each.track === clip.track && clipEnd(each) === clip.start);
  const reach = last && source(last);
  if (!last || reach === null || reach === undefined || transition.kind === 'dip') return patch;
  const left = handlesOf(last, reach).after;
  if (left >= length) return patch;
  const seconds = ticksToSeconds(ticks(Math.max(0, left))).toFixed(1);
  const note = `The clip before has only ${seconds} s after the cut: it stands still on its last frame for the rest. Trim its end for more.`;
  return { ...patch, note };
}

/** Fades of linked sound on both sides of a cut, as long as the transition. */
export function withSound(reading: Reading, clip: Clip, patch: Patch): Patch {
  const length = (patch.clips?.[clip.id]?.transition?.length ?? 0) as Ticks;
  const last = reading.clips.find((each) => each.track === clip.track && clipEnd(each) === clip.start);
  const clips = { ...patch.clips };
  for (const each of reading.clips) {
    if (findTrack(reading, each.track)?.kind !== 'audio' || isLocked(reading, each.track)) continue;
    if (clip.link && each.link === clip.link && each.start === clip.start)
      clips[each.id] = { audio: { ...each.audio, fadeIn: ticks(Math.min(length, each.length - each.audio.fadeOut)) } };
    else if (last?.link && each.link === last.link && clipEnd(each) === clip.start)
      clips[each.id] = { audio: { ...each.audio, fadeOut: ticks(Math.min(length, each.length - each.audio.fadeIn)) } };
  }
  return { ...patch, clips };
}

export const KIND_NAMES: Record<TransitionKind, string> = {
  dissolve: 'Dissolve',
  dip: 'Dip to colour',
  wipe: 'Wipe',
  push: 'Push',
  slide: 'Slide',
};
