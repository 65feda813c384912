import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { applyPatch } from '../../../frontend/src/model/document';
import { type Deed, History } from '../../../frontend/src/state/history';

function begin() {
  const doc = new Y.Doc();
  const said: unknown[] = [];
  const names: (string | null)[] = [];
  const errors: unknown[] = [];
  const history = new History({
    doc,
    origin: 'me',
    reading: () => doc.toJSON(),
    onChange: (undoable, redoable) => names.splice(0, 2, undoable, redoable),
    onError: (error) => errors.push(error),
  });
  const width = () => doc.getMap('settings').get('width');
  const set = (value: number, deed?: Deed) =>
    history.edit(`Width ${value}`, () => applyPatch(doc, { settings: { width: value } }, 'me'), deed);
  const deed = (name: string): Deed => ({
    undo: async () => said.push(`undo ${name}`),
    redo: async () => said.push(`redo ${name}`),
  });
  const settled = () => new Promise((done) => setTimeout(done, 0));
  return { doc, history, said, names, errors, width, set, deed, settled };
}

test('edits and deeds are taken back in the order they were done, and done again', async () => {
  const { history, said, names, width, set, deed, settled } = begin();
  set(100);
  history.record('Mask point', deed('point'));
  set(200);
  expect(names).toEqual(['Width 200', null]);
  history.undo();
  expect([width(), ...names]).toEqual([100, 'Mask point', 'Width 200']);
  history.undo();
  history.undo();
  await settled();
  expect([width(), said, ...names]).toEqual([undefined, ['undo point'], null, 'Width 100']);
  for (let press = 0; press < 4; press++) history.redo();
  await settled();
  expect([width(), said, ...names]).toEqual([200, ['undo point', 'redo point'], 'Width 200', null]);
});

test('an edit and its deed are one step', async () => {
  const { history, said, width, set, deed, settled } = begin();
  set(100, deed('mask'));
  history.undo();
  await settled();
  expect([width(), said]).toEqual([undefined, ['undo mask']]);
  history.redo();
  await settled();
  expect([width(), said]).toEqual([100, ['undo mask', 'redo mask']]);
});

test('a deed whose edit changes nothing is a step of its own', () => {
  const { history, names, deed } = begin();
  history.edit('Delete mask', () => undefined, deed('mask'));
  expect(names).toEqual(['Delete mask', null]);
});

test('a new step forgets what was undone, edit or deed', () => {
  const { history, names, width, set, deed } = begin();
  set(100);
  history.undo();
  history.record('Mask point', deed('point'));
  expect(names).toEqual(['Mask point', null]);
  history.redo();
  expect(width()).toBeUndefined();
});

test('a gesture is one step', () => {
  const { history, width, set } = begin();
  set(1);
  history.beginGesture();
  for (const value of [2, 3, 4]) set(value);
  history.endGesture();
  set(5);
  history.undo();
  history.undo();
  expect(width()).toBe(1);
});

test('a gesture that ends where it began is no step', async () => {
  const { history, said, names, width, set, deed, settled } = begin();
  set(1);
  history.beginGesture();
  for (const value of [2, 3, 1]) set(value);
  history.endGesture();
  expect([width(), ...names]).toEqual([1, 'Width 1', null]);
  history.undo();
  expect(width()).toBeUndefined();
  history.redo();
  history.beginGesture();
  set(2, deed('mask'));
  set(1);
  history.endGesture();
  expect(names[0]).toBe('Width 2');
  history.undo();
  await settled();
  expect([width(), said]).toEqual([1, ['undo mask']]);
});

test('a gesture that is given up leaves nothing behind, and nothing to do again', () => {
  const { history, names, width, set } = begin();
  set(1);
  history.beginGesture();
  history.cancelGesture();
  expect([width(), ...names]).toEqual([1, 'Width 1', null]);
  history.beginGesture();
  for (const value of [2, 3, 1]) set(value);
  history.cancelGesture();
  expect([width(), ...names]).toEqual([1, 'Width 1', null]);
  history.redo();
  set(5);
  history.undo();
  expect([width(), ...names]).toEqual([1, 'Width 1', 'Width 5']);
});

test('a step that others made void is passed over', () => {
  const { doc, history, set, names } = begin();
  applyPatch(doc, { clips: { a: { start: 0 as never } } }, 'setup');
  set(100);
  history.edit('Move', () => applyPatch(doc, { clips: { a: { start: 5 as never } } }, 'me'));
  applyPatch(doc, { clips: { a: null } }, 'somebody else');
  history.undo();
  expect(names[0]).toBeNull();
  expect(doc.getMap('settings').get('width')).toBeUndefined();
});

test('a deed that fails is told, and those after it still run', async () => {
  const { history, errors, said, deed, settled } = begin();
  history.record('one', deed('one'));
  history.record('two', { undo: () => Promise.reject(new Error('away')), redo: () => undefined });
  history.undo();
  history.undo();
  await settled();
  expect([errors.length, said]).toEqual([1, ['undo one']]);
});

test('a step that came to nothing is taken out, wherever it went meanwhile', () => {
  const { history, names, set, deed } = begin();
  set(100);
  const withdraw = history.record('Mask point', deed('point'));
  expect(names[0]).toBe('Mask point');
  withdraw();
  expect(names).toEqual(['Width 100', null]);
  const again = history.record('Mask point', deed('point'));
  history.undo();
  expect(names).toEqual(['Width 100', 'Mask point']);
  again();
  expect(names).toEqual(['Width 100', null]);
});
