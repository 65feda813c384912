import { describe, expect, test } from 'vitest';
import { blankClip } from '@/model/fields';
import {
  cropTransform,
  fitBox,
  isInside,
  moveTransform,
  pictureSize,
  rotateTransform,
  scaleTransform,
  toFrame,
  toSource,
} from '@/ui/preview/geometry';
import { stateRuns } from '@/ui/timeline/runs';

const frame = { width: 1280, height: 720 };
const { transform: centred } = blankClip('any', {});

describe('places on the picture', () => {
  test('an upright source fits the height and leaves the sides free', () => {
    const source = { width: 1080, height: 1920 };
    expect(pictureSize(source, frame, 1)).toEqual({ width: 405, height: 720 });
    expect(isInside(toSource({ x: 0.2, y: 0.5 }, source, frame, centred))).toBe(false);
  });

  test('frame and source places are each other’s inverse, turned and scaled too', () => {
    const source = { width: 640, height: 480 };
    const turned = { ...centred, x: 0.3, y: 0.7, scale: 0.4, rotation: 33 };
    const back = toSource(toFrame({ x: 0.12, y: 0.9 }, source, frame, turned), source, frame, turned);
    expect(back.x).toBeCloseTo(0.12, 9);
    expect(back.y).toBeCloseTo(0.9, 9);
  });

  test('a moved clip is drawn to the middle, a scaled one to its own size', () => {
    expect(moveTransform({ ...centred, x: 0.2 }, 0.295, 0.3)).toMatchObject({ x: 0.5, y: 0.8 });
    expect(scaleTransform(centred, 100, 101).scale).toBe(1);
    expect(scaleTransform(centred, 100, 50).scale).toBe(0.5);
    expect(scaleTransform(centred, 0, 50).scale).toBe(20);
  });

  test('a turn follows the hand around the centre, and keeps to multiples of 45 degrees nearby', () => {
    const right = { x: 0.9, y: 0.5 };
    expect(rotateTransform(centred, right, { x: 0.5, y: 0.9 }, frame).rotation).toBe(90);
    expect(rotateTransform({ ...centred, rotation: 170 }, right, { x: 0.7, y: 0.7 }, frame).rotation).toBeCloseTo(
      -160.6,
    );
  });

  test('a side is cropped with the hand, never past the other side', () => {
    const cropped = { ...centred, cropRight: 0.1 };
    expect(cropTransform(cropped, 'cropRight', -0.1, 0.4)).toMatchObject({ cropRight: 0.2, cropTop: 0 });
    expect(cropTransform({ ...centred, cropTop: 0.5 }, 'cropBottom', 0, -0.9).cropBottom).toBeCloseTo(0.48);
    expect(cropTransform(cropped, 'cropLeft', -2, 0).cropLeft).toBe(0);
  });

  test('the frame fills its room one way and never more', () => {
    expect(fitBox(frame, { width: 1000, height: 900 })).toEqual({ width: 1000, height: 562 });
  });
});

test('neighbouring frames of one state are one run of the strip', () => {
  expect(stateRuns([2, 2, 1, 1, 0], 1, 6)).toEqual([
    { state: 2, start: 1, end: 1 },
    { state: 1, start: 2, end: 3 },
    { state: 0, start: 4, end: 6 },
  ]);
});
