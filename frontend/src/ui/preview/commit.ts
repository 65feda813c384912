/** A transform under the hand: the engine shows it at once, the document gets it when the hand lets go. */
import { setTransform } from '../../model/edits/set';
import type { Transform } from '../../model/types';
import { usePlayback } from '../../state/playback';
import { edit, useProject } from '../../state/project';

export function commitTransform(clip: string, transform: Transform): void {
  edit(setTransform(useProject.getState().reading, clip, transform));
}

/** Draws a reading in which one clip lies elsewhere; null draws the project as it is. */
export function showTransform(shown: { clip: string; transform: Transform } | null): void {
  const { reading } = useProject.getState();
  const clips = reading.clips.map((clip) => (clip.id === shown?.clip ? { ...clip, transform: shown.transform } : clip));
  usePlayback.getState().engine?.setReading(shown ? { ...reading, clips } : reading);
}
