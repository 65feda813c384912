/** The order of the open project's footage, and which of its folders are shut in this browser. */
import type * as Y from 'yjs';
import { create } from 'zustand';
import { around, type Bin, EMPTY_BIN, readBin } from '../model/bin';
import * as edits from '../model/edits/bin';
import { edit, useProject } from './project';

interface BinState {
  bin: Bin;
  shut: ReadonlySet<string>;
}

export const useBin = create<BinState>()(() => ({ bin: EMPTY_BIN, shut: new Set() }));

let followed: Y.Doc | null = null;

/** Reads the document that is open, and again whenever its folders change. */
function follow(doc: Y.Doc | null): void {
  if (doc === followed) return;
  followed = doc;
  const read = () => useBin.setState({ bin: doc ? readBin(doc) : EMPTY_BIN });
  read();
  for (const name of ['folders', 'filed']) doc?.getMap(name).observeDeep(read);
}

useProject.subscribe(({ doc }) => follow(doc));
follow(useProject.getState().doc);

const binNow = () => useBin.getState().bin;

/** A folder in `parent` ('' for none) with what goes into it. Its id, for its name to be written at once. */
export function newFolder(ids: readonly string[] = [], parent = ''): string {
  const before = new Set(binNow().folders.map(({ id }) => id));
  openFolders([parent]);
  edit(edits.addFolder(binNow(), ids, parent));
  return binNow().folders.find(({ id }) => !before.has(id))?.id ?? '';
}

export const nameFolder = (id: string, name: string): boolean => edit(edits.renameFolder(id, name));

/** Footage and folders go into a folder, or out of all ('') of them. */
export const putInFolder = (ids: readonly string[], folder: string): boolean =>
  edit(edits.putInto(binNow(), ids, folder));

export function toggleFolder(id: string): void {
  const shut = new Set(useBin.getState().shut);
  if (!shut.delete(id)) shut.add(id);
  useBin.setState({ shut });
}

/** Opens folders and those around them. */
export function openFolders(ids: readonly string[]): void {
  const shut = new Set(useBin.getState().shut);
  for (const id of ids) for (const each of [id, ...around(binNow(), id)]) shut.delete(each);
  useBin.setState({ shut });
}
