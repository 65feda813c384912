import { addTicks, type Ticks, ticks } from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import { findTrack, withLinked } from '../queries';
import type { Clip, Reading, TrackKind } from '../types';
import { freshCopies } from './copy';
import { Draft } from './draft';

export interface MoveOptions {
  /** tracks up; negative for down */
  steps?: number;
  /** the clips that change track; the first clip's kind when left out */
  kind?: TrackKind | undefined;
  /** leaves the clips and moves copies of them */
  copy?: boolean;
}

/**
 * Moves clips by `delta` ticks, and those of one kind by tracks of that kind, as far as all of them find an open one.
 * Linked clips move along. What lies under them is overwritten. Refused (an empty patch) when a clip stands on a locked
 * track.
 */
export function moveClips(
  reading: Reading,
  ids: readonly string[],
  delta: Ticks,
  { steps = 0, kind, copy = false }: MoveOptions = {},
): Patch {
  const moving = withLinked(reading, ids);
  const draft = new Draft(reading);
  const [first] = moving;
  if (!first || moving.some((clip) => !draft.isOpen(clip.track))) return {};
  const by = ticks(Math.max(delta, -Math.min(...moving.map((clip) => clip.start))));
  const lead = kind ?? findTrack(reading, (moving.find((clip) => clip.id === ids[0]) ?? first).track)?.kind;
  const tracks = landing(draft, moving, steps, lead);
  const moved = (clip: Clip) => ({ start: addTicks(clip.start, by), track: tracks.get(clip.id) ?? clip.track });
  if (copy) {
    for (const each of freshCopies(moving)) draft.placeCopy(each.of, { ...each.copy, ...moved(each.of) });
    return draft.patch(say('Copy'));
  }
  draft.remove(moving.map((clip) => clip.id));
  draft.place(moving.map((clip) => ({ ...clip, ...moved(clip) })));
  return draft.patch(say('Move'));
}

/** Where each clip lands: all of `kind` go the same way, none further than the furthest open track. */
function landing(draft: Draft, moving: Clip[], wanted: number, kind: TrackKind | undefined): Map<string, string> {
  const lane = draft.tracks.filter((track) => track.kind === kind).map((track) => track.id);
  const led = moving.filter((clip) => lane.includes(clip.track));
  for (let steps = wanted; steps; steps -= Math.sign(steps)) {
    const landed = led.map((clip) => [clip.id, lane[lane.indexOf(clip.track) + steps] ?? ''] as const);
    if (landed.every(([, track]) => draft.isOpen(track))) return new Map(landed);
  }
  return new Map();
}
