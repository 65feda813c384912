/** How a project's footage is ordered: folders, and what lies in them. The server has no use for it and keeps it as it is. */
import type * as Y from 'yjs';
import { languageOf, say } from '../words/words';
import { isPlain, text } from './values';

export interface Folder {
  id: string;
  name: string;
}

export interface Bin {
  /** by name */
  folders: readonly Folder[];
  /** asset -> the folder it lies in; what is not here lies in none */
  filed: Readonly<Record<string, string>>;
}

/** A row that is no folder is none, and footage filed in one that is gone lies in none. */
export function readBin(doc: Y.Doc): Bin {
  const rows = (name: string) =>
    Object.entries(doc.getMap(name).toJSON()).flatMap(([id, row]) => (isPlain(row) ? [[id, row] as const] : []));
  const folders = rows('folders').map(([id, row]) => ({ id, name: text(row.name, say('Folder')) }));
  const known = new Set(folders.map(({ id }) => id));
  const filed = rows('filed').flatMap(([asset, row]) =>
    known.has(text(row.folder)) ? [[asset, text(row.folder)] as const] : [],
  );
  const order = new Intl.Collator(languageOf(), { numeric: true });
  return {
    folders: folders.sort((a, b) => order.compare(a.name, b.name) || (a.id < b.id ? -1 : 1)),
    filed: Object.fromEntries(filed),
  };
}
