import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { readBin } from '@/model/bin';
import { applyPatch, createUndo, isEmpty, type Patch } from '@/model/document';
import { addFolder, fileAssets, removeFolder, renameFolder } from '@/model/edits/bin';

function project() {
  const doc = new Y.Doc();
  const undo = createUndo(doc, 'me');
  return { doc, undo, edit: (patch: Patch) => applyPatch(doc, patch, 'me'), bin: () => readBin(doc) };
}

test('folders are numbered, named, filled and emptied, each a step of undo', () => {
  const { edit, bin, undo } = project();
  edit(addFolder(bin()));
  edit(addFolder(bin(), ['a']));
  const [first, second] = bin().folders.map(({ id }) => id) as [string, string];
  expect(bin().folders.map(({ name }) => name)).toEqual(['Folder 1', 'Folder 2']);
  edit(renameFolder(first, 'Zoo'));
  edit(fileAssets(bin(), ['a', 'b'], first));
  expect(bin().folders.map(({ name }) => name)).toEqual(['Folder 2', 'Zoo']);
  expect(bin().filed).toEqual({ a: first, b: first });
  expect(isEmpty(fileAssets(bin(), ['a'], first))).toBe(true);
  edit(fileAssets(bin(), ['a'], null));
  expect(bin().filed).toEqual({ b: first });
  edit(removeFolder(bin(), first));
  expect(bin()).toEqual({ folders: [{ id: second, name: 'Folder 2' }], filed: {} });
  undo.undo();
  expect(bin().filed).toEqual({ b: first });
});

test('what is no folder, or is filed in none, harms nothing', () => {
  const { doc, bin } = project();
  doc.getMap('folders').set('x', 7);
  doc.getMap('folders').set('y', new Y.Map([['name', 3]]));
  doc.getMap('filed').set('a', new Y.Map([['folder', 'gone']]));
  doc.getMap('filed').set('b', 'y');
  expect(bin()).toEqual({ folders: [{ id: 'y', name: 'Folder' }], filed: {} });
});
