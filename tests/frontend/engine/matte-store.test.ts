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

test('asking for a frame while time runs unpacks the next ones too, each once', () => {
  const packed = new PackedMattes();
  const store = storeOf(packed);
  for (let index = 0; index < 20; index++) packed.push(matteFrame(index));
  store.plane(MATTE, 3, 0, 1);
  store.plane(MATTE, 4, 0, 1);
  expect(WaitingWorker.asked.map(({ key }) => Number(key.split(' ')[1]))).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
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

test('a frame that a later prompt made stale is shown no more', () => {
  const packed = new PackedMattes();
  const store = storeOf(packed);
  packed.push(matteFrame(0));
  store.plane(MATTE, 0, 0, 0);
  WaitingWorker.answer(0, 10);
  packed.invalidate(MATTE, [{ revision: 2, start: 0, end: 5 }]);
  expect(store.plane(MATTE, 0, 0, 0)).toEqual({ plane: null, exact: true });
});
