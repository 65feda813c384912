/** What the media bin shows, line by line: folders with what lies in them, sorted, searched and sifted. */
import type { Bin, Folder } from '../model/bin';
import { languageOf } from '../words/words';
import type { AssetView } from './assets';

export const SORTS = ['name', 'date', 'length', 'kind'] as const;
export type Sort = (typeof SORTS)[number];

export interface Look {
  sort: Sort;
  /** the other way round */
  down: boolean;
  /** words that names have; '' for all */
  search: string;
  /** only footage that no clip shows */
  unused: boolean;
}

/** All footage by name. */
export const EMPTY_LOOK: Look = { sort: 'name', down: false, search: '', unused: false };

interface FolderRow {
  kind: 'folder';
  id: string;
  /** how many folders it lies in */
  depth: number;
  folder: Folder;
  open: boolean;
  /** footage shown in it and in the folders in it */
  count: number;
}

interface AssetRow {
  kind: 'asset';
  id: string;
  depth: number;
  asset: AssetView;
  /** '' for none */
  folder: string;
  /** of the footage in that folder */
  first: boolean;
}

export type BinRow = FolderRow | AssetRow;

export interface Shown {
  bin: Bin;
  shut: ReadonlySet<string>;
  assets: readonly AssetView[];
  look: Look;
  isUsed: (asset: string) => boolean;
}

/** Folders first, by name, then footage as it is sorted. What is looked for shows in folders that are shut, too. */
export function rowsOf({ bin, shut, assets, look, isUsed }: Shown): BinRow[] {
  const words = simple(look.search).split(/\s+/).filter(Boolean);
  const named = (name: string) => words.every((word) => simple(name).includes(word));
  const sifts = words.length > 0 || look.unused;
  const order = comparing(look);
  const inside = grouped(assets, ({ id }) => bin.filed[id] ?? '');
  const folders = grouped(bin.folders, ({ parent }) => parent);

  /** `all`: a folder around has the words in its name. */
  const within = (parent: string, depth: number, all: boolean): BinRow[] => {
    const rows = (folders.get(parent) ?? []).flatMap((folder): BinRow[] => {
      const own = words.length > 0 && named(folder.name);
      const below = within(folder.id, depth + 1, all || own);
      if (sifts && !below.length && !(own && !look.unused)) return [];
      const open = sifts || !shut.has(folder.id);
      const count = below.filter(({ kind }) => kind === 'asset').length;
      const row: BinRow = { kind: 'folder', id: folder.id, folder, depth, open, count };
      return [row, ...(open ? below : [])];
    });
    const shown = (inside.get(parent) ?? []).filter(
      ({ id, name }) => (all || named(name)) && !(look.unused && isUsed(id)),
    );
    return [
      ...rows,
      ...shown.sort(order).map((asset, index): BinRow => {
        return { kind: 'asset', id: asset.id, asset, depth, folder: parent, first: index === 0 };
      }),
    ];
  };
  return within('', 0, false);
}

/** In small letters without accents, as people type when they look for something. */
const simple = (name: string): string => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

function grouped<T>(list: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

function comparing({ sort, down }: Look): (a: AssetView, b: AssetView) => number {
  const collator = new Intl.Collator(languageOf(), { numeric: true });
  const name = (a: AssetView, b: AssetView) => collator.compare(a.name, b.name);
  const by: Record<Sort, (a: AssetView, b: AssetView) => number> = {
    name,
    date: (a, b) => Date.parse(a.created_at) - Date.parse(b.created_at),
    length: (a, b) => a.duration - b.duration,
    kind: (a, b) => a.kind.localeCompare(b.kind),
  };
  const way = down ? -1 : 1;
  return (a, b) => way * (by[sort](a, b) || 0) || name(a, b) || (a.id < b.id ? -1 : 1);
}
