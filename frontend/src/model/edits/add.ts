/** Putting footage on the timeline: where there is room, or by in and out points, inserted or over what is there. */
import { generateKeyBetween } from 'fractional-indexing';
import { addTicks, frameToTicks, snapToFrame, subTicks, type Ticks, ticks } from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import { blankClip, blankTrack } from '../fields';
import { clipEnd } from '../queries';
import type { Clip, Reading, Track, TrackKind } from '../types';
import { Draft } from './draft';
import { openRoom } from './ripple';

/** What an edit must know of an asset. */
export interface AssetFacts {
  id: string;
  kind: 'video' | 'audio' | 'image';
  duration: Ticks;
  hasAudio: boolean;
}

/** Tracks that footage is put on; null or a locked one: the lowest open track of the kind, else a new one. */
export interface Targets {
  video: string | null;
  audio: string | null;
}

/** A part of an asset on its way to the timeline. */
export interface Take {
  asset: AssetFacts;
  in: Ticks;
  length: Ticks;
}

/** A new track above all others of its kind. */
export function newTrack(tracks: readonly Track[], kind: TrackKind): Track {
  const same = tracks.filter((track) => track.kind === kind);
  const order = generateKeyBetween(same.findLast((track) => isKey(track.order))?.order ?? null, null);
  return blankTrack(crypto.randomUUID(), { kind, name: freeName(same, kind), order });
}

/** Whether a text can be a fractional index; a document may hold anything. */
export function isKey(text: string): boolean {
  try {
    generateKeyBetween(text, null);
    return true;
  } catch {
    return false;
  }
}

/** V3 for the third, or the next number that no track bears. */
function freeName(same: readonly Track[], kind: TrackKind): string {
  const letter = kind === 'video' ? 'V' : 'A';
  const names = new Set(same.map((track) => track.name));
  let number = same.length + 1;
  while (names.has(`${letter}${number}`)) number++;
  return `${letter}${number}`;
}

/**
 * Puts an asset on the timeline at `at`: its picture on `track` (or the lowest free video track, else a new one on
 * top), its sound beside it on a free audio track, both linked. A given track is overwritten; a locked one refused.
 */
export function addClip(reading: Reading, asset: AssetFacts, at: Ticks, track?: string): Patch {
  const start = ticks(Math.max(0, snapToFrame(at, reading.settings.rate)));
  const end = addTicks(start, asset.duration);
  const draft = new Draft(reading);
  const tracks = draft.openTracks();
  const pieces = piecesOf({ asset, in: ticks(0), length: asset.duration }, start, (kind) => {
    const main = kind === (asset.kind === 'audio' ? 'audio' : 'video');
    const given = tracks.find((each) => main && each.id === track && each.kind === kind);
    const free = tracks.find((each) => each.kind === kind && draft.isFree(each.id, start, end));
    return (given ?? free ?? draft.addTrack(newTrack(draft.tracks, kind))).id;
  });
  draft.place(pieces);
  return draft.patch(say('Add'));
}

/** Puts a take at `at` over what lies on its target tracks. */
export function overwriteTake(reading: Reading, take: Take, at: Ticks, targets: Targets): Patch {
  const draft = new Draft(reading);
  draft.place(piecesOf(take, startAt(reading, at), (kind) => targetTrack(draft, targets, kind).id));
  return draft.patch(say('Overwrite'));
}

/** Cuts all open tracks at `at`, moves the rest on by the take's length, and puts the take between. */
export function insertTake(reading: Reading, take: Take, at: Ticks, targets: Targets): Patch {
  const draft = new Draft(reading);
  const start = startAt(reading, at);
  for (const track of draft.openTracks()) draft.split(track.id, start);
  openRoom(draft, start, take.length);
  draft.place(piecesOf(take, start, (kind) => targetTrack(draft, targets, kind).id));
  return draft.patch(say('Insert'));
}

/** Puts a take after the last clip of its target tracks. */
export function appendTake(reading: Reading, take: Take, targets: Targets): Patch {
  const draft = new Draft(reading);
  const track = new Map(kindsOf(take.asset).map((kind) => [kind, targetTrack(draft, targets, kind).id]));
  const last = [...track.values()].flatMap((id) => draft.lane(id).at(-1) ?? []);
  const start = ticks(Math.max(0, ...last.map(clipEnd)));
  draft.place(piecesOf(take, start, (kind) => track.get(kind) ?? ''));
  return draft.patch(say('Append'));
}

export interface Marks {
  in: Ticks | null;
  out: Ticks | null;
}

/**
 * Three-point editing: where a take goes, and which part of the source it is. Marks on the timeline rule the length;
 * of four marks the source's out is not looked at; an out without an in counts backwards from it. Null when the marks
 * leave no frame.
 */
export function threePoints(
  reading: Reading,
  asset: AssetFacts,
  source: Marks,
  timeline: Marks,
  playhead: Ticks,
): { at: Ticks; take: Take } | null {
  const { rate } = reading.settings;
  const room = timeline.in !== null && timeline.out !== null ? subTicks(timeline.out, timeline.in) : null;
  const whole = asset.duration;
  const marked = subTicks(source.out ?? whole, source.in ?? ticks(0));
  const still = asset.kind === 'image';
  let length = room === null ? marked : room;
  let from = source.in ?? ticks(0);
  if (room !== null && source.in === null && source.out !== null) from = ticks(Math.max(0, source.out - room));
  if (!still) length = ticks(Math.min(length, whole - from));
  length = snapToFrame(length, rate);
  if (length < frameToTicks(1, rate)) return null;
  const backwards = timeline.in === null && timeline.out !== null;
  const at = backwards ? ticks(Math.max(0, (timeline.out ?? 0) - length)) : (timeline.in ?? playhead);
  return { at, take: { asset, in: still ? ticks(0) : from, length } };
}

const startAt = (reading: Reading, at: Ticks): Ticks => ticks(Math.max(0, snapToFrame(at, reading.settings.rate)));

function kindsOf({ kind, hasAudio }: AssetFacts): TrackKind[] {
  if (kind === 'audio') return ['audio'];
  return kind === 'video' && hasAudio ? ['video', 'audio'] : ['video'];
}

function piecesOf({ asset, in: from, length }: Take, start: Ticks, trackOf: (kind: TrackKind) => string): Clip[] {
  const kinds = kindsOf(asset);
  const link = kinds.length > 1 ? crypto.randomUUID() : '';
  return kinds.map((kind) =>
    blankClip(crypto.randomUUID(), { track: trackOf(kind), asset: asset.id, start, length, in: from, link }),
  );
}

function targetTrack(draft: Draft, targets: Targets, kind: TrackKind): Track {
  const open = draft.openTracks(kind);
  return open.find((track) => track.id === targets[kind]) ?? open[0] ?? draft.addTrack(newTrack(draft.tracks, kind));
}
