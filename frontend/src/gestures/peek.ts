/** The frames that a hand looks at while it changes where clips are cut. Pure: what to show, not how. */
import type { Patch } from '../model/document';
import type { Edge, TrimMode } from '../model/edits/trim';
import { clipEnd, findTrack, touching, withLinked } from '../model/queries';
import type { Clip, Reading } from '../model/types';
import { frameToTicks, subTicks, type Ticks } from '../time/time';

/** A frame of a clip by itself. `side`: whether it is the clip's first or its last one. */
export interface Peek {
  clip: Clip;
  /** on the timeline */
  at: Ticks;
  side: 'in' | 'out';
}

export type Looks = { kind: 'trim'; edge: Edge; mode: TrimMode } | { kind: 'slip' } | { kind: 'slide' };

/**
 * What a gesture on `clip` shows once `patch` is made, from left to right: the two frames at a cut that rolls or ripples, the
 * one at an edge that is trimmed, the first and last of a clip that slips, the neighbours' where one slides.
 */
export function peeksOf(reading: Reading, clip: Clip, looks: Looks, patch: Patch): Peek[] {
  const picture = pictureOf(reading, clip);
  if (!picture) return [];
  const now = (each: Clip): Clip => ({ ...each, ...patch.clips?.[each.id] });
  const first = (each: Clip | undefined): Peek[] => (each ? [peek(now(each), 'in', reading)] : []);
  const last = (each: Clip | undefined): Peek[] => (each ? [peek(now(each), 'out', reading)] : []);
  const [before, after] = beside(reading, picture);
  if (looks.kind === 'slip') return [...first(picture), ...last(picture)];
  if (looks.kind === 'slide') return [...last(before), ...first(after)];
  if (looks.mode === 'trim') return looks.edge === 'start' ? first(picture) : last(picture);
  return looks.edge === 'start' ? [...last(before), ...first(picture)] : [...last(picture), ...first(after)];
}

/** The clip, or the picture of the sound that it is: the one that is trimmed with it. */
function pictureOf(reading: Reading, clip: Clip): Clip | undefined {
  const same = withLinked(reading, [clip.id]).filter(
    (each) => each.start === clip.start && each.length === clip.length,
  );
  const isSeen = (each: Clip) => findTrack(reading, each.track)?.kind === 'video';
  return isSeen(clip) ? clip : same.find(isSeen);
}

/** Those that touch it. */
function beside({ clips }: Reading, clip: Clip): [Clip | undefined, Clip | undefined] {
  return [clips.find((each) => touching(each, clip)), clips.find((each) => touching(clip, each))];
}

function peek(clip: Clip, side: Peek['side'], { settings }: Reading): Peek {
  const at = side === 'in' ? clip.start : subTicks(clipEnd(clip), frameToTicks(1, settings.rate));
  return { clip, at, side };
}
