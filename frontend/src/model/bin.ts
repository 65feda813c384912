/** How a project's footage is ordered: folders, and what lies in them. The server has no use for it and keeps it as it is. */
import type * as Y from 'yjs';
import { languageOf, say } from '../words/words';
import { isPlain, text } from './values';

export interface Folder {
  id: string;
  name: string;
  /** the folder that it lies in; '' for none */
  parent: string;
}

export interface Bin {
  /** by name */
  folders: readonly Folder[];
  /** asset -> the folder it lies in; what is not here lies in none */
  filed: Readonly<Record<string, string>>;
  /** folders that lie in none although the document says otherwise: see `settledParents` */
  astray: readonly string[];
}

export const EMPTY_BIN: Bin = { folders: [], filed: {}, astray: [] };

/** A row that is no folder is none, and what lies in one that is gone lies in none. */
export function readBin(doc: Y.Doc): Bin {
  const rows = (name: string) =>
    Object.entries(doc.getMap(name).toJSON()).flatMap(([id, row]) => (isPlain(row) ? [[id, row] as const] : []));
  const said = new Map(rows('folders').map(([id, row]) => [id, { name: row.name, parent: text(row.parent) }]));
  const parents = settledParents(new Map([...said].map(([id, { parent }]) => [id, parent])));
  const folders = [...said].map(([id, { name }]) => ({
    id,
    name: text(name, say('Folder')),
    parent: parents.get(id) ?? '',
  }));
  const filed = rows('filed').flatMap(([asset, row]) =>
    said.has(text(row.folder)) ? [[asset, text(row.folder)] as const] : [],
  );
  const order = new Intl.Collator(languageOf(), { numeric: true });
  return {
    folders: folders.sort((a, b) => order.compare(a.name, b.name) || (a.id < b.id ? -1 : 1)),
    filed: Object.fromEntries(filed),
    astray: folders.flatMap(({ id, parent }) => (parent === said.get(id)?.parent ? [] : [id])),
  };
}

/**
 * Folder -> the folder that it lies in, so that each can be reached from none. Two people who put two folders into each
 * other at the same time make a ring: of it the folder with the smallest id comes out, with everybody alike.
 */
function settledParents(said: ReadonlyMap<string, string>): Map<string, string> {
  const parents = new Map([...said].map(([id, parent]) => [id, said.has(parent) ? parent : '']));
  const done = new Set(['']);
  for (const id of parents.keys()) {
    const path: string[] = [];
    let at = id;
    while (!done.has(at)) {
      const met = path.indexOf(at);
      if (met >= 0) {
        parents.set(path.slice(met).sort()[0] ?? '', '');
        break;
      }
      path.push(at);
      at = parents.get(at) ?? '';
    }
    for (const each of path) done.add(each);
  }
  return parents;
}

/** The folders around something, from the one it lies in outwards. */
export function around({ folders, filed }: Bin, id: string): string[] {
  const parents = new Map(folders.map((folder) => [folder.id, folder.parent]));
  const found: string[] = [];
  for (let at = parents.get(id) ?? filed[id] ?? ''; at; at = parents.get(at) ?? '') found.push(at);
  return found;
}

/** Names of a folder and of those around it, from the outermost: "Day 1 / Interviews". */
export function pathOf(bin: Bin, folder: string): string {
  const names = new Map(bin.folders.map(({ id, name }) => [id, name]));
  return [folder, ...around(bin, folder)]
    .reverse()
    .map((id) => names.get(id) ?? '')
    .join(' / ');
}
