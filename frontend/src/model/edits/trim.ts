/** Edits of a clip's edges and of what it shows of its source. All are held to the sources and to one frame. */
import { addTicks, frameToTicks, type Rate, subTicks, type Ticks, ticks, ticksToFrame } from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import { shifted } from '../keyframes';
import { clipEnd, handlesOf, withLinked } from '../queries';
import type { Clip, Reading } from '../types';
import { Draft } from './draft';
import { type Edge, rippleTo, stayedNote } from './ripple';

export type { Edge } from './ripple';

/** trim: the neighbours stay. ripple: everything later follows. roll: the neighbour gives what the clip takes. */
export type TrimMode = 'trim' | 'ripple' | 'roll';
/** Length of a clip's source in source ticks; null where there is no end to it (pictures, text, colours). */
export type SourceLength = (clip: Clip) => Ticks | null;

const ENDLESS = Number.MAX_SAFE_INTEGER;

interface Range {
  least: number;
  most: number;
}

/** What an edge may move by: a frame is always left, and the source has to reach. */
function reach(clip: Clip, edge: Edge, source: Ticks | null, frame: Ticks): Range {
  const spare = Math.max(0, clip.length - frame);
  const { before, after } = source === null ? { before: ENDLESS, after: ENDLESS } : handlesOf(clip, source);
  return edge === 'start' ? { least: -Math.max(0, before), most: spare } : { least: -spare, most: Math.max(0, after) };
}

const meet = (ranges: Range[]): Range => ({
  least: Math.max(...ranges.map((range) => range.least)),
  most: Math.min(...ranges.map((range) => range.most)),
});
const hold = (by: number, { least, most }: Range): Ticks => ticks(Math.min(Math.max(by, least), Math.max(least, most)));

/** The same for an edge that lies at `at`: where a source stops it, it stops at the last whole frame before. */
function holdEdge(at: Ticks, by: number, range: Range, rate: Rate): Ticks {
  const held = hold(by, range);
  if (held === by || held === 0) return held;
  const aim = addTicks(at, held);
  const frame = ticksToFrame(aim, rate);
  const before = frameToTicks(frame, rate);
  const inward = before === aim || held > 0 ? before : frameToTicks(frame + 1, rate);
  const moved = subTicks(inward, at);
  return moved > 0 === held > 0 ? moved : ticks(0);
}

/** `clip` with its edge moved; a start takes the source time along. */
export function trimmed(clip: Clip, edge: Edge, by: Ticks, source: Ticks | null): Clip {
  if (edge === 'end') return { ...clip, length: addTicks(clip.length, by) };
  const place = { start: addTicks(clip.start, by), length: subTicks(clip.length, by) };
  // a picture has no times of its own to move: its keyframes do, and stay where they are on the timeline
  if (source === null) return { ...clip, ...place, keyframes: shifted(clip.keyframes, -Math.round(by * clip.speed)) };
  return { ...clip, ...place, in: ticks(Math.max(0, clip.in + Math.round(by * clip.speed))) };
}

/** The clip and those linked to it that share both its edges, unless one of them is locked: then none. */
export function together(draft: Draft, id: string): Clip[] {
  const chosen = draft.get(id);
  const all = chosen ? withLinked(draft.reading, [id]) : [];
  if (!chosen || all.some((clip) => !draft.isOpen(clip.track))) return [];
  return all.filter((clip) => clip.start === chosen.start && clip.length === chosen.length);
}

/**
 * Moves an edge of a clip (and of those linked to it that share its edges) to `to`, as near as sources and neighbours
 * allow. In mode ripple the clip's start stays, whichever edge it is. Refused where a linked clip is locked.
 */
export function trimClip(
  reading: Reading,
  id: string,
  edge: Edge,
  to: Ticks,
  source: SourceLength,
  mode: TrimMode = 'trim',
): Patch {
  const draft = new Draft(reading);
  const clips = together(draft, id);
  const [first] = clips;
  if (!first) return {};
  const from = edge === 'start' ? first.start : clipEnd(first);
  const wanted = to - from;
  if (mode === 'roll') return roll(draft, clips, edge, wanted, source);
  const { rate } = reading.settings;
  const frame = frameToTicks(1, rate);
  const limits = clips.map((clip) => reach(clip, edge, source(clip), frame));
  if (mode === 'ripple') return rippleTrim(draft, clips, edge, holdEdge(from, wanted, meet(limits), rate), source);
  const beside = clips.map((clip) => gapBeside(draft, clip, edge));
  const by = holdEdge(from, wanted, meet([...limits, ...beside]), rate);
  draft.place(clips.map((clip) => trimmed(clip, edge, by, source(clip))));
  return draft.patch(say('Trim'));
}

