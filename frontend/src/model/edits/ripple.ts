/** Edits after which everything later follows, so that picture, sound and titles stay in step. */
import { addTicks, subTicks, type Ticks, ticks } from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import { clipEnd, withLinked } from '../queries';
import type { Clip, Reading } from '../types';
import { Draft } from './draft';

export type Edge = 'start' | 'end';

export interface Span {
  from: Ticks;
  to: Ticks;
}

const spanOf = (clip: Clip): Span => ({ from: clip.start, to: clipEnd(clip) });

/** Opens room at `at`: on every open track what begins there or later moves on by `by`. */
export function openRoom(draft: Draft, at: Ticks, by: Ticks): void {
  for (const track of draft.openTracks()) draft.shift(track.id, at, by);
}

/**
 * Closes a span: on every open track what begins after it moves up to its beginning. A track on which something lies in
 * the span, and more comes after, keeps its place. Returns the names of those.
 */
export function closeSpan(draft: Draft, { from, to }: Span, only?: ReadonlySet<string>): string[] {
  const by = subTicks(from, to);
  const stayed: string[] = [];
  for (const track of draft.openTracks()) {
    if (only && !only.has(track.id)) continue;
    const last = draft.lane(track.id).at(-1);
    if (!last || last.start < to) continue;
    if (draft.isFree(track.id, from, to)) draft.shift(track.id, to, by);
    else stayed.push(track.name);
  }
  return stayed;
}

/**
 * Puts `shaped` in the place of clips that share their edges, longer or shorter by `edge`; everything later follows.
 * Returns the names of the tracks that could not.
 */
export function rippleTo(draft: Draft, clips: readonly Clip[], shaped: readonly Clip[], edge: Edge): string[] {
  const [first, now] = [clips[0], shaped[0]];
  if (!first || !now) return [];
  const longer = subTicks(now.length, first.length);
  const end = clipEnd(first);
  let stayed: string[] = [];
  // a longer head pushes the clip itself on, and then takes its place from the old start
  if (longer > 0) openRoom(draft, edge === 'start' ? first.start : end, longer);
  else if (longer < 0) {
    const span =
      edge === 'start'
        ? { from: first.start, to: subTicks(first.start, longer) }
        : { from: addTicks(end, longer), to: end };
    draft.remove(clips.map((clip) => clip.id));
    const mine = new Set(clips.map((clip) => clip.track));
    const others = new Set(draft.openTracks().flatMap((track) => (mine.has(track.id) ? [] : [track.id])));
    for (const track of mine) draft.shift(track, end, longer);
    stayed = closeSpan(draft, span, others);
  }
  draft.place(shaped);
  return stayed;
}

/** What a person should hear when tracks could not follow. */
export function stayedNote(names: readonly string[]): string | undefined {
  const unique = [...new Set(names)];
  if (!unique.length) return undefined;
  return say('{tracks} did not move along: a clip lies across the gap there.', { tracks: unique.join(', ') });
}

/** Removes clips (and what is linked to them) and closes the gaps. Clips on locked tracks stay. */
export function rippleDelete(reading: Reading, ids: readonly string[]): Patch {
  const draft = new Draft(reading);
  const gone = withLinked(reading, ids).filter((clip) => draft.isOpen(clip.track));
  draft.remove(gone.map((clip) => clip.id));
  const own = new Map<string, Span[]>();
  for (const clip of gone) own.set(clip.track, [...(own.get(clip.track) ?? []), spanOf(clip)]);
  for (const [track, spans] of own) own.set(track, joined(spans));
  const all = joined([...own.values()].flat());
  // the other tracks follow where those that lost clips agree on what is closed
  const agreed = [...own.values()].every((spans) => JSON.stringify(spans) === JSON.stringify(all));
  const others = new Set(draft.openTracks().flatMap((track) => (own.has(track.id) ? [] : [track.id])));
  const stayed: string[] = [];
  for (const [track, spans] of own)
    for (const span of spans.toReversed()) stayed.push(...closeSpan(draft, span, new Set([track])));
  if (agreed) for (const span of all.toReversed()) stayed.push(...closeSpan(draft, span, others));
  return draft.patch(say('Ripple delete'), stayedNote(stayed));
}

/** Closes the gap of a track that `at` lies in. Nothing when a clip covers `at`, or none comes after. */
export function closeGap(reading: Reading, track: string, at: Ticks): Patch {
  const draft = new Draft(reading);
  const gap = gapAt(reading, track, at);
  if (!gap || !draft.isOpen(track)) return {};
  return draft.patch(say('Close gap'), stayedNote(closeSpan(draft, gap)));
}

/** The empty span of a track around `at`, up to the next clip; null where a clip lies or none comes after. */
export function gapAt(reading: Reading, track: string, at: Ticks): Span | null {
  const lane = new Draft(reading).lane(track);
  const next = lane.findIndex((clip) => clipEnd(clip) > at);
  const clip = lane[next];
  if (!clip || clip.start <= at) return null;
  const before = lane[next - 1];
  return { from: before ? clipEnd(before) : ticks(0), to: clip.start };
}

/** Removes what lies in a span of all open tracks and leaves a gap. */
export function liftSpan(reading: Reading, { from, to }: Span): Patch {
  const draft = new Draft(reading);
  for (const track of draft.openTracks()) draft.clear(track.id, from, to);
  return draft.patch(say('Lift'));
}

/** Removes a span of all open tracks and closes it. */
export function extractSpan(reading: Reading, { from, to }: Span): Patch {
  const draft = new Draft(reading);
  for (const track of draft.openTracks()) {
    draft.clear(track.id, from, to);
    draft.shift(track.id, to, subTicks(from, to));
  }
  return draft.patch(say('Extract'));
}

/** Sorted, with those that touch or overlap made one. */
function joined(spans: readonly Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => a.from - b.from);
  const result: Span[] = [];
  for (const span of sorted) {
    const last = result.at(-1);
    if (last && span.from <= last.to) last.to = ticks(Math.max(last.to, span.to));
    else result.push({ ...span });
  }
  return result;
}
