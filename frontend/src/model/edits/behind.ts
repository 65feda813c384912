/** What comes to lie under a clip. */
import { generateKeyBetween } from 'fractional-indexing';
import { addTicks, snapToFrame, ticks } from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import { blankClip, blankTrack } from '../fields';
import { findClip, isLocked } from '../queries';
import type { Reading, Track } from '../types';
import { type AssetFacts, isKey, newTrack } from './add';
import { Draft } from './draft';

/**
 * A film's picture or a still right under a clip, from its start, for as long as both last: on the next track below where
 * that is free and open, else on a new one. Nothing for a clip on a locked track.
 */
export function footageBehind(reading: Reading, id: string, asset: AssetFacts): Patch {
  const clip = findClip(reading, id);
  if (!clip || asset.kind === 'audio' || isLocked(reading, clip.track)) return {};
  const draft = new Draft(reading);
  const videos = reading.tracks.filter((track) => track.kind === 'video');
  const own = videos.findIndex((track) => track.id === clip.track);
  const [upper, lower] = [videos[own], videos[own - 1]];
  if (!upper) return {};
  const whole = asset.kind === 'image' ? clip.length : snapToFrame(asset.duration, reading.settings.rate);
  const length = ticks(Math.min(clip.length, whole));
  const isFree = lower && draft.isOpen(lower.id) && draft.isFree(lower.id, clip.start, addTicks(clip.start, length));
  const track = isFree && !lower.hidden ? lower : draft.addTrack(trackUnder(reading.tracks, upper, lower));
  draft.place([blankClip(crypto.randomUUID(), { track: track.id, asset: asset.id, start: clip.start, length })]);
  return draft.patch(say('Put behind'));
}

/** A new track between two neighbours; `lower`: undefined where `upper` is the lowest. */
export function trackUnder(tracks: readonly Track[], upper: Track, lower: Track | undefined): Track {
  const named = newTrack(tracks, 'video');
  const below = lower && isKey(lower.order) ? lower.order : null;
  const sane = isKey(upper.order) && (below === null || below < upper.order);
  return blankTrack(named.id, { ...named, order: sane ? generateKeyBetween(below, upper.order) : upper.order });
}
