/** Edits of the order of a project's footage. */
import { say } from '../../words/words';
import { around, type Bin } from '../bin';
import type { Patch } from '../document';

/** A folder with the first free number, in `parent` ('' for none), and what goes into it at once. */
export function addFolder(bin: Bin, ids: readonly string[] = [], parent = ''): Patch {
  const id = crypto.randomUUID();
  const names = new Set(bin.folders.map(({ name }) => name));
  let number = bin.folders.length + 1;
  while (names.has(say('Folder {number}', { number }))) number++;
  const moved = putInto(bin, ids, id);
  const made = { [id]: { name: say('Folder {number}', { number }), parent } };
  return { ...moved, label: say('New folder'), folders: { ...moved.folders, ...made } };
}

export const renameFolder = (id: string, name: string): Patch => ({
  label: say('Rename folder'),
  folders: { [id]: { name } },
});

/** What lay in them lies where they did. */
export function removeFolders(bin: Bin, ids: readonly string[]): Patch {
  const gone = new Set(ids);
  const outside = (id: string) => around(bin, id).find((folder) => !gone.has(folder)) ?? '';
  const left = bin.folders.filter(({ id, parent }) => gone.has(parent) && !gone.has(id));
  const files = Object.entries(bin.filed).filter(([, folder]) => gone.has(folder));
  return {
    label: say('Delete folder'),
    folders: Object.fromEntries([
      ...bin.folders.filter(({ id }) => gone.has(id)).map(({ id }) => [id, null] as const),
      ...left.map(({ id }) => [id, { parent: outside(id) }] as const),
    ]),
    filed: Object.fromEntries(files.map(([asset]) => [asset, into(outside(asset))])),
  };
}

/**
 * Puts footage and folders into a folder, or into none (''). What lies in a folder that goes along stays in it, and a
 * folder does not go into itself or into what lies in it.
 */
export function putInto(bin: Bin, ids: readonly string[], folder: string): Patch {
  const chosen = new Set(ids);
  const above = new Set([folder, ...around(bin, folder)]);
  const known = new Map(bin.folders.map(({ id, parent }) => [id, parent]));
  const moved = ids.filter((id) => {
    if (above.has(id) || around(bin, id).some((each) => chosen.has(each))) return false;
    return (known.get(id) ?? bin.filed[id] ?? '') !== folder;
  });
  const folders = moved.filter((id) => known.has(id));
  if (!moved.length) return {};
  // a ring that two people made is taken apart for good, or the rest of it would jump when one folder leaves it
  const mended = folders.length ? bin.astray.filter((id) => !folders.includes(id)) : [];
  return {
    label: say('Move to folder'),
    folders: Object.fromEntries([
      ...mended.map((id) => [id, { parent: '' }]),
      ...folders.map((id) => [id, { parent: folder }]),
    ]),
    filed: Object.fromEntries(moved.filter((id) => !known.has(id)).map((asset) => [asset, into(folder)])),
  };
}

const into = (folder: string) => (folder ? { folder } : null);
