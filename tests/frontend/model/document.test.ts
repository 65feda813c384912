import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { applyPatch, createUndo, ensureTracks } from '../../../frontend/src/model/document';
import { DocumentReader, readDocument } from '../../../frontend/src/model/reading';
import vectors from '../../vectors/document.json';

type Rows = Record<string, unknown>;

/** JSON has no such numbers. */
const NO_NUMBERS: Rows = { '<NaN>': Number.NaN, '<Infinity>': Number.POSITIVE_INFINITY };

function build(plain: { settings?: object; tracks?: object; clips?: object; markers?: object }): Y.Doc {
  const doc = new Y.Doc();
  for (const [key, value] of Object.entries(plain.settings ?? {})) doc.getMap('settings').set(key, value);
  const field = (value: unknown) => (typeof value === 'string' && value in NO_NUMBERS ? NO_NUMBERS[value] : value);
  for (const name of ['tracks', 'clips', 'markers'] as const)
    for (const [id, row] of Object.entries((plain[name] ?? {}) as Rows)) {
      const fields = isRow(row) ? Object.entries(row).map(([key, value]) => [key, field(value)] as const) : null;
      doc.getMap(name).set(id, fields ? new Y.Map(fields) : row);
    }
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
interface Expected {
  settings?: Rows;
  tracks?: Rows[];
  clips?: Rows[];
  markers?: Rows[];
  problems?: Rows[];
}
const whole = (expected: Expected) => ({
  settings: filled(expected.settings ?? {}, vectors.defaults.settings),
  tracks: (expected.tracks ?? []).map((track) => filled(track, vectors.defaults.track)),
  clips: (expected.clips ?? []).map((clip) => filled(clip, vectors.defaults.clip)),
  markers: (expected.markers ?? []).map((marker) => filled(marker, vectors.defaults.marker)),
  problems: expected.problems ?? [],
});

for (const { name, plain, expect: wanted } of vectors.cases)
  test(name, () => expect(JSON.parse(JSON.stringify(readDocument(build(plain))))).toEqual(whole(wanted as Expected)));

test('a reader that follows the document says what one that reads it anew says', () => {
  const doc = new Y.Doc();
  const reader = new DocumentReader(doc);
  for (const { plain } of vectors.cases) {
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(build(plain)));
    expect(reader.read()).toEqual(readDocument(doc));
  }
  doc.getMap('clips').delete('a');
  doc.getMap('tracks').delete('v1');
  expect(reader.read()).toEqual(readDocument(doc));
});

test('what did not change stays the same object', () => {
  const doc = new Y.Doc();
  const reader = new DocumentReader(doc);
  ensureTracks(doc);
  const clip = { track: 'v1', asset: '', length: 10 as never };
  applyPatch(doc, { clips: { a: { ...clip, start: 0 as never }, b: { ...clip, start: 20 as never } } }, 'me');
  const before = reader.read();
  applyPatch(doc, { clips: { b: { start: 5 as never } } }, 'me');
  const now = reader.read();
  expect(now.tracks).toBe(before.tracks);
  expect(now.clips.map((each) => before.clips.includes(each))).toEqual([false, false]);
  applyPatch(doc, { settings: { width: 640 } }, 'me');
  expect(reader.read().clips).toBe(now.clips);
  applyPatch(doc, { clips: { c: { ...clip, start: 90 as never } } }, 'me');
  // a is shortened by b, and still the same
  expect(reader.read().clips.map((each) => now.clips.includes(each))).toEqual([true, true, false]);
});

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
