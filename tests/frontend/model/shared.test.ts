/** Two people change one clip at once, without hearing each other, and then do. */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { applyPatch, createUndo, type Patch } from '@/model/document';
import { addEffect, moveEffect, removeEffect, setEffect, switchEffect } from '@/model/edits/effects';
import { setParams, toggleKey } from '@/model/edits/set';
import { setTitle } from '@/model/edits/titles';
import { newEffect } from '@/model/effects';
import { blankClip, blankTrack } from '@/model/fields';
import { newMatte, newTitle } from '@/model/looks';
import { readDocument } from '@/model/reading';
import type { Clip, Reading } from '@/model/types';
import { frames } from './random';

const AT = frames(10);
const GRADED = {
  effects: [newEffect('colour', 'grade'), newEffect('curves', 'light'), newEffect('lut', 'film')],
  matte: newMatte('dog'),
};

function documentOf(more: Partial<Clip> = {}): Y.Doc {
  const doc = new Y.Doc();
  const clip = blankClip('a', { track: 'v1', start: frames(0), length: frames(50), ...more });
  applyPatch(doc, { tracks: { v1: blankTrack('v1', {}) }, clips: { a: clip } }, 'setup');
  return doc;
}

type Edit = (reading: Reading) => Patch;

/** The clip after both edits, the same on either side whoever is heard first. */
function together(doc: Y.Doc, one: Edit, other: Edit): Clip {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  applyPatch(doc, one(readDocument(doc)), 'one');
  applyPatch(copy, other(readDocument(copy)), 'other');
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(copy));
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  expect(readDocument(copy)).toEqual(readDocument(doc));
  return readDocument(doc).clips[0] as Clip;
}

const figure =
  (param: string, value: number): Edit =>
  (reading) =>
    setParams(reading, ['a'], { [param]: value }, AT);

test('two figures of the picture', () => {
  const { transform } = together(documentOf(), figure('scale', 0.5), figure('rotation', 30));
  expect(transform).toMatchObject({ scale: 0.5, rotation: 30, x: 0.5 });
});

test('volume and pan', () => {
  const { audio } = together(documentOf(), figure('gain', 0.5), figure('pan', -1));
  expect(audio).toMatchObject({ gain: 0.5, pan: -1 });
});

test('two figures of one effect, and of two', () => {
  const doc = documentOf(GRADED);
  together(doc, figure('grade.exposure', 1), figure('grade.contrast', 0.4));
  const { effects } = together(doc, figure('grade.tint', 0.2), figure('film.amount', 0.3));
  expect(effects[0]?.values).toMatchObject({ exposure: 1, contrast: 0.4, tint: 0.2 });
  expect(effects[2]?.values).toEqual({ amount: 0.3 });
});

test('curves of two channels', () => {
  const bent = (channel: 'red' | 'green'): Edit => {
    return (reading) => {
      const { curves } = reading.clips[0]?.effects[1] ?? {};
      if (!curves) throw new Error('the effect has no curves');
      const points = [
        [0, 0.2],
        [1, 1],
      ] as const;
      return setEffect(reading, ['a'], 'light', { curves: { ...curves, [channel]: points } });
    };
  };
  const [, light] = together(documentOf(GRADED), bent('red'), bent('green')).effects;
  expect([light?.curves?.red[0], light?.curves?.green[0], light?.curves?.blue[0]]).toEqual([
    [0, 0.2],
    [0, 0.2],
    [0, 0],
  ]);
});

test('an effect each, on a clip that had none', () => {
  const add =
    (kind: 'blur' | 'vignette'): Edit =>
    (reading) =>
      addEffect(reading, ['a'], kind);
  const { effects } = together(documentOf(), add('blur'), add('vignette'));
  expect(effects.map(({ kind }) => kind).sort()).toEqual(['blur', 'vignette']);
});

