import { generateKeyBetween } from 'fractional-indexing';
import { addTicks, snapToFrame, type Ticks, ticks } from '../../time/time';
import { blankClip, blankTrack, type Patch } from '../document';
import { isLocked } from '../queries';
import type { Clip, Reading, Track, TrackKind } from '../types';
import { type ClipChanges, clearRange, isFree } from './place';

/** What an edit must know of an asset. */
export interface AssetFacts {
  id: string;
  kind: 'video' | 'audio' | 'image';
  duration: Ticks;
  hasAudio: boolean;
}

/** A new track above all others of its kind. */
export function newTrack(reading: Reading, kind: TrackKind): Track {
  const same = reading.tracks.filter((track) => track.kind === kind);
  const order = generateKeyBetween(lastOrder(same), null);
  const name = `${kind === 'video' ? 'V' : 'A'}${same.length + 1}`;
  return blankTrack(crypto.randomUUID(), { kind, name, order });
}

function lastOrder(tracks: Track[]): string | null {
  const last = tracks.at(-1)?.order;
  return last ? last : null;
}

export function addTrack(reading: Reading, kind: TrackKind): Patch {
  const track = newTrack(reading, kind);
  return { tracks: { [track.id]: track } };
}

/**
 * Puts an asset on the timeline at `at`: its picture on `track` (or the lowest free video track, else a new one on
 * top), its sound beside it on a free audio track, both linked. A given track is overwritten; a locked one refused.
 */
export function addClip(reading: Reading, asset: AssetFacts, at: Ticks, track?: string): Patch {
  const start = ticks(Math.max(0, snapToFrame(at, reading.settings.rate)));
  const end = addTicks(start, asset.duration);
  const patch: Patch & { tracks: Record<string, Track>; clips: ClipChanges } = { tracks: {}, clips: {} };
  const link = asset.kind === 'video' && asset.hasAudio ? crypto.randomUUID() : '';
  const put = (kind: TrackKind, wanted?: string) => {
    const given = reading.tracks.find((t) => t.id === wanted && t.kind === kind && !t.locked);
    const free = reading.tracks.find(
      (t) => t.kind === kind && !isLocked(reading, t.id) && isFree(reading, t.id, start, end, new Set()),
    );
    const target = given ?? free ?? newTrack(reading, kind);
    if (!given && !free) patch.tracks[target.id] = target;
    if (given) Object.assign(patch.clips, clearRange(reading, target.id, start, end, new Set()));
    const clip = newClip(target.id, asset, start, link);
    patch.clips[clip.id] = clip;
  };
  if (asset.kind !== 'audio') put('video', track);
  if (asset.hasAudio || asset.kind === 'audio') put('audio', asset.kind === 'audio' ? track : undefined);
  return patch;
}

function newClip(track: string, asset: AssetFacts, start: Ticks, link: string): Clip {
  return blankClip(crypto.randomUUID(), { track, asset: asset.id, start, length: asset.duration, link });
}
