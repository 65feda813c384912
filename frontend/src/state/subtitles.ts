/** Subtitle files in and out. */
import { addSubtitles, cuesOf } from '../model/edits/subtitles';
import { clipsOnTrack } from '../model/queries';
import { type Format, parseSubtitles, writeSubtitles } from '../model/subtitles';
import type { Track } from '../model/types';
import { say } from '../words/words';
import { edit, useProject } from './project';
import { useSelection } from './selection';
import { toast, toastError, unusable } from './toasts';

export const isSubtitles = (file: File): boolean => /\.(srt|vtt)$/i.test(file.name);

const MOST_BYTES = 8 << 20;

/** Puts the file's cues on a track of their own. */
export async function importSubtitles(file: File): Promise<void> {
  try {
    if (file.size > MOST_BYTES) throw new Error(say('It is too large for subtitles.'));
    const { cues, mended } = parseSubtitles(textOf(await file.arrayBuffer()));
    edit(addSubtitles(useProject.getState().reading, cues, file.name.replace(/\.\w+$/, '')));
    if (mended.length) toast(mendedWords(file.name, mended));
  } catch (error) {
    toastError(unusable(file, error));
  }
}

function mendedWords(name: string, lines: number[]): string {
  const shown = lines.slice(0, 5).join(', ');
  const more = lines.length - 5;
  return more > 0
    ? say(
        '{name}: the times in line {lines} and {more} more make no sense. Those subtitles stand after the one before; move them.',
        { name, lines: shown, more },
      )
    : say('{name}: the times in line {lines} make no sense. Those subtitles stand after the one before; move them.', {
        name,
        lines: shown,
      });
}

/** Old files are not in UTF-8. */
function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Gives the person a file of what the track's titles say. */
export function saveSubtitles(track: Track, format: Format): void {
  const cues = cuesOf(useProject.getState().reading, track.id);
  const url = URL.createObjectURL(new Blob([writeSubtitles(cues, format)], { type: 'text/plain' }));
  const link = document.createElement('a');
  Object.assign(link, { href: url, download: `${track.name}.${format}` });
  link.click();
  URL.revokeObjectURL(url);
}

export const hasTitles = (track: Track): boolean => cuesOf(useProject.getState().reading, track.id).length > 0;

export function selectTrack(track: Track): void {
  useSelection.getState().select(clipsOnTrack(useProject.getState().reading, track.id).map((clip) => clip.id));
}
