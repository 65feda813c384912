import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { applyPatch, createUndo, type Patch } from '@/model/document';
import { addEffect, moveEffect, removeEffect, resetEffect, setBlend, switchEffect } from '@/model/edits/effects';
import { setParams, toggleKey } from '@/model/edits/set';
import { blankClip, blankTrack } from '@/model/fields';
import { readDocument } from '@/model/reading';
import type { Reading } from '@/model/types';
import { frames } from './random';

function begin() {
  const doc = new Y.Doc();
  const clip = { track: 'v1', asset: 'a', length: frames(50) };
  const clips = { a: blankClip('a', clip), b: blankClip('b', { ...clip, start: frames(50) }) };
  applyPatch(doc, { tracks: { v1: blankTrack('v1', {}) }, clips }, 'setup');
  const after = (patch: Patch): Reading => {
    applyPatch(doc, patch, 'me');
    return readDocument(doc);
  };
  return { doc, after };
}
const kinds = (reading: Reading, index = 0) => reading.clips[index]?.effects.map(({ kind }) => kind);
const idOf = (reading: Reading, index: number) => reading.clips[0]?.effects[index]?.id ?? '';

test('effects are added, reordered, switched off, reset and removed, each as one step', () => {
  const { doc, after } = begin();
  const undo = createUndo(doc, 'me');
  let now = after(addEffect(readDocument(doc), ['a', 'b'], 'blur'));
  now = after(addEffect(now, ['a'], 'vignette'));
  const [blur, vignette] = [idOf(now, 0), idOf(now, 1)];
  now = after(moveEffect(now, ['a'], blur, 5));
  expect([kinds(now), kinds(now, 1)]).toEqual([['vignette', 'blur'], ['blur']]);
  // on both clips at once, since it was put on them at once
  now = after(setParams(now, ['a', 'b'], { [`${blur}.radius`]: 400 }, frames(3), 'Blur'));
  expect(now.clips.map((clip) => clip.effects.find(({ kind }) => kind === 'blur')?.values.radius)).toEqual([100, 100]);
  now = after(toggleKey(now, ['a'], `${blur}.radius`, frames(3)));
  expect(Object.keys(now.clips[0]?.keyframes ?? {})).toEqual([`${blur}.radius`]);
  now = after(switchEffect(now, ['a'], vignette, false));
  expect(now.clips[0]?.effects[0]?.on).toBe(false);
  now = after(resetEffect(now, ['a'], blur));
  expect([now.clips[0]?.effects[1]?.values.radius, now.clips[0]?.keyframes]).toEqual([10, {}]);
  now = after(removeEffect(after(toggleKey(now, ['a'], `${blur}.radius`, frames(9))), ['a'], blur));
  expect([kinds(now), now.clips[0]?.keyframes]).toEqual([['vignette'], {}]);
  now = after(setBlend(now, ['a'], 'screen'));
  for (let steps = 0; steps < 10; steps++) undo.undo();
  expect(readDocument(doc).clips.map(({ effects, blend }) => [effects, blend])).toEqual([
    [[], 'normal'],
    [[], 'normal'],
  ]);
});

test('what another version knows of effects outlives an edit of this one', () => {
  const { doc, after } = begin();
  const row = doc.getMap('clips').get('a') as Y.Map<unknown>;
  row.set('effects', [
    { id: 'x', kind: 'sparkle', values: { amount: 3 } },
    { id: 'y', kind: 'blur', quality: 'high', values: { radius: 4, angle: 9 } },
  ]);
  const now = after(setParams(readDocument(doc), ['a'], { 'y.radius': 7 }, frames(0)));
  expect(removeEffect(now, ['a'], 'gone')).toEqual({});
  after(moveEffect(now, ['a'], 'y', -1));
  expect(row.toJSON().effects).toEqual([
    { id: 'y', kind: 'blur', on: true, quality: 'high', values: { radius: 7, angle: 9 } },
    { id: 'x', kind: 'sparkle', on: true, values: { amount: 3 } },
  ]);
});

test('a clip on a locked track keeps its effects', () => {
  const { doc, after } = begin();
  const now = after({ tracks: { v1: { locked: true } } });
  expect(addEffect(now, ['a'], 'blur')).toEqual({});
  expect(setBlend(readDocument(doc), ['a'], 'add')).toEqual({});
});
