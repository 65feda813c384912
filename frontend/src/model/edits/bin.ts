/** Edits of the order of a project's footage. */
import { say } from '../../words/words';
import type { Bin } from '../bin';
import type { Patch } from '../document';

/** A folder with the first free number, and footage that goes into it at once. */
export function addFolder({ folders }: Bin, assets: readonly string[] = []): Patch {
  const id = crypto.randomUUID();
  const names = new Set(folders.map(({ name }) => name));
  let number = folders.length + 1;
  while (names.has(say('Folder {number}', { number }))) number++;
  return {
    label: say('New folder'),
    folders: { [id]: { name: say('Folder {number}', { number }) } },
    filed: into(assets, id),
  };
}

export const renameFolder = (id: string, name: string): Patch => ({
  label: say('Rename folder'),
  folders: { [id]: { name } },
});

/** What lay in it lies in none. */
export const removeFolder = ({ filed }: Bin, id: string): Patch => ({
  label: say('Delete folder'),
  folders: { [id]: null },
  filed: Object.fromEntries(Object.entries(filed).flatMap(([asset, folder]) => (folder === id ? [[asset, null]] : []))),
});

/** Null takes footage out of its folder. */
export const fileAssets = ({ filed }: Bin, assets: readonly string[], folder: string | null): Patch => {
  const moved = assets.filter((asset) => (filed[asset] ?? null) !== folder);
  return { label: say('Move to folder'), filed: into(moved, folder) };
};

const into = (assets: readonly string[], folder: string | null) =>
  Object.fromEntries(assets.map((asset) => [asset, folder === null ? null : { folder }]));
