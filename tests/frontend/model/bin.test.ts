import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { around, type Bin, pathOf, readBin } from '@/model/bin';
import { applyPatch, createUndo, isEmpty, type Patch } from '@/model/document';
import { addFolder, putInto, removeFolders, renameFolder } from '@/model/edits/bin';
import { Random } from './random';

function project() {
  const doc = new Y.Doc();
  const undo = createUndo(doc, 'me');
  return { doc, undo, edit: (patch: Patch) => applyPatch(doc, patch, 'me'), bin: () => readBin(doc) };
}

/** Folders given as 'name': 'parent'. */
function withFolders(parents: Record<string, string>) {
  const made = project();
  const folders = Object.entries(parents).map(([id, parent]) => [id, { name: id, parent }] as const);
  made.edit({ folders: Object.fromEntries(folders) });
  return made;
}

const parentsOf = ({ folders }: Bin) => Object.fromEntries(folders.map(({ id, parent }) => [id, parent]));

test('folders are numbered, named, filled and emptied, each a step of undo', () => {
  const { edit, bin, undo } = project();
  edit(addFolder(bin()));
  edit(addFolder(bin(), ['a']));
  const [first, second] = bin().folders.map(({ id }) => id) as [string, string];
  expect(bin().folders.map(({ name }) => name)).toEqual(['Folder 1', 'Folder 2']);
  edit(renameFolder(first, 'Zoo'));
  edit(putInto(bin(), ['a', 'b'], first));
  expect(bin().folders.map(({ name }) => name)).toEqual(['Folder 2', 'Zoo']);
  expect(bin().filed).toEqual({ a: first, b: first });
  expect(isEmpty(putInto(bin(), ['a'], first))).toBe(true);
  edit(putInto(bin(), ['a'], ''));
  expect(bin().filed).toEqual({ b: first });
  edit(removeFolders(bin(), [first]));
  expect(bin().folders).toEqual([{ id: second, name: 'Folder 2', parent: '' }]);
  expect(bin().filed).toEqual({});
  undo.undo();
  expect(bin().filed).toEqual({ b: first });
});

test('folders go into folders with what lies in them, and never into themselves', () => {
  const { edit, bin } = withFolders({ a: '', b: '', c: 'b' });
  edit(putInto(bin(), ['film'], 'c'));
  edit(putInto(bin(), ['b', 'c', 'film'], 'a')); // what is chosen inside of b stays there
  expect(parentsOf(bin())).toEqual({ a: '', b: 'a', c: 'b' });
  expect(bin().filed).toEqual({ film: 'c' });
  expect(around(bin(), 'film')).toEqual(['c', 'b', 'a']);
  expect(pathOf(bin(), 'c')).toBe('a / b / c');
  for (const folder of ['a', 'b', 'c']) expect(isEmpty(putInto(bin(), ['a'], folder))).toBe(true);
});

test('what lay in a deleted folder lies where the folder did', () => {
  const { edit, bin } = withFolders({ a: '', b: 'a', c: 'b', d: 'c' });
  edit(putInto(bin(), ['film'], 'c'));
  edit(removeFolders(bin(), ['b', 'c']));
  expect(parentsOf(bin())).toEqual({ a: '', d: 'a' });
  expect(bin().filed).toEqual({ film: 'a' });
});

test('what is no folder, or lies in none that is there, harms nothing; old folders lie in none', () => {
  const { doc, bin } = project();
  doc.getMap('folders').set('x', 7);
  doc.getMap('folders').set('y', new Y.Map([['name', 3]]));
  doc.getMap('folders').set('z', new Y.Map(Object.entries({ name: 'Z', parent: 'gone' })));
  doc.getMap('filed').set('a', new Y.Map([['folder', 'gone']]));
  doc.getMap('filed').set('b', 'y');
  const folders = [
    { id: 'y', name: 'Folder', parent: '' },
    { id: 'z', name: 'Z', parent: '' },
  ];
  expect(bin()).toEqual({ folders, filed: {}, astray: ['z'] });
});

test('a ring is opened at the same folder with everybody, and stays open when a folder leaves it', () => {
  const { edit, bin } = withFolders({ b: 'c', c: 'a', a: 'b', inside: 'b', self: 'self' });
  expect(parentsOf(bin())).toEqual({ a: '', c: 'a', b: 'c', inside: 'b', self: '' });
  edit(putInto(bin(), ['c'], ''));
  expect(parentsOf(bin())).toEqual({ a: '', c: '', b: 'c', inside: 'b', self: '' });
  expect(bin().astray).toEqual([]);
});

/** One random edit of the bin as this person sees it. */
function randomEdit(bin: Bin, random: Random, films: readonly string[]): Patch {
  const ids = bin.folders.map(({ id }) => id);
  const folder = random.chance(0.2) ? '' : (random.pick(ids) ?? '');
  const some = random.some([...ids, ...films]);
  const of: Patch[] = [
    putInto(bin, some, folder),
    putInto(bin, some, folder),
    putInto(bin, some, folder),
    addFolder(bin, some, folder),
    renameFolder(random.pick(ids) ?? '', 'Renamed'),
    removeFolders(bin, random.chance(0.3) ? random.some(ids, 0.2) : []),
  ];
  const patch = random.pick(of) ?? {};
  return ids.length || patch.label === 'New folder' ? patch : {};
}

test('however the moves of several people meet, everybody sees every folder and all footage, once and in reach', () => {
  const films = ['film 1', 'film 2', 'film 3'];
  for (let seed = 1; seed <= 25; seed++) {
    const random = new Random(seed);
    const people = [0, 1, 2].map(() => project());
    const sync = (from: Y.Doc, to: Y.Doc) => Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)));
    for (let turn = 0; turn < 24; turn++) {
      const [one, other] = [random.pick(people), random.pick(people)];
      if (!one || !other) continue;
      if (random.chance(0.1)) one.undo.undo();
      else one.edit(randomEdit(one.bin(), random, films));
      if (random.chance(0.2)) sync(one.doc, other.doc);
    }
    for (const from of people) for (const to of people) sync(from.doc, to.doc);
    for (const from of people) for (const to of people) sync(from.doc, to.doc);

    const [bin, ...others] = people.map((person) => person.bin()) as [Bin, Bin, Bin];
    for (const same of others) expect(same, `seed ${seed}`).toEqual(bin);
    const ids = bin.folders.map(({ id }) => id);
    expect(new Set(ids), `seed ${seed}`).toEqual(new Set(people[0]?.doc.getMap('folders').keys()));
    for (const id of [...ids, ...films]) {
      const way = around(bin, id);
      expect(new Set(way).size, `seed ${seed}`).toBe(way.length);
      expect(way.includes(id), `seed ${seed}`).toBe(false);
      for (const folder of way) expect(ids, `seed ${seed}`).toContain(folder);
    }

    // whatever the merge left, one more move moves what it says and nothing else
    const mover = random.pick(people);
    const moved = random.pick(ids);
    if (!mover || !moved) continue;
    mover.edit(putInto(bin, [moved], ''));
    expect(parentsOf(mover.bin()), `seed ${seed}`).toEqual({ ...parentsOf(bin), [moved]: '' });
  }
}, 30_000);
