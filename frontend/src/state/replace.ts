/** Other footage in the place of what clips show. */
import { create } from 'zustand';
import { isEmpty } from '../model/document';
import { clipsOf, type Replaced, replaceMedia, TOO_SHORT, type TooShort } from '../model/edits/replace';
import { findClip, isLocked } from '../model/queries';
import { say } from '../words/words';
import { type AssetView, assetOf } from './assets';
import { takeFiles } from './intake';
import { factsOf, untilCuttable } from './place';
import { edit, useProject } from './project';
import { useSelection } from './selection';
import { toast } from './toasts';

interface Replacing {
  /** clips that wait for other footage; none while nothing is asked */
  clips: readonly string[];
  /** what this browser's person wants where footage is too short */
  tooShort: TooShort;
}

const KEPT = 'playhead-too-short';

export const useReplacing = create<Replacing>()(() => ({ clips: [], tooShort: kept() }));

function kept(): TooShort {
  try {
    return TOO_SHORT.find((each) => each === localStorage.getItem(KEPT)) ?? 'gap';
  } catch {
    return 'gap';
  }
}

export function chooseTooShort(tooShort: TooShort): void {
  useReplacing.setState({ tooShort });
  try {
    localStorage.setItem(KEPT, tooShort);
  } catch {
    // a full or forbidden store: the choice lasts as long as the page
  }
}

const readingNow = () => useProject.getState().reading;

/** Asks what the selected clips are to show. */
export function askForSelected(): void {
  const { clips } = useSelection.getState();
  const media = clips.filter((id) => findClip(readingNow(), id)?.kind === 'media');
  if (media.length) useReplacing.setState({ clips: media });
  else toast(say('Select a clip that shows footage first.'));
}

/** Asks what all clips of a piece of footage are to show. */
export const askForAll = (asset: string): void => useReplacing.setState({ clips: clipsOf(readingNow(), asset) });

export const stopAsking = (): void => useReplacing.setState({ clips: [] });

/** Footage that can stand in for what the clips show. */
export function canReplace(clips: readonly string[], asset: AssetView): boolean {
  const { tracks, settings } = readingNow();
  const facts = factsOf(asset, settings.rate);
  const all = clips.flatMap((id) => findClip(readingNow(), id) ?? []);
  const kinds = new Set(all.map((clip) => tracks.find(({ id }) => id === clip.track)?.kind));
  if (!facts || all.every((clip) => clip.asset === asset.id)) return false;
  return (kinds.has('video') && facts.kind !== 'audio') || (kinds.has('audio') && facts.hasAudio);
}

/** One step of undo; a sentence for each thing that is other than before. */
export function replaceWith(clips: readonly string[], id: string): void {
  const reading = readingNow();
  const asset = assetOf(id);
  const facts = asset && factsOf(asset, reading.settings.rate);
  if (!asset || !facts) {
    toast(say('This footage is not ready to cut yet.'));
    return;
  }
  const length = facts.kind === 'image' ? null : asset.duration;
  const to = { id, kind: facts.kind, hasAudio: facts.hasAudio, length };
  const done = replaceMedia(reading, clips, to, useReplacing.getState().tooShort);
  if (!isEmpty(done.patch)) {
    edit(done.patch);
    toast(told(done, asset.name), { ms: 9000 });
  } else if (clips.some((clip) => isLocked(reading, findClip(reading, clip)?.track ?? '')))
    toast(say('The selected clips are on locked tracks. Unlock the track in its header first.'));
  else toast(say('{name} has nothing that these clips could show.', { name: asset.name }));
}

/** A file that is not in the project yet is uploaded, and takes its place as soon as its length is known. */
export async function replaceWithFile(clips: readonly string[], file: File): Promise<void> {
  const { id: project } = useProject.getState();
  const [id] = await takeFiles(project, [file]);
  if (!id || (await untilCuttable(id)) === null || useProject.getState().id !== project) return;
  replaceWith(clips, id);
}

function told({ changed, shortened, held, moved, unmasked, silent }: Replaced, name: string): string {
  const count = changed.length;
  const sentences = [
    say('{count, plural, one {# clip shows} other {# clips show}} {name} now.', { count, name }),
    shortened.length &&
      say('{count, plural, one {# is} other {# are}} shorter, since {name} ends earlier.', {
        count: shortened.length,
        name,
      }),
    held.length &&
      say('{count, plural, one {# holds} other {# hold}} the last picture, since {name} ends earlier.', {
        count: held.length,
        name,
      }),
    moved.length &&
      say(
        '{count, plural, one {# begins} other {# begin}} at an earlier place, since {name} ends before the in point.',
        {
          count: moved.length,
          name,
        },
      ),
    unmasked.length && say('Masks belong to the footage before and were taken off.'),
    silent.length && say('{name} has no sound: the sound stays what it was.', { name }),
    (shortened.length || held.length || moved.length || unmasked.length) && say('Undo brings all of it back.'),
  ];
  return sentences.filter(Boolean).join(' ');
}
