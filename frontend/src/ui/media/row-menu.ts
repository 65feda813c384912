/** What can be done with what lies in the bin. */
import { around, type Bin, pathOf } from '../../model/bin';
import { assetOf, isCuttable } from '../../state/assets';
import { newFolder, putInFolder, useBin } from '../../state/bin';
import { addToTimeline, deleteFootage } from '../../state/place';
import { useProject } from '../../state/project';
import { askForAll } from '../../state/replace';
import { openSource } from '../../state/source';
import { toastError } from '../../state/toasts';
import { giveFile } from '../../state/uploads';
import { timesUsed } from '../../state/usage';
import { say } from '../../words/words';
import type { Entry } from '../menu';
import { pickFile } from './pick-file';
import { nextUse } from './usage';

/** Opens the name of a folder to be written. */
export type Naming = (folder: string) => void;

const parted = (bin: Bin, ids: readonly string[]) => {
  const folders = new Set(bin.folders.map(({ id }) => id));
  return { folders: ids.filter((id) => folders.has(id)), assets: ids.filter((id) => !folders.has(id)) };
};

/** Of one row or of several. */
export function rowEntries(ids: readonly string[], naming: Naming): Entry[] {
  const { bin } = useBin.getState();
  const { folders, assets } = parted(bin, ids);
  const only = ids.length === 1 ? ids[0] : undefined;
  return [
    ...(assets.length ? footageEntries(assets) : []),
    ...(only && folders.length ? folderEntries(only, naming) : []),
    'line',
    ...moveEntries(ids, naming),
    'line',
    {
      label: folders.length && !assets.length ? say('Delete the folder, keep what is in it') : say('Delete'),
      danger: true,
      run: () => deleteRows(ids),
    },
  ];
}

function footageEntries(assets: readonly string[]): Entry[] {
  const [first = ''] = assets;
  const cuttable = assets.some((id) => {
    const asset = assetOf(id);
    return asset && isCuttable(asset) && asset.state !== 'failed';
  });
  const add: Entry = { label: say('Add to the timeline'), disabled: !cuttable, run: () => addToTimeline(assets) };
  if (assets.length > 1) return [add];
  const { clips } = useProject.getState().reading;
  const used = timesUsed(clips, first) > 0;
  const shown = clips.some((clip) => clip.asset === first);
  return [
    add,
    { label: say('Open in the viewer'), disabled: !cuttable, run: () => openSource(first) },
    { label: say('Go to the next clip of it'), disabled: !used, run: () => nextUse(first) },
    { label: say('Replace in its clips…'), disabled: !shown, run: () => askForAll(first) },
    { label: say('Give it its file again…'), disabled: !wantsFile(first), run: () => void relink(first) },
  ];
}

/** Not while its file is on its way from here, nor while the server has it in hand. */
function wantsFile(id: string): boolean {
  const asset = assetOf(id);
  return asset !== undefined && asset.state !== 'processing' && (asset.upload?.state ?? 'done') === 'done';
}

const relink = (id: string) =>
  pickFile()
    .then((file) => giveFile(id, file))
    .catch(toastError);

const folderEntries = (folder: string, naming: Naming): Entry[] => [
  { label: say('Rename'), run: () => naming(folder) },
  { label: say('New folder in it'), run: () => naming(newFolder([], folder)) },
];

/** To every folder that they can go to, from the outermost. */
export function moveEntries(ids: readonly string[], naming: Naming): Entry[] {
  const { bin } = useBin.getState();
  const home = (id: string) => around(bin, id)[0] ?? '';
  const goes = (folder: string) => !ids.some((id) => id === folder || around(bin, folder).includes(id));
  const homes = new Set(ids.map(home));
  const targets = bin.folders
    .filter(({ id }) => goes(id) && !(homes.size === 1 && homes.has(id)))
    .map(({ id }) => ({ id, path: pathOf(bin, id) }))
    .sort((a, b) => a.path.localeCompare(b.path));
  const inFolder = ids.some((id) => home(id) !== '');
  return [
    ...targets.map(({ id, path }): Entry => {
      return { label: say('Move to {folder}', { folder: path }), run: () => putInFolder(ids, id) };
    }),
    ...(inFolder ? [{ label: say('Take out of its folder'), run: () => putInFolder(ids, '') }] : []),
    { label: say('Move to a new folder'), run: () => naming(newFolder(ids, homes.size === 1 ? [...homes][0] : '')) },
  ];
}

/** Footage goes with its clips; what lies in a folder stays. */
export function deleteRows(ids: readonly string[]): void {
  const { folders, assets } = parted(useBin.getState().bin, ids);
  void deleteFootage(assets, folders);
}
