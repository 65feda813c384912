import { beforeEach, expect, test, vi } from 'vitest';
import type { FromMatteWorker, ToMatteWorker } from '../../../frontend/src/engine/matte.worker';
import { MatteStore } from '../../../frontend/src/engine/matte-store';
import { PackedMattes } from '../../../frontend/src/engine/packed-mattes';
import { MATTE, matteFrame } from './matte-frames';

/** Answers when told to: unpacking itself is the browser's. */
class WaitingWorker {
  static asked: ToMatteWorker[] = [];
  static answer: (index: number, value: number) => void;
  onmessage: ((event: { data: FromMatteWorker }) => void) | null = null;
  constructor() {
    WaitingWorker.answer = (index, value) => {
      const key = WaitingWorker.asked[index]?.key ?? '';
      const bounds = { left: 0, top: 0, right: 1, bottom: 1 };
      this.onmessage?.({ data: { key, alpha: Uint8Array.of(value).buffer, bounds } });
    };
  }
  postMessage(ask: ToMatteWorker): void {
    WaitingWorker.asked.push(ask);
  }
  terminate(): void {}
}

beforeEach(() => {
  WaitingWorker.asked = [];
  vi.stubGlobal('Worker', WaitingWorker);
});

const storeOf = (packed: PackedMattes) => new MatteStore(packed, () => {});

/** A store over twenty frames of one matte. */
function twenty(): MatteStore {
  const packed = new PackedMattes();
  for (let index = 0; index < 20; index++) packed.push(matteFrame(index));
  return storeOf(packed);
}

/** Source frames that the worker was asked for, in that order. */
const asked = () => WaitingWorker.asked.map(({ key }) => Number(key.split(' ')[1]));

test('asking for a frame while time runs unpacks the next ones too, each once, two at the worker at a time', () => {
  const store = twenty();
  store.plane(MATTE, 3, 0, 1);
  expect(asked()).toEqual([3, 4]);
  WaitingWorker.answer(0, 1);
  store.plane(MATTE, 4, 0, 1);
  for (let done = 1; done < 8; done++) WaitingWorker.answer(done, 1);
  expect(asked()).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
});

test('where the worker cannot keep up, what the playhead has passed is left out, and those to come go first', () => {
  const store = twenty();
  store.plane(MATTE, 0, 0, 1);
  WaitingWorker.answer(0, 10);
  // five pictures are over before the worker has answered again
  for (let frame = 1; frame <= 6; frame++) store.plane(MATTE, frame, 0, 1);
  WaitingWorker.answer(1, 10);
  expect(asked()).toEqual([0, 1, 2, 7]);
});

test('while time runs the matte of a frame just over stands in for one that is not unpacked, and is said to be another', () => {
  const store = twenty();
  store.plane(MATTE, 4, 0, 1);
  WaitingWorker.answer(0, 10);
  expect(store.plane(MATTE, 6, 0, 1)).toMatchObject({ plane: { frame: 4, alpha: Uint8Array.of(10) }, exact: false });
  expect(store.plane(MATTE, 2, 0, -1)).toMatchObject({ plane: { frame: 4 }, exact: false });
  expect(store.plane(MATTE, 6, 0, 0)).toEqual({ plane: null, exact: false });
  expect(store.plane(MATTE, 12, 0, 1)).toEqual({ plane: null, exact: false });
});

test('what is wished in a moment that lasts is made, whatever was wished before', () => {
  const store = twenty();
  for (let frame = 0; frame < 19; frame++) store.plane(MATTE, frame, 0, 0);
  store.plane(MATTE, 19, 0, 0);
  for (let done = 0; done < 3; done++) WaitingWorker.answer(done, done);
  expect(store.plane(MATTE, 19, 0, 0)).toMatchObject({ plane: { frame: 19 }, exact: true });
});

test('a frame that is replaced while it is unpacked is unpacked once more, and the first is not taken for the second', () => {
  const packed = new PackedMattes();
  const store = storeOf(packed);
  packed.push(matteFrame(0));
  store.plane(MATTE, 0, 0, 0);
  packed.push(matteFrame(0));
  store.plane(MATTE, 0, 0, 0);
  WaitingWorker.answer(0, 10);
  expect(store.plane(MATTE, 0, 0, 0)).toMatchObject({ plane: { alpha: Uint8Array.of(10) }, exact: false });
  WaitingWorker.answer(1, 20);
  expect(store.plane(MATTE, 0, 0, 0)).toMatchObject({ plane: { alpha: Uint8Array.of(20) }, exact: true });
  expect(asked()).toEqual([0, 0]);
});

test('a frame sent again at the same revision and state replaces the plane that was made of the first', () => {
  const packed = new PackedMattes();
  const store = storeOf(packed);
  packed.push(matteFrame(0));
  expect(store.plane(MATTE, 0, 0, 0)).toEqual({ plane: null, exact: false });
  WaitingWorker.answer(0, 10);
  expect(store.plane(MATTE, 0, 0, 0)).toMatchObject({ plane: { alpha: Uint8Array.of(10) }, exact: true });

  packed.push(matteFrame(0));
  // the old one stays until the new one is unpacked: a picture without its matte would flash up
  expect(store.plane(MATTE, 0, 0, 0)).toMatchObject({ plane: { alpha: Uint8Array.of(10) }, exact: false });
  WaitingWorker.answer(1, 20);
  expect(store.plane(MATTE, 0, 0, 0)).toMatchObject({ plane: { alpha: Uint8Array.of(20) }, exact: true });
});

test('another feather is another plane, and the one before it is shown meanwhile', () => {
  const packed = new PackedMattes();
  const store = storeOf(packed);
  packed.push(matteFrame(0));
  store.plane(MATTE, 0, 0, 0);
  WaitingWorker.answer(0, 10);
  expect(store.plane(MATTE, 0, 5, 0)).toMatchObject({ plane: { alpha: Uint8Array.of(10) }, exact: false });
  expect(WaitingWorker.asked[1]?.feather).toBe(5);
});

test('of a feather that changes from frame to frame none is made ahead with the wrong one', () => {
  const store = twenty();
  for (let frame = 0; frame < 3; frame++) {
    store.plane(MATTE, frame + 5, frame, 1);
    for (let done = 0; done < WaitingWorker.asked.length; done++) WaitingWorker.answer(done, 1);
  }
  const wrong = WaitingWorker.asked.filter(({ key, feather }) => feather && Number(key.split(' ')[1]) - 5 !== feather);
  expect(wrong).toEqual([]);
  expect(WaitingWorker.asked.at(-1)?.feather).toBe(2);
});

test('a frame that a later prompt made stale is shown no more', () => {
  const packed = new PackedMattes();
  const store = storeOf(packed);
  packed.push(matteFrame(0));
  store.plane(MATTE, 0, 0, 0);
  WaitingWorker.answer(0, 10);
  packed.invalidate(MATTE, [{ revision: 2, start: 0, end: 5 }]);
  expect(store.plane(MATTE, 0, 0, 0)).toEqual({ plane: null, exact: true });
});
