/** Linked clips are cut, moved and trimmed as one (a picture and its sound). Grouped clips are selected as one. */
import { say } from '../../words/words';
import type { Patch } from '../document';
import { isLocked, withGroups, withLinked } from '../queries';
import type { Clip, Reading } from '../types';

/** Links two clips or more. Clips on locked tracks are left as they are. */
export const linkClips = (reading: Reading, ids: readonly string[]): Patch =>
  bind(reading, chosen(reading, ids), 'link', say('Link'));

/** Parts linked clips: picture and sound each go their own way. */
export const unlinkClips = (reading: Reading, ids: readonly string[]): Patch =>
  unbind(reading, withLinked(reading, ids), 'link', say('Unlink'));

export const groupClips = (reading: Reading, ids: readonly string[]): Patch =>
  bind(reading, withLinked(reading, withGroups(reading, ids)), 'group', say('Group'));

export const ungroupClips = (reading: Reading, ids: readonly string[]): Patch =>
  unbind(reading, chosen(reading, withGroups(reading, ids)), 'group', say('Ungroup'));

type Tie = 'link' | 'group';

const chosen = (reading: Reading, ids: Iterable<string>): Clip[] => {
  const wanted = new Set(ids);
  return reading.clips.filter((clip) => wanted.has(clip.id));
};

function bind(reading: Reading, clips: Clip[], tie: Tie, label: string): Patch {
  const open = clips.filter((clip) => !isLocked(reading, clip.track));
  return open.length < 2 ? {} : set(open, tie, crypto.randomUUID(), label);
}

function unbind(reading: Reading, clips: Clip[], tie: Tie, label: string): Patch {
  const bound = clips.filter((clip) => clip[tie] && !isLocked(reading, clip.track));
  return bound.length ? set(bound, tie, '', label) : {};
}

const set = (clips: Clip[], tie: Tie, value: string, label: string): Patch => ({
  label,
  clips: Object.fromEntries(clips.map((clip) => [clip.id, { [tie]: value }])),
});
