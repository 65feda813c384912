/** Titles by keys, buttons and the inspector. */
import { isEmpty, type Patch } from '../model/document';
import { addTitle, setTitle, textBehind } from '../model/edits/titles';
import type { Title } from '../model/titles';
import type { Clip } from '../model/types';
import { say } from '../words/words';
import { pause, usePlayback } from './playback';
import { edit, useProject } from './project';
import { useSelection } from './selection';
import { toast } from './toasts';

const readingNow = () => useProject.getState().reading;

function put(patch: Patch): void {
  edit(patch);
  const fresh = Object.entries(patch.clips ?? {}).flatMap(([id, clip]) => (clip?.kind === 'text' ? [id] : []));
  useSelection.getState().setTool('select');
  useSelection.getState().select(fresh);
  if (fresh.length) writeTitle();
}

export function addTitleHere(): void {
  pause();
  put(addTitle(readingNow(), usePlayback.getState().time));
}

/** For the first of the clips that has a matte; without clips, for the selected. */
export function putTextBehind(clips?: readonly Clip[]): void {
  const chosen = clips ?? readingNow().clips.filter(({ id }) => useSelection.getState().clips.includes(id));
  const masked = chosen.find((clip) => clip.matte);
  const patch = masked ? textBehind(readingNow(), masked.id) : {};
  if (!masked) toast(say('Select a clip with a mask first: its object stays in front of the text.'));
  else if (isEmpty(patch)) toast(say('This clip is on a locked track. Unlock the track in its header first.'));
  else put(patch);
}

export const adjustTitle = (clips: readonly Clip[], change: Partial<Title>, label?: string): boolean =>
  edit(
    setTitle(
      readingNow(),
      clips.map(({ id }) => id),
      change,
      label,
    ),
  );

/** Puts the cursor in the words of the selected title, once they are on the screen. */
export function writeTitle(tries = 40): void {
  const field = document.querySelector<HTMLTextAreaElement>('[data-testid="title-text"]');
  if (field) {
    field.focus();
    field.select();
  } else if (tries) requestAnimationFrame(() => writeTitle(tries - 1));
}
