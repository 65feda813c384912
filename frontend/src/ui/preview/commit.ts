/** A transform under the hand: the engine shows it at once, the document gets it when the hand lets go. */
import { setTransform } from '../../model/edits/transform';
import type { Transform } from '../../model/types';
import { edit, useProject } from '../../state/project';

export function commitTransform(clip: string, transform: Transform): void {
  edit(setTransform(useProject.getState().reading, clip, transform));
}
