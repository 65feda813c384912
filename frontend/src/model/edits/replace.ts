/** Other footage in the place of what clips show, with all that was done to them. */
import { addTicks, frameToTicks, type Rate, snapToFrame, type Ticks, ticks } from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import { shifted } from '../keyframes';
import { clipEnd, findClip, findTrack, isLocked, sourceFrameTick, withLinked } from '../queries';
import type { Clip, Reading } from '../types';
import { Draft, part } from './draft';
import { closeSpan, type Span, stayedNote } from './ripple';
import { matteGone } from './set';

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
  /** clips that show the footage now */
  changed: string[];
  /** clips that are shorter now, since the footage ends before they do */
  shortened: string[];
  /** clips that keep their length by the picture that the footage ends on */
  held: string[];
  /** clips that show an earlier part, since the footage ends before their in point */
  moved: string[];
  /** clips that lost their mask: it was drawn on what they showed */
  unmasked: string[];
  /** sound that stays, since the footage has none */
  silent: string[];
}

/**
 * What becomes of a clip's place where the footage ends before it does: a gap, a gap that everything later closes, or
 * the last picture held.
 */
export const TOO_SHORT = ['gap', 'close', 'hold'] as const;
export type TooShort = (typeof TOO_SHORT)[number];

/** Clips that show `asset`, all of them. */
export const clipsOf = (reading: Reading, asset: string): string[] =>
  reading.clips.filter((clip) => clip.kind === 'media' && clip.asset === asset).map(({ id }) => id);

/**
 * Gives clips (and what is linked to them and shows the same) other footage. In point, speed, effects, keyframes and
 * transitions stay; where the footage is too short the clip begins earlier in it, and ends where it ends. Pictures and
 * their linked sound keep one length. Clips on locked tracks, or of a kind that the footage has not, stay as they are.
 */
export function replaceMedia(
  reading: Reading,
  ids: readonly string[],
  to: Replacement,
  tooShort: TooShort = 'gap',
): Replaced {
  const done: Replaced = { patch: {}, changed: [], shortened: [], held: [], moved: [], unmasked: [], silent: [] };
  const chosen = ids.flatMap((id) => findClip(reading, id) ?? []).filter(({ kind }) => kind === 'media');
  const linked = withLinked(
    reading,
    chosen.map(({ id }) => id),
  );
  const same = (clip: Clip) =>
    chosen.some((each) => each.asset === clip.asset && (each.id === clip.id || (each.link && each.link === clip.link)));
  const all = linked.filter((clip) => clip.kind === 'media' && same(clip));
  const open = all.filter((clip) => clip.asset !== to.id && !isLocked(reading, clip.track));
  const isSound = (clip: Clip) => findTrack(reading, clip.track)?.kind === 'audio';
  const fits = open.filter((clip) => {
    if (isSound(clip) && !to.hasAudio) done.silent.push(clip.id);
    return isSound(clip) ? to.hasAudio : to.kind !== 'audio';
  });
  done.changed = fits.map(({ id }) => id);
  const { rate } = reading.settings;
  const lengths = commonLengths(fits, to.length, rate);
  const draft = new Draft(reading);
  const freed: Span[] = [];
  for (const clip of fits) {
    const length = lengths.get(clip.id) ?? clip.length;
    const from = inPoint(clip, length, to.length);
    const { matte, keyframes } = matteGone(clip);
    const whole: Clip = {
      ...clip,
      asset: to.id,
      in: from,
      matte,
      keyframes: from === clip.in ? keyframes : shifted(keyframes, from - clip.in),
      still: clip.still === null || to.length === null ? clip.still : ticks(Math.min(clip.still, to.length - 1)),
    };
    if (from !== clip.in) done.moved.push(clip.id);
    if (clip.matte) done.unmasked.push(clip.id);
    if (length === clip.length) draft.place([whole]);
    else if (tooShort === 'hold' && !isSound(clip)) {
      done.held.push(clip.id);
      hold(draft, whole, length, ticks((to.length ?? 1) - 1));
    } else {
      done.shortened.push(clip.id);
      freed.push({ from: addTicks(clip.start, length), to: clipEnd(clip) });
      draft.place([{ ...whole, length }]);
    }
  }
  const stayed = tooShort === 'close' ? closeFreed(draft, freed, done) : [];
  done.patch = draft.patch(say('Replace footage'), stayedNote(stayed));
  return done;
}

/** `clip` for as long as its footage lasts, and then the picture that it ends on (`last` at most). */
function hold(draft: Draft, clip: Clip, length: Ticks, last: Ticks): void {
  const end = addTicks(clip.start, length);
  const rest = part(clip, end, clipEnd(clip));
  const still = ticks(Math.min(last, sourceFrameTick(clip, ticks(end - 1))));
  draft.place([part(clip, clip.start, end)]);
  draft.placeCopy(clip, { ...rest, id: crypto.randomUUID(), still });
}

/**
 * Closes what the clips leave, where all that end at about the same time leave it: so what was in step stays so. Sound
 * that stayed, since the footage has none, ends with its picture. Returns the names of tracks that could not follow.
 */
function closeFreed(draft: Draft, freed: readonly Span[], { silent }: Replaced): string[] {
  const spans = overlaps(freed);
  for (const clip of silent.flatMap((id) => draft.get(id) ?? [])) {
    const span = spans.find(({ from, to }) => to === clipEnd(clip) && clip.start < from);
    if (span) draft.clear(clip.track, span.from, span.to);
  }
  return spans.toReversed().flatMap((span) => closeSpan(draft, span));
}

/** What spans that overlap have in common, by time. */
function overlaps(spans: readonly Span[]): Span[] {
  const common: Span[] = [];
  let reach = 0;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = common.at(-1);
    if (last && from < reach) {
      last.from = from;
      last.to = ticks(Math.min(last.to, to));
    } else common.push({ from, to });
    reach = Math.max(reach, to);
  }
  return common.filter(({ from, to }) => from < to);
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
