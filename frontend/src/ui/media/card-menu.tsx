import type { ReactNode } from 'react';
import { type AssetView, isCuttable } from '../../state/assets';
import { fileAsset, newFolder, useBin } from '../../state/bin';
import { addToTimeline, deleteFootage } from '../../state/place';
import { openSource } from '../../state/source';
import { type Entry, MenuOn } from '../menu';

interface Props {
  asset: AssetView;
  disabled: boolean;
  /** the card */
  children: ReactNode;
}

/** What can be done with a piece of footage: put in a folder, cut, deleted. */
export function CardMenu({ asset, disabled, children }: Props) {
  const { folders, filed } = useBin((state) => state.bin);
  const own = filed[asset.id];
  const cuttable = isCuttable(asset) && asset.state !== 'failed';
  const entries: Entry[] = [
    { label: 'Add to the timeline', disabled: !cuttable, run: () => addToTimeline(asset.id) },
    { label: 'Open in the viewer', disabled: !cuttable, run: () => openSource(asset.id) },
    'line',
    ...folders
      .filter(({ id }) => id !== own)
      .map(({ id, name }): Entry => ({ label: `Move to ${name}`, run: () => fileAsset(asset.id, id) })),
    ...(own ? [{ label: 'Take out of its folder', run: () => fileAsset(asset.id, null) }] : []),
    { label: 'Move to a new folder', run: () => newFolder([asset.id]) },
    'line',
    { label: 'Delete', danger: true, run: () => void deleteFootage(asset.id) },
  ];
  return (
    <MenuOn entries={entries} disabled={disabled}>
      {children}
    </MenuOn>
  );
}
