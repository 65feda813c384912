import { beforeEach, expect, test, vi } from 'vitest';
import { MatteStore } from '../../../frontend/src/engine/matte-store';

/** Only records: unpacking itself is the browser's. */
class RecordingWorker {
  static asked: string[] = [];
  onmessage = null;
  postMessage({ key }: { key: string }): void {
    RecordingWorker.asked.push(key);
  }
  terminate(): void {}
}

function frame(index: number): ArrayBuffer {
  const bytes = new ArrayBuffer(41);
  const view = new DataView(bytes);
  for (const [at, letter] of [...'PHMT'].entries()) view.setUint8(at, letter.charCodeAt(0));
  for (const [at, value] of [1, 2, 1].entries()) view.setUint8(4 + at, value);
  view.setUint32(24, 1, true);
  view.setUint32(28, index, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 1, true);
  view.setUint32(36, 1, true);
  return bytes;
}

beforeEach(() => {
  RecordingWorker.asked = [];
  vi.stubGlobal('Worker', RecordingWorker);
});

test('asking for a frame while time runs unpacks the next ones too, each once', () => {
  const store = new MatteStore(() => {});
  const matte = '00000000-0000-0000-0000-000000000000';
  for (let index = 0; index < 20; index++) store.push(frame(index));
  store.plane(matte, 3, 0, true);
  store.plane(matte, 4, 0, true);
  expect(RecordingWorker.asked.map((key) => Number(key.split(' ')[1]))).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
});