/** How far an edge may go before it meets its neighbour. */
function gapBeside(draft: Draft, clip: Clip, edge: Edge): Range {
  const [before, after] = neighbours(draft, clip);
  if (edge === 'start') return { least: (before ? clipEnd(before) : 0) - clip.start, most: clip.length };
  return { least: -clip.length, most: (after?.start ?? ENDLESS) - clipEnd(clip) };
}

function neighbours(draft: Draft, clip: Clip): [Clip | undefined, Clip | undefined] {
  const lane = draft.lane(clip.track);
  const at = lane.findIndex((other) => other.id === clip.id);
  return [lane[at - 1], lane[at + 1]];
}

function rippleTrim(draft: Draft, clips: Clip[], edge: Edge, by: Ticks, source: SourceLength): Patch {
  const shaped = clips.map((clip) => ({ ...trimmed(clip, edge, by, source(clip)), start: clip.start }));
  return draft.patch(say('Ripple trim'), stayedNote(rippleTo(draft, clips, shaped, edge)));
}

/** The cut between a clip and its neighbour moves; where one of the linked clips has no neighbour its edge moves alone. */
function roll(draft: Draft, clips: Clip[], edge: Edge, wanted: number, source: SourceLength): Patch {
  const { rate } = draft.reading.settings;
  const frame = frameToTicks(1, rate);
  const [first] = clips as [Clip, ...Clip[]];
  const other: Edge = edge === 'start' ? 'end' : 'start';
  const limits: Range[] = [];
  const pairs = clips.map((clip) => {
    const beside = neighbours(draft, clip)[edge === 'start' ? 0 : 1];
    const touches = beside && (edge === 'start' ? clipEnd(beside) === clip.start : beside.start === clipEnd(clip));
    limits.push(reach(clip, edge, source(clip), frame));
    if (touches) limits.push(reach(beside, other, source(beside), frame));
    else limits.push(gapBeside(draft, clip, edge));
    return { clip, beside: touches ? beside : undefined };
  });
  const by = holdEdge(edge === 'start' ? first.start : clipEnd(first), wanted, meet(limits), rate);
  draft.remove(pairs.flatMap(({ clip, beside }) => (beside ? [clip.id, beside.id] : [clip.id])));
  for (const { clip, beside } of pairs) {
    const rolled = beside ? [trimmed(beside, other, by, source(beside))] : [];
    draft.place([...rolled, trimmed(clip, edge, by, source(clip))]);
  }
  return draft.patch(say('Roll'));
}

/** Shows another part of the sources in the same places: `by` > 0 shows what comes later. Pictures do not slip. */
export function slipClips(reading: Reading, ids: readonly string[], by: Ticks, source: SourceLength): Patch {
  const draft = new Draft(reading);
  const clips = withLinked(reading, ids).filter((clip) => source(clip) !== null);
  if (!clips.length || clips.some((clip) => !draft.isOpen(clip.track))) return {};
  const limits = clips.map((clip) => {
    const shown = Math.ceil(clip.length * Math.abs(clip.speed));
    const [first, last] = clip.speed > 0 ? [0, (source(clip) ?? 0) - shown] : [shown, source(clip) ?? 0];
    return { least: Math.min(0, first - clip.in), most: Math.max(0, last - clip.in) };
  });
  const moved = hold(by, meet(limits));
  draft.place(clips.map((clip) => ({ ...clip, in: addTicks(clip.in, moved) })));
  return draft.patch(say('Slip'));
}

/**
 * Moves a clip (and what is linked to it and shares its edges) between its neighbours: the one gives what the other
 * takes. Over a gap it moves as far as the gap reaches.
 */
export function slideClip(reading: Reading, id: string, by: Ticks, source: SourceLength): Patch {
  const draft = new Draft(reading);
  const { rate } = reading.settings;
  const frame = frameToTicks(1, rate);
  const clips = together(draft, id);
  const [first] = clips;
  if (!first) return {};
  const limits: Range[] = [];
  const moves = clips.map((clip) => {
    const [before, after] = neighbours(draft, clip);
    const left = before && clipEnd(before) === clip.start ? before : undefined;
    const right = after?.start === clipEnd(clip) ? after : undefined;
    limits.push(
      left ? reach(left, 'end', source(left), frame) : { ...gapBeside(draft, clip, 'start'), most: Infinity },
    );
    limits.push(
      right ? reach(right, 'start', source(right), frame) : { ...gapBeside(draft, clip, 'end'), least: -Infinity },
    );
    return { clip, left, right };
  });
  const moved = holdEdge(first.start, by, meet(limits), rate);
  draft.remove(
    moves.flatMap(({ clip, left, right }) => [clip, left, right].flatMap((each) => (each ? [each.id] : []))),
  );
  for (const { clip, left, right } of moves) {
    if (left) draft.place([trimmed(left, 'end', moved, source(left))]);
    if (right) draft.place([trimmed(right, 'start', moved, source(right))]);
    draft.place([{ ...clip, start: addTicks(clip.start, moved) }]);
  }
  return draft.patch(say('Slide'));
}
