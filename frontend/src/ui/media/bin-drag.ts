/** Footage and folders under the hand, on their way to a folder or to the timeline. */
import type { DragEvent } from 'react';
import { putInFolder, useBin } from '../../state/bin';
import { meant, selectRows, useBinView } from '../../state/bin-view';
import { say } from '../../words/words';
import { ASSET_TYPE } from '../timeline/drop';

/** Ids of what lies in the bin, one a line. */
const BIN_TYPE = 'application/x-playhead-bin';

export const isFromBin = (event: DragEvent): boolean => event.dataTransfer.types.includes(BIN_TYPE);

/** Takes a row, and all that is selected with it. */
export function dragRow(event: DragEvent, id: string): void {
  if (!useBinView.getState().selected.includes(id)) selectRows([id]);
  const ids = meant(id);
  const folders = new Set(useBin.getState().bin.folders.map((folder) => folder.id));
  const assets = ids.filter((each) => !folders.has(each));
  event.dataTransfer.setData(BIN_TYPE, ids.join('\n'));
  if (assets.length) event.dataTransfer.setData(ASSET_TYPE, assets.join('\n'));
  if (ids.length > 1) showCount(event, ids.length);
}

export function dropInFolder(event: DragEvent, folder: string): void {
  putInFolder(event.dataTransfer.getData(BIN_TYPE).split('\n'), folder);
}

/** The browser takes a picture of it at once. */
function showCount(event: DragEvent, count: number): void {
  const badge = document.createElement('div');
  badge.className = 'bin-dragged';
  badge.textContent = say('{count, plural, one {# item} other {# items}}', { count });
  document.body.append(badge);
  event.dataTransfer.setDragImage(badge, -8, -8);
  setTimeout(() => badge.remove());
}
