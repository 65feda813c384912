/** Copies of clips: on the clipboard, pasted from it, or beside themselves. */
import { addTicks, snapToFrame, subTicks, type Ticks, ticks } from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import { clipEnd, findTrack, isLocked, withLinked } from '../queries';
import type { Clip, Reading, TrackKind } from '../types';
import { newTrack } from './add';
import { Draft } from './draft';
import { openRoom } from './ripple';

/** Clips as they were when they were copied, by start. */
export interface Clipboard {
  clips: Clip[];
  /** how each clip's track is found again: its kind, and its place among those of its kind */
  tracks: Record<string, { kind: TrackKind; index: number }>;
}

/** The clips and what is linked to them; null when there are none. */
export function copyClips(reading: Reading, ids: readonly string[]): Clipboard | null {
  const clips = withLinked(reading, ids).sort((a, b) => a.start - b.start);
  if (!clips.length) return null;
  const tracks: Clipboard['tracks'] = {};
  for (const { track } of clips) {
    const kind = findTrack(reading, track)?.kind ?? 'video';
    const same = reading.tracks.filter((other) => other.kind === kind);
    tracks[track] = { kind, index: same.findIndex((other) => other.id === track) };
  }
  return { clips, tracks };
}

/**
 * Puts copies at `at`, each on the track it came from (where that is gone or locked: the open one nearest in place, else
 * a new one), over what lies there, or with everything later moved on.
 */
export function pasteClips(
  reading: Reading,
  { clips, tracks }: Clipboard,
  at: Ticks,
  how: 'overwrite' | 'insert',
): Patch {
  const [first] = clips;
  if (!first) return {};
  const draft = new Draft(reading);
  const start = ticks(Math.max(0, snapToFrame(at, reading.settings.rate)));
  const by = subTicks(start, first.start);
  const end = ticks(Math.max(...clips.map(clipEnd)) + by);
  if (how === 'insert') {
    for (const track of draft.openTracks()) draft.split(track.id, start);
    openRoom(draft, start, subTicks(end, start));
  }
  const target = targets(draft, tracks);
  for (const clip of freshCopies(clips))
    draft.placeCopy(clip.of, {
      ...clip.copy,
      start: addTicks(clip.of.start, by),
      track: target.get(clip.of.track) ?? '',
    });
  return draft.patch(how === 'insert' ? say('Paste and insert') : say('Paste'));
}

/** Copies of clips right after them: on the same tracks where all have room there, else on new ones. */
export function duplicateClips(reading: Reading, ids: readonly string[]): Patch {
  const clips = withLinked(reading, ids).filter((clip) => !isLocked(reading, clip.track));
  const draft = new Draft(reading);
  if (!clips.length) return {};
  const by = subTicks(ticks(Math.max(...clips.map(clipEnd))), ticks(Math.min(...clips.map((clip) => clip.start))));
  const moved = (clip: Clip) => addTicks(clip.start, by);
  const fits = clips.every((clip) => draft.isFree(clip.track, moved(clip), addTicks(moved(clip), clip.length)));
  const above = new Map<string, string>();
  if (!fits)
    for (const { track } of clips)
      if (!above.has(track)) above.set(track, draft.addTrack(newTrack(draft.tracks, kindOf(reading, track))).id);
  for (const { of, copy } of freshCopies(clips))
    draft.placeCopy(of, { ...copy, start: moved(of), track: above.get(of.track) ?? of.track });
  return draft.patch(say('Duplicate'));
}

const kindOf = (reading: Reading, track: string): TrackKind => findTrack(reading, track)?.kind ?? 'video';

/** Copies with ids, links and groups of their own. */
export function freshCopies(clips: readonly Clip[]): { of: Clip; copy: Clip }[] {
  const names = new Map<string, string>();
  const renamed = (name: string) => {
    if (name && !names.has(name)) names.set(name, crypto.randomUUID());
    return names.get(name) ?? '';
  };
  return clips.map((of) => ({
    of,
    copy: { ...of, id: crypto.randomUUID(), link: renamed(of.link), group: renamed(of.group) },
  }));
}

/** A track for each that was copied from; two never share one, or their clips could meet. */
function targets(draft: Draft, wanted: Clipboard['tracks']): Map<string, string> {
  const taken = new Set<string>();
  const found = new Map<string, string>();
  const give = (from: string, to: string) => {
    found.set(from, to);
    taken.add(to);
  };
  for (const id of Object.keys(wanted)) if (draft.isOpen(id)) give(id, id);
  for (const [id, { kind, index }] of Object.entries(wanted)) {
    if (found.has(id)) continue;
    const same = draft.tracks.filter((track) => track.kind === kind);
    const near = same
      .map((track, at) => ({ id: track.id, far: Math.abs(at - index) }))
      .filter((track) => draft.isOpen(track.id) && !taken.has(track.id))
      .sort((a, b) => a.far - b.far)[0];
    give(id, near?.id ?? draft.addTrack(newTrack(draft.tracks, kind)).id);
  }
  return found;
}
