/** What keys, buttons and menus do to the selected clips. Each is one edit and one step of undo. */
import { create } from 'zustand';
import { isEmpty, type Patch } from '../model/document';
import { type Attribute, attributesFor, pasteAttributes } from '../model/edits/attributes';
import { type Clipboard, copyClips, duplicateClips, pasteClips } from '../model/edits/copy';
import { deleteClips } from '../model/edits/delete';
import { groupClips, linkClips, ungroupClips, unlinkClips } from '../model/edits/links';
import { moveClips } from '../model/edits/move';
import { rippleDelete } from '../model/edits/ripple';
import { splitAt } from '../model/edits/split';
import { type Edge, trimClip } from '../model/edits/trim';
import { activeClips, apart, isLocked, withCompany, withLinked } from '../model/queries';
import type { Clip, Reading } from '../model/types';
import { frameToTicks, ticks } from '../time/time';
import { say } from '../words/words';
import { pause, seek, usePlayback } from './playback';
import { edit, useProject } from './project';
import { useSelection } from './selection';
import { sourceLength } from './sources';
import { toast } from './toasts';

const readingNow = () => useProject.getState().reading;
const selected = () => useSelection.getState().clips;

/** What edits of the selected clips are made of: without what is linked to them where they were selected alone. */
export function actingReading(): Reading {
  const { clips, alone } = useSelection.getState();
  return alone ? apart(readingNow(), clips) : readingNow();
}

/** Selects a clip with all that goes with it. */
export const pickClip = (id: string): void => useSelection.getState().select(withCompany(readingNow(), [id]));

/** The same, unless it is selected already. */
export function holdClip(id: string): void {
  if (!selected().includes(id)) pickClip(id);
}

/** Applies an edit of the selection; a sentence where it does nothing, or where nothing is selected. */
function editSelected(make: (reading: Reading, ids: string[]) => Patch, otherwise: string): boolean {
  const ids = selected();
  const reading = actingReading();
  if (!ids.length) toast(say('Select a clip first.'));
  else if (edit(make(reading, ids))) return true;
  else toast(reading.clips.some((clip) => ids.includes(clip.id) && isOnLocked(reading, clip)) ? LOCKED : otherwise);
  return false;
}

const LOCKED = say('The selected clips are on locked tracks. Unlock the track in its header first.');
const isOnLocked = (reading: Reading, clip: Clip) =>
  withLinked(reading, [clip.id]).some((each) => isLocked(reading, each.track));

/** Selects what an edit has put on the timeline. */
function selectNew(patch: Patch): void {
  const ids = Object.entries(patch.clips ?? {}).flatMap(([id, clip]) => (clip?.id === id ? [id] : []));
  useSelection.getState().select(ids);
}

/** Cuts the selected clips under the playhead, or all that lie there when none of the selected does. */
export function splitAtPlayhead(): void {
  const { time } = usePlayback.getState();
  pause();
  const chosen = selected().length ? splitAt(actingReading(), time, selected()) : {};
  if (!edit(isEmpty(chosen) ? splitAt(readingNow(), time) : chosen))
    toast(say('Nothing lies under the playhead to split.'));
}

export function splitAllAtPlayhead(): void {
  pause();
  if (!edit(splitAt(readingNow(), usePlayback.getState().time)))
    toast(say('Nothing lies under the playhead to split.'));
}

export function deleteSelected(ripple: boolean): void {
  if (!selected().length) return;
  const make = (reading: Reading, ids: string[]) => (ripple ? rippleDelete(reading, ids) : deleteClips(reading, ids));
  if (editSelected(make, say('There is nothing to delete.'))) useSelection.getState().clear();
}

/** Ripple trims to the playhead what lies under it: the selected clips there, or the front one. */
export function trimToPlayhead(edge: Edge): void {
  const { time } = usePlayback.getState();
  pause();
  const reading = actingReading();
  const under = activeClips(reading, time).filter((clip) => !isOnLocked(reading, clip) && clip.start < time);
  const clip = under.find(({ id }) => selected().includes(id)) ?? under.findLast(isPicture) ?? under.at(-1);
  if (!clip || !edit(trimClip(reading, clip.id, edge, time, sourceLength, 'ripple'))) {
    toast(say('Nothing lies under the playhead to trim.'));
    return;
  }
  // what is shown at the playhead stays under it
  if (edge === 'start') seek(clip.start);
}

