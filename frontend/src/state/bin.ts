/** The order of the open project's footage, and which of its folders are shut in this browser. */
import type * as Y from 'yjs';
import { create } from 'zustand';
import { type Bin, readBin } from '../model/bin';
import * as edits from '../model/edits/bin';
import { edit, useProject } from './project';

interface BinState {
  bin: Bin;
  shut: ReadonlySet<string>;
}

export const useBin = create<BinState>()(() => ({ bin: { folders: [], filed: {} }, shut: new Set() }));

let followed: Y.Doc | null = null;

/** Reads the document that is open, and again whenever its folders change. */
function follow(doc: Y.Doc | null): void {
  if (doc === followed) return;
  followed = doc;
  const read = () => useBin.setState({ bin: doc ? readBin(doc) : { folders: [], filed: {} } });
  read();
  for (const name of ['folders', 'filed']) doc?.getMap(name).observeDeep(read);
}

useProject.subscribe(({ doc }) => follow(doc));
follow(useProject.getState().doc);

const bin = () => useBin.getState().bin;

/** Its id, for its name to be written at once. */
export function newFolder(assets: readonly string[] = []): string {
  const patch = edits.addFolder(bin(), assets);
  edit(patch);
  return Object.keys(patch.folders ?? {})[0] ?? '';
}

export const nameFolder = (id: string, name: string): boolean => edit(edits.renameFolder(id, name));
export const dropFolder = (id: string): boolean => edit(edits.removeFolder(bin(), id));
export const fileAsset = (asset: string, folder: string | null): boolean =>
  edit(edits.fileAssets(bin(), [asset], folder));

export function toggleFolder(id: string): void {
  const shut = new Set(useBin.getState().shut);
  if (!shut.delete(id)) shut.add(id);
  useBin.setState({ shut });
}
