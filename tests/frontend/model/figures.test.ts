import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { applyPatch, type Patch } from '@/model/document';
import { pasteAttributes } from '@/model/edits/attributes';
import { copyClips } from '@/model/edits/copy';
import { clearKeys, clearTransform, keyAt, moveKey, setMatte, setParams, toggleKey } from '@/model/edits/set';
import { splitAt } from '@/model/edits/split';
import { trimClip } from '@/model/edits/trim';
import { blankClip, blankTrack } from '@/model/fields';
import { newMatte } from '@/model/looks';
import { numberOf, paramOf, poseAt } from '@/model/params';
import { findClip, sourceFrameTick } from '@/model/queries';
import { readDocument } from '@/model/reading';
import type { Clip, Reading } from '@/model/types';
import { type Ticks, ticks } from '@/time/time';
import { frames } from './random';

function begin(fields: Partial<Clip> = {}): Y.Doc {
  const doc = new Y.Doc();
  const place = { track: 'v1', asset: 'long', start: frames(10), length: frames(60), in: frames(100) };
  const clips = {
    a: blankClip('a', { ...place, ...fields }),
    b: blankClip('b', { ...place, start: frames(90), in: frames(7) }),
  };
  applyPatch(doc, { tracks: { v1: blankTrack('v1', {}) }, clips }, 'setup');
  return doc;
}

const after = (doc: Y.Doc, patch: Patch): Reading => {
  applyPatch(doc, patch, 'me');
  return readDocument(doc);
};
const clipOf = (reading: Reading, id = 'a') => findClip(reading, id) as Clip;
const valueOn = (reading: Reading, at: Ticks, param: string, id = 'a') => {
  const clip = clipOf(reading, id);
  return paramOf(poseAt(clip, sourceFrameTick(clip, at)), param);
};

/** Opacity 0 at frame 20 of the timeline, 1 at frame 40. */
function fading(fields: Partial<Clip> = {}): { doc: Y.Doc; reading: Reading } {
  const doc = begin(fields);
  let reading = after(doc, setParams(readDocument(doc), ['a'], { opacity: 0 }, frames(20)));
  reading = after(doc, toggleKey(reading, ['a'], 'opacity', frames(20)));
  return { doc, reading: after(doc, setParams(reading, ['a'], { opacity: 1 }, frames(40))) };
}

describe('figures over time', () => {
  test('one that has no keyframes is set for good, one that has gets a keyframe where the playhead is', () => {
    const { doc, reading } = fading();
    expect(clipOf(reading).keyframes.opacity?.map(({ at, value }) => [at, value])).toEqual([
      [frames(110), 0],
      [frames(130), 1],
    ]);
    expect([15, 20, 30, 45].map((at) => valueOn(reading, frames(at), 'opacity'))).toEqual([0, 0, 0.5, 1]);
    const moved = after(doc, setParams(reading, ['a'], { x: 0.2, opacity: 0.4 }, frames(30)));
    expect(clipOf(moved).transform).toMatchObject({ x: 0.2, opacity: 0 });
    expect(clipOf(moved).keyframes.opacity).toHaveLength(3);
    expect(setParams(moved, ['a'], { x: 0.2 }, frames(30))).toEqual({});
  });

  test('what a mask does has keyframes, and its colours too, where there is a mask; they go with it', () => {
    const doc = begin({ matte: newMatte('m') });
    let reading = readDocument(doc);
    for (const param of ['matte.outline', 'matte.outlineColour', 'matte.unheard', 'e9.radius'])
      reading = after(doc, toggleKey(reading, ['a', 'b'], param, frames(20)));
    reading = after(doc, setParams(reading, ['a', 'b'], { 'matte.outline': 40 }, frames(40)));
    reading = after(doc, setParams(reading, ['a', 'b'], { 'matte.outlineColour': numberOf('#00ff00') }, frames(40)));
    const half = poseAt(clipOf(reading), frames(120));
    expect(half.matte).toMatchObject({ outline: 20, outlineColour: '#80ff80', feather: 0 });
    expect(Object.keys(clipOf(reading).keyframes)).toEqual(['matte.outline', 'matte.outlineColour']);
    expect(clipOf(reading, 'b').keyframes).toEqual({});
    const bare = after(doc, setMatte(reading, ['a'], null, 'Change mask'));
    expect([clipOf(bare).matte, clipOf(bare).keyframes['matte.outline']]).toEqual([null, undefined]);
  });

  test('within a frame of a keyframe it is that one that changes', () => {
    const { doc, reading } = fading();
    const again = after(doc, setParams(reading, ['a'], { opacity: 0.7 }, ticks(frames(40) - 9)));
    expect(clipOf(again).keyframes.opacity).toHaveLength(2);
    expect(keyAt(again, clipOf(again), 'opacity', frames(40))?.value).toBe(0.7);
  });

  test('the diamond adds and removes; the last one leaves its value behind', () => {
    const { doc, reading } = fading();
    let now = after(doc, toggleKey(reading, ['a'], 'opacity', frames(30)));
    expect(keyAt(now, clipOf(now), 'opacity', frames(30))?.value).toBe(0.5);
    for (const at of [20, 30, 40]) now = after(doc, toggleKey(now, ['a'], 'opacity', frames(at)));
    expect(clipOf(now).keyframes).toEqual({});
    expect(clipOf(now).transform.opacity).toBe(1);
  });

  test('cleared, the value at the playhead stays', () => {
    const { doc, reading } = fading();
    const now = after(doc, clearKeys(reading, ['a'], 'opacity', frames(25)));
    expect([clipOf(now).keyframes, clipOf(now).transform.opacity]).toEqual([{}, 0.25]);
  });

  test('a dragged keyframe stays between its neighbours and in its range', () => {
    const { reading } = fading();
    const dragged = moveKey(reading, 'a', 'opacity', frames(110), { at: frames(500), value: 7 });
    expect(dragged.clips?.a?.keyframes?.opacity?.map(({ at, value }) => [at, value])).toEqual([
      [frames(130) - 1, 1],
      [frames(130), 1],
    ]);
    expect(moveKey(reading, 'a', 'opacity', frames(3), { value: 1 })).toEqual({});
  });

  test('bad figures and clips that are gone do nothing', () => {
    const { reading } = fading();
    expect(setParams(reading, ['a', 'gone'], { wobble: 3 }, frames(9))).toEqual({});
    expect(toggleKey(reading, ['gone'], 'x', frames(9))).toEqual({});
  });
});

