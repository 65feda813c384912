/** Other footage in the place of what clips show, with all that was done to them. */
import { frameToTicks, type Rate, snapToFrame, type Ticks, ticks } from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import { shifted } from '../keyframes';
import { findClip, findTrack, isLocked, withLinked } from '../queries';
import type { Clip, Reading } from '../types';

/** What has to be known of the footage that comes. */
export interface Replacement {
  id: string;
  kind: 'video' | 'audio' | 'image';
  hasAudio: boolean;
  /** of the source, in source ticks; null for a picture, which has no end */
  length: Ticks | null;
}

export interface Replaced {
  patch: Patch;
  /** clips that are shorter now, since the footage ends before they do */
  shortened: string[];
  /** clips that show an earlier part, since the footage ends before their in point */
  moved: string[];
  /** clips that lost their mask: it was drawn on what they showed */
  unmasked: string[];
  /** sound that stays, since the footage has none */
  silent: string[];
}

/** Clips that show `asset`, all of them. */
export const clipsOf = (reading: Reading, asset: string): string[] =>
  reading.clips.filter((clip) => clip.kind === 'media' && clip.asset === asset).map(({ id }) => id);

/**
 * Gives clips (and what is linked to them and shows the same) other footage. In point, speed, effects, keyframes and
 * transitions stay; where the footage is too short the clip begins earlier in it, and ends where it ends. Pictures and
 * their linked sound keep one length. Clips on locked tracks, or of a kind that the footage has not, stay as they are.
 */
export function replaceMedia(reading: Reading, ids: readonly string[], to: Replacement): Replaced {
  const done: Replaced = { patch: {}, shortened: [], moved: [], unmasked: [], silent: [] };
  const chosen = ids.flatMap((id) => findClip(reading, id) ?? []).filter(({ kind }) => kind === 'media');
  const linked = withLinked(
    reading,
    chosen.map(({ id }) => id),
  );
  const same = (clip: Clip) =>
    chosen.some((each) => each.asset === clip.asset && (each.id === clip.id || (each.link && each.link === clip.link)));
  const all = linked.filter((clip) => clip.kind === 'media' && same(clip));
  const open = all.filter((clip) => clip.asset !== to.id && !isLocked(reading, clip.track));
  const fits = open.filter((clip) => {
    const sound = findTrack(reading, clip.track)?.kind === 'audio';
    if (sound && !to.hasAudio) done.silent.push(clip.id);
    return sound ? to.hasAudio : to.kind !== 'audio';
  });
  const { rate } = reading.settings;
  const lengths = commonLengths(fits, to.length, rate);
  const clips: NonNullable<Patch['clips']> = {};
  for (const clip of fits) {
    const length = lengths.get(clip.id) ?? clip.length;
    const from = inPoint(clip, length, to.length);
    if (length < clip.length) done.shortened.push(clip.id);
    if (from !== clip.in) done.moved.push(clip.id);
    if (clip.matte) done.unmasked.push(clip.id);
    clips[clip.id] = {
      asset: to.id,
      ...(length === clip.length ? {} : { length }),
      ...(from === clip.in ? {} : { in: from, keyframes: shifted(clip.keyframes, from - clip.in) }),
      ...(clip.still === null || to.length === null ? {} : { still: ticks(Math.min(clip.still, to.length - 1)) }),
      ...(clip.matte ? { matte: null } : {}),
    };
  }
  if (fits.length) done.patch = { label: say('Replace footage'), clips };
  return done;
}

/** Whole frames that each clip is long with a source of this length; what is linked and of one length stays so. */
function commonLengths(clips: readonly Clip[], source: Ticks | null, rate: Rate): Map<string, Ticks> {
  const least = new Map<string, number>();
  const key = (clip: Clip) => (clip.link ? `${clip.link} ${clip.start} ${clip.length}` : clip.id);
  for (const clip of clips) {
    const length = lengthIn(clip, source, rate);
    least.set(key(clip), Math.min(length, least.get(key(clip)) ?? length));
  }
  return new Map(clips.map((clip) => [clip.id, ticks(least.get(key(clip)) ?? clip.length)]));
}

/** From the in point where the source reaches beyond it, else of the whole source; to the nearest frame. */
function lengthIn(clip: Clip, source: Ticks | null, rate: Rate): Ticks {
  if (source === null || clip.still !== null) return clip.length;
  const after = clip.in < source ? source - clip.in : source;
  const left = snapToFrame(ticks((clip.speed > 0 ? after : Math.min(clip.in, source)) / Math.abs(clip.speed)), rate);
  return ticks(Math.min(clip.length, Math.max(left, frameToTicks(1, rate))));
}

/** Where it was, or as much earlier as the source makes it. */
function inPoint(clip: Clip, length: Ticks, source: Ticks | null): Ticks {
  if (source === null || clip.still !== null) return clip.in;
  if (clip.speed < 0) return ticks(Math.min(clip.in, source));
  return clip.in < source ? clip.in : ticks(Math.max(0, source - Math.ceil(length * clip.speed)));
}
