/** Footage dropped on the tracks: cards of the media panel, and files from outside. */
import { takeFiles } from '../../state/intake';
import { addToTimeline, untilCuttable } from '../../state/place';
import { useProject } from '../../state/project';
import { toast } from '../../state/toasts';
import { addTicks, type Ticks } from '../../time/time';
import { say } from '../../words/words';

/** Ids of footage, one a line. */
export const ASSET_TYPE = 'application/x-playhead-asset';

export const takesDrop = (data: DataTransfer): boolean =>
  data.types.includes(ASSET_TYPE) || data.types.includes('Files');

/** Puts what was dropped at `at` of `track`; several files come one after another. */
export async function dropFootage(data: DataTransfer, at: Ticks, track: string | null): Promise<void> {
  const cards = data.getData(ASSET_TYPE).split('\n').filter(Boolean);
  const project = useProject.getState().id;
  // read now: the browser empties the list as soon as the event is over
  const files = [...data.files];
  if (cards.length) return placeAssets(cards, at, track);
  let next = at;
  for (const id of await takeFiles(project, files)) {
    const length = await untilCuttable(id);
    if (useProject.getState().id !== project) return;
    if (length === null) continue;
    placeAssets([id], next, track);
    next = addTicks(next, length);
  }
}

function placeAssets(ids: readonly string[], at: Ticks, track: string | null): void {
  const over = useProject.getState().reading.tracks.find((each) => each.id === track);
  if (over?.locked) toast(say('Track {track} is locked; the footage went to another.', { track: over.name }));
  addToTimeline(ids, at, over?.id);
}
