/** Transitions at cuts. Linked sound goes over with them by itself, see engine/heard.ts. */
import { frameToTicks, type Rate, snapToFrame, type Ticks, ticks, ticksToFrame, ticksToSeconds } from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import { clipEnd, findTrack, handlesOf, isLocked, touching } from '../queries';
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

/**
 * How the clip comes in, over a frame at least; null cuts. It lies around the cut where both sources reach so far beyond
 * it, else as near to that as they do; says where they have too little all the same.
 */
export function setTransition(
  reading: Reading,
  clip: Clip,
  change: Partial<Transition> | null,
  source: SourceLength,
): Patch {
  if (!change) return changed(reading, [clip.id], say('Remove transition'), (c) => ({ ...c, transition: null }));
  const { rate } = reading.settings;
  const last = reading.clips.find((each) => touching(each, clip));
  const next = reading.clips.find((each) => touching(clip, each));
  const wanted = { ...(clip.transition ?? newTransition()), ...change };
  const head = last ? Math.min(reachOf(clip, source).before, last.length - (spanAfter(last) ?? 0)) : 0;
  const room = clip.length - (next?.transition?.before ?? 0);
  const frame = frameToTicks(1, rate);
  const whole = snapToFrame(ticks(Math.min(Math.max(frame, wanted.length), room + Math.max(0, head))), rate);
  const tail = last ? reachOf(last, source).after : ENDLESS;
  const half = snapToFrame(ticks(whole / 2), rate);
  const least = Math.max(0, whole - room);
  const before = onFrame(Math.min(Math.max(half, whole - tail, least), Math.max(0, head)), rate);
  const transition = { ...wanted, length: whole, before };
  const patch = changed(reading, [clip.id], say('Transition'), (c) => ({ ...c, transition }));
  const after = whole - before;
  if (!last || tail >= after || transition.kind === 'dip') return patch;
  return { ...patch, note: standsStill(ticks(Math.max(0, tail))) };
}

function standsStill(tail: Ticks): string {
  const seconds = ticksToSeconds(tail);
  return seconds < 0.05
    ? say('The clip before has nothing after the cut: it stands still on its last frame. Trim its end for more.')
    : say(
        'The clip before has only {seconds, number, ::.0} s after the cut: it stands still on its last frame for the rest. Trim its end for more.',
        { seconds },
      );
}

const ENDLESS = Number.MAX_SAFE_INTEGER;

function reachOf(clip: Clip, source: SourceLength): { before: number; after: number } {
  const length = source(clip);
  return length === null ? { before: ENDLESS, after: ENDLESS } : handlesOf(clip, length);
}

/** What a clip's own transition takes of it. */
const spanAfter = ({ transition }: Clip): number | null => transition && transition.length - transition.before;

/** The last whole frame within a length. */
const onFrame = (length: number, rate: Rate): Ticks => frameToTicks(ticksToFrame(ticks(length), rate), rate);

export const KIND_NAMES: Record<TransitionKind, string> = {
  dissolve: say('Dissolve'),
  dip: say('Dip to colour'),
  wipe: say('Wipe'),
  push: say('Push'),
  slide: say('Slide|transition'),
};