test('one moves an effect while the other changes one that stays in its place', () => {
  const last = (reading: Reading) => moveEffect(reading, ['a'], 'film', -1);
  const { effects } = together(documentOf(GRADED), last, figure('grade.exposure', 2));
  expect(effects.map(({ id }) => id)).toEqual(['grade', 'film', 'light']);
  expect(effects[0]?.values.exposure).toBe(2);
});

test('one removes an effect while the other switches it off: it is gone', () => {
  const gone = (reading: Reading) => removeEffect(reading, ['a'], 'light');
  const off = (reading: Reading) => switchEffect(reading, ['a'], 'light', false);
  expect(together(documentOf(GRADED), gone, off).effects.map(({ id }) => id)).toEqual(['grade', 'film']);
});

test('keyframes of two figures', () => {
  const key =
    (param: string): Edit =>
    (reading) =>
      toggleKey(reading, ['a'], param, AT);
  const { keyframes } = together(documentOf(GRADED), key('scale'), key('grade.exposure'));
  expect(Object.keys(keyframes).sort()).toEqual(['grade.exposure', 'scale']);
});

test('the size and the words of a title; the feather and the mode of a mask', () => {
  const doc = documentOf({ kind: 'text', title: newTitle('One'), matte: newMatte('dog') });
  const write = (reading: Reading) => setTitle(reading, ['a'], { text: 'Two' });
  const { title } = together(doc, write, figure('title.size', 200));
  expect(title).toMatchObject({ text: 'Two', size: 200 });
  const set =
    (part: Partial<Clip['matte'] & object>): Edit =>
    ({ clips }) => ({ clips: { a: { matte: { ...newMatte(''), ...clips[0]?.matte, ...part } } } });
  expect(together(doc, set({ feather: 7 }), set({ mode: 'remove' })).matte).toMatchObject({
    id: 'dog',
    feather: 7,
    mode: 'remove',
  });
});

test('undo takes back the own figure and leaves the one that another set meanwhile', () => {
  const doc = documentOf(GRADED);
  const undo = createUndo(doc, 'one');
  together(doc, figure('grade.exposure', 1), figure('grade.contrast', 0.4));
  undo.undo();
  expect(readDocument(doc).clips[0]?.effects[0]?.values).toMatchObject({ exposure: 0, contrast: 0.4 });
  undo.redo();
  expect(readDocument(doc).clips[0]?.effects[0]?.values).toMatchObject({ exposure: 1, contrast: 0.4 });
});

test('a deleted clip comes back whole by undo, again and again', () => {
  const doc = documentOf({ ...GRADED, keyframes: { scale: [{ at: frames(0), value: 2, ease: 'both' }] } });
  const before = readDocument(doc);
  const undo = createUndo(doc, 'one');
  applyPatch(doc, figure('grade.exposure', 1)(before), 'one');
  const changed = readDocument(doc);
  applyPatch(doc, { clips: { a: null } }, 'one');
  for (let time = 0; time < 2; time++) {
    undo.undo();
    expect(readDocument(doc)).toEqual(changed);
    undo.undo();
    expect(readDocument(doc)).toEqual(before);
    undo.redo();
    undo.redo();
    expect(readDocument(doc).clips).toEqual([]);
  }
});

test('a document from before is taken as it is, and shared from its first change on', () => {
  const doc = documentOf();
  const row = doc.getMap('clips').get('a') as Y.Map<unknown>;
  row.set('effects', [newEffect('blur', 'soft'), { id: 'later', kind: 'sparkle', glow: [1] }]);
  row.set('transform', { x: 0.2, skew: 3 });
  applyPatch(doc, figure('soft.radius', 3)(readDocument(doc)), 'one');
  applyPatch(doc, figure('scale', 2)(readDocument(doc)), 'one');
  const { effects, transform } = together(doc, figure('soft.radius', 5), figure('y', 0.9));
  expect([effects[0]?.values.radius, transform]).toEqual([5, expect.objectContaining({ x: 0.2, y: 0.9, scale: 2 })]);
  expect(row.toJSON()).toMatchObject({ transform: { skew: 3 }, effects: [{}, { kind: 'sparkle', glow: [1] }] });
});