describe('an edit of the clip leaves keyframes on their pictures', () => {
  const moments = [12, 20, 27, 33, 39, 50].map(frames);

  test('split', () => {
    const { doc, reading } = fading();
    const was = moments.map((at) => valueOn(reading, at, 'opacity'));
    const now = after(doc, splitAt(reading, frames(30)));
    const here = (at: Ticks) => now.clips.find((clip) => clip.start <= at && at < clip.start + clip.length)?.id ?? '';
    expect(moments.map((at) => valueOn(now, at, 'opacity', here(at)))).toEqual(was);
  });

  test.each([
    ['a film', frames(400)],
    ['a picture', null],
  ])('a trimmed start of %s', (_, source) => {
    const { doc, reading } = fading();
    const was = moments.map((at) => valueOn(reading, at, 'opacity'));
    const now = after(
      doc,
      trimClip(reading, 'a', 'start', frames(11), () => source),
    );
    expect(clipOf(now).start).toBe(frames(11));
    expect(moments.map((at) => valueOn(now, at, 'opacity'))).toEqual(was);
  });

  test('pasted, they come as long after the start of the other clip', () => {
    const { doc, reading } = fading();
    const copied = copyClips(reading, ['a']);
    const now = copied ? after(doc, pasteAttributes(reading, copied, ['b'])) : reading;
    expect(moments.map((at) => valueOn(now, ticks(at + frames(80)), 'opacity', 'b'))).toEqual(
      moments.map((at) => valueOn(reading, at, 'opacity')),
    );
  });
});

test('a figure of masks is for clips that have one; an id puts one on, and null takes it off', () => {
  const doc = begin({ matte: newMatte('dog') });
  const mattes = (reading: Reading) => reading.clips.map(({ matte }) => matte && [matte.id, matte.feather]);
  expect(mattes(after(doc, setMatte(readDocument(doc), ['a', 'b'], { feather: 4 }, 'Feather')))).toEqual([
    ['dog', 4],
    null,
  ]);
  expect(mattes(after(doc, setMatte(readDocument(doc), ['b'], { id: 'dog' }, 'Mask')))).toEqual([
    ['dog', 4],
    ['dog', 0],
  ]);
  expect(mattes(after(doc, setMatte(readDocument(doc), ['a', 'b'], null, 'Mask')))).toEqual([null, null]);
});

test('a reset takes place and keyframes back, does nothing to a clip that is as at first, and none to a locked one', () => {
  const { doc, reading } = fading({ transform: { ...blankClip('', {}).transform, x: 0.2, cropTop: 0.4 } });
  const locked = after(doc, { tracks: { v1: { locked: true } } });
  expect(clearTransform(locked, ['a'])).toEqual({});
  after(doc, { tracks: { v1: { locked: false } } });
  const reset = clipOf(after(doc, clearTransform(reading, ['a', 'b'])));
  expect([reset.transform, reset.keyframes]).toEqual([blankClip('', {}).transform, {}]);
  expect(clearTransform(readDocument(doc), ['a', 'b'])).toEqual({});
});
