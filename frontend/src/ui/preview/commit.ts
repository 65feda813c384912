/** A change under the hand: the engine shows it at once, the document gets it when the hand lets go. */
import type { Patch } from '../../model/document';
import { setParams } from '../../model/edits/set';
import type { Transform } from '../../model/types';
import { usePlayback } from '../../state/playback';
import { edit, useProject } from '../../state/project';

/** The edit that gives a clip these figures at the playhead. */
export const posing = (clip: string, change: Partial<Transform>, label?: string): Patch =>
  setParams(useProject.getState().reading, [clip], { ...change }, usePlayback.getState().time, label);

/** Draws the project as it would be after an edit; null draws it as it is. */
export function showPatch(patch: Patch | null): void {
  const { reading } = useProject.getState();
  const changes = patch?.clips ?? {};
  const clips = reading.clips.map((clip) => (changes[clip.id] ? { ...clip, ...changes[clip.id] } : clip));
  usePlayback.getState().engine?.setReading(patch ? { ...reading, clips } : reading);
}

/** `make`: what the hand did, made anew on what the document says now; others may have changed it meanwhile. */
export function commit(make: (() => Patch) | null): void {
  if (make) edit(make());
  showPatch(null);
}