const isPicture = (clip: Clip): boolean =>
  readingNow().tracks.some((track) => track.id === clip.track && track.kind === 'video');

/** Moves the selected clips by whole frames. */
export function nudge(frames: number): void {
  const by = frameToTicks(Math.abs(frames), readingNow().settings.rate);
  editSelected(
    (reading, ids) => ({ ...moveClips(reading, ids, ticks(Math.sign(frames) * by)), label: say('Nudge') }),
    say('They cannot go further that way.'),
  );
}

/** Moves the selected pictures to the next track up or down on the screen; sounds where no picture is selected. */
export function moveUp(up: boolean): void {
  const video = readingNow().clips.some((clip) => selected().includes(clip.id) && isPicture(clip));
  editSelected(
    (reading, ids) =>
      moveClips(reading, ids, ticks(0), { steps: up === video ? 1 : -1, kind: video ? 'video' : 'audio' }),
    say('There is no open track there.'),
  );
}

export function selectAll(): void {
  useSelection.getState().select(readingNow().clips.map((clip) => clip.id));
}

/** The clips under the playhead. */
export function selectAtPlayhead(): void {
  const under = activeClips(readingNow(), usePlayback.getState().time).map((clip) => clip.id);
  useSelection.getState().select(withCompany(readingNow(), under));
}

/** Unlinks where anything selected is linked, else links what is selected. */
export function toggleLink(): void {
  const linked = readingNow().clips.some((clip) => clip.link && selected().includes(clip.id));
  editSelected(
    (_, ids) => (linked ? unlinkClips(readingNow(), ids) : linkClips(readingNow(), ids)),
    say('Select two clips or more to link them.'),
  );
}

export const group = (): boolean => editSelected(groupClips, say('Select two clips or more to group them.'));

export const ungroup = (): boolean => editSelected(ungroupClips, say('None of the selected clips is in a group.'));

let clipboard: { project: string; held: Clipboard } | null = null;

/** Copies the selected clips. They stay on the clipboard whatever becomes of them. */
export function copy(): boolean {
  const held = copyClips(actingReading(), selected());
  if (!held) toast(say('Select a clip first.'));
  else clipboard = { project: useProject.getState().id, held };
  return held !== null;
}

export function cut(): void {
  const make = (reading: Reading, ids: string[]) => deleteClips(reading, ids, say('Cut'));
  if (copy() && editSelected(make, say('There is nothing to cut.'))) useSelection.getState().clear();
}

/** Pastes at the playhead, which goes to the end of what was pasted. */
export function paste(how: 'overwrite' | 'insert'): void {
  const held = copied();
  if (!held) return;
  const { time } = usePlayback.getState();
  pause();
  const patch = pasteClips(readingNow(), held, time, how);
  edit(patch);
  selectNew(patch);
  const ends = Object.values(patch.clips ?? {}).flatMap((clip) =>
    clip?.id && clip.start !== undefined && clip.length !== undefined ? [clip.start + clip.length] : [],
  );
  seek(ticks(Math.max(time, ...ends)));
}

/** What can be pasted on the selected clips, while a person chooses; null when nobody does. */
export const usePasting = create<{ offered: readonly Attribute[] | null }>()(() => ({ offered: null }));

/** Asks which attributes of the copied clips the selected ones take over. */
export function pasteOnto(): void {
  const held = copied();
  if (!held) return;
  const offered = attributesFor(actingReading(), held, selected());
  if (offered.length) usePasting.setState({ offered });
  else editSelected(() => ({}), say('The copied clips have no attributes for these.'));
}

export function pasteChosen(chosen: readonly Attribute[]): void {
  usePasting.setState({ offered: null });
  const held = copied();
  if (held)
    editSelected(
      (reading, ids) => pasteAttributes(reading, held, ids, chosen),
      say('The selected clips have all of that already.'),
    );
}

function copied(): Clipboard | null {
  if (!clipboard) toast(say('Nothing has been copied yet.'));
  else if (clipboard.project !== useProject.getState().id)
    toast(say('What was copied belongs to another project. Copy something here first.'));
  else return clipboard.held;
  return null;
}

export function duplicate(): void {
  const ids = selected();
  const patch = ids.length ? duplicateClips(actingReading(), ids) : {};
  if (editSelected(() => patch, say('There is nothing to duplicate.'))) selectNew(patch);
}
