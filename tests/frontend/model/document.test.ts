import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { applyPatch, createUndo, ensureTracks, readDocument } from '../../../frontend/src/model/document';
import vectors from '../../vectors/document.json';

type Rows = Record<string, unknown>;

function build(plain: { settings?: object; tracks?: object; clips?: object }): Y.Doc {
  const doc = new Y.Doc();
  for (const [key, value] of Object.entries(plain.settings ?? {})) doc.getMap('settings').set(key, value);
  for (const name of ['tracks', 'clips'] as const)
    for (const [id, row] of Object.entries((plain[name] ?? {}) as Rows))
      doc.getMap(name).set(id, row && typeof row === 'object' ? new Y.Map(Object.entries(row)) : row);
  return doc;
}

const isRow = (value: unknown): value is Rows => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `row` with what it leaves out, one level down too. */
function filled(row: Rows, defaults: Rows): Rows {
  const inner = Object.entries(defaults).flatMap(([key, value]) =>
    isRow(value) && isRow(row[key]) ? [[key, filled(row[key], value)]] : [],
  );
  return { ...defaults, ...row, ...Object.fromEntries(inner) };
}

/** The reading that a case expects: the file names only what differs from the defaults. */
const whole = (expected: { settings?: Rows; tracks?: Rows[]; clips?: Rows[]; resolved?: string[] }) => ({
  settings: filled(expected.settings ?? {}, vectors.defaults.settings),
  tracks: (expected.tracks ?? []).map((track) => filled(track, vectors.defaults.track)),
  clips: (expected.clips ?? []).map((clip) => filled(clip, vectors.defaults.clip)),
  resolved: expected.resolved ?? [],
});

for (const { name, plain, expect: wanted } of vectors.cases)
  test(name, () => expect(JSON.parse(JSON.stringify(readDocument(build(plain))))).toEqual(whole(wanted)));

test('two clients that find the document empty agree on its first tracks', () => {
  const [one, two] = [new Y.Doc(), new Y.Doc()];
  ensureTracks(one);
  ensureTracks(two);
  Y.applyUpdate(one, Y.encodeStateAsUpdate(two));
  Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
  expect(readDocument(one)).toEqual(readDocument(two));
  expect(readDocument(one).tracks.map((track) => track.id)).toEqual(['v1', 'a1']);
});

test('undo takes back one own patch at a time and leaves what others did', () => {
  const doc = new Y.Doc();
  const undo = createUndo(doc, 'me');
  applyPatch(doc, { settings: { width: 100 } }, 'me');
  applyPatch(doc, { settings: { height: 200 } }, 'me');
  applyPatch(doc, { settings: { background: '#ffffff' } }, 'another');
  undo.undo();
  expect(readDocument(doc).settings).toMatchObject({ width: 100, height: 720, background: '#ffffff' });
  undo.undo();
  expect(readDocument(doc).settings).toMatchObject({ width: 1280, background: '#ffffff' });
});
