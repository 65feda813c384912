import { expect, test, vi } from 'vitest';
import { PackedMattes } from '../../../frontend/src/engine/packed-mattes';
import { MATTE, matteFrame } from './matte-frames';

const FRAME_BYTES = 1000;
const frame = (index: number) => matteFrame(index, { payload: FRAME_BYTES - 40 });

test('frames stay within the budget, and those far from the playhead go first', () => {
  const packed = new PackedMattes(undefined, 20 * FRAME_BYTES);
  packed.push(frame(50));
  packed.get(MATTE, 50);
  for (let index = 0; index < 100; index++) packed.push(frame(index));
  expect(packed.bytes).toBeLessThanOrEqual(20 * FRAME_BYTES);
  for (const index of [50, 51, 55]) expect(packed.get(MATTE, index).packed, `frame ${index}`).not.toBeNull();
  packed.get(MATTE, 50);
  expect(packed.get(MATTE, 10)).toEqual({ packed: null, away: true });
});

test('a frame that made room is asked for again and comes back', () => {
  const onWanted = vi.fn();
  const packed = new PackedMattes(onWanted, 10 * FRAME_BYTES);
  for (let index = 0; index < 40; index++) packed.push(frame(index));
  expect(packed.get(MATTE, 20).away).toBe(true);
  expect(onWanted).toHaveBeenCalledWith(MATTE, 20);
  packed.push(frame(20));
  expect(packed.get(MATTE, 20).packed).not.toBeNull();
});

test('a frame that never came is asked of nobody', () => {
  const onWanted = vi.fn();
  const packed = new PackedMattes(onWanted);
  packed.push(frame(1));
  expect(packed.get(MATTE, 2)).toEqual({ packed: null, away: false });
  expect(onWanted).not.toHaveBeenCalled();
});

test('an older revision or a less trusted state changes nothing', () => {
  const packed = new PackedMattes();
  packed.push(matteFrame(0, { revision: 3, state: 2 }));
  packed.push(matteFrame(0, { revision: 2, state: 3 }));
  packed.push(matteFrame(0, { revision: 3, state: 1 }));
  expect(packed.get(MATTE, 0).packed).toMatchObject({ revision: 3, state: 2 });
});

test('a dropped matte leaves no bytes, and a stale frame does not come back', () => {
  const packed = new PackedMattes(undefined, 10 * FRAME_BYTES);
  for (let index = 0; index < 40; index++) packed.push(frame(index));
  packed.invalidate(MATTE, [{ revision: 2, start: 15, end: 39 }]);
  expect(packed.get(MATTE, 20)).toEqual({ packed: null, away: false });
  packed.drop(MATTE);
  expect(packed.bytes).toBe(0);
});
