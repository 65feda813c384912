import { describe, expect, test } from 'vitest';
import { isStale, readFrameHeader, splitChunk } from '../../../frontend/src/model/matte-frame';
import vectors from '../../vectors/matte.json';

/** A frame with a payload of `payload` bytes. */
function frame({ index = 7, revision = 3, state = 2, payload = 5 } = {}): Uint8Array {
  const bytes = new Uint8Array(40 + payload);
  const view = new DataView(bytes.buffer);
  bytes.set([0x50, 0x48, 0x4d, 0x54, 1, state, 1, 0]);
  for (let i = 0; i < 16; i++) bytes[8 + i] = i;
  view.setUint32(24, revision, true);
  view.setUint32(28, index, true);
  view.setUint16(32, 480, true);
  view.setUint16(34, 270, true);
  view.setUint32(36, payload, true);
  return bytes;
}

const joined = (...parts: Uint8Array[]) => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.buffer;
};

describe('matte frames', () => {
  test('the header says which matte, frame, revision, state and size', () => {
    expect(readFrameHeader(joined(frame()))).toEqual({
      state: 2,
      matte: '00010203-0405-0607-0809-0a0b0c0d0e0f',
      revision: 3,
      frame: 7,
      width: 480,
      height: 270,
      bytes: 45,
    });
  });

  test('a chunk is its frames one after another', () => {
    const frames = [...splitChunk(joined(frame({ index: 1 }), frame({ index: 2, payload: 0 }), frame({ index: 3 })))];
    expect(frames.map((f) => [f.header.frame, f.bytes.byteLength])).toEqual([
      [1, 45],
      [2, 40],
      [3, 45],
    ]);
  });

  test('what is cut short or no frame is refused with its place', () => {
    expect(() => readFrameHeader(joined(frame()).slice(0, 44))).toThrow(/cut short/);
    expect(() => readFrameHeader(joined(frame()).slice(0, 20))).toThrow(/20 bytes are left/);
    expect(() => readFrameHeader(new ArrayBuffer(64))).toThrow(/no matte frame begins at byte 0/);
  });

  test('a frame is stale only after a later invalidation that covers it', () => {
    const invalidations = [{ revision: 4, start: 10, end: 20 }];
    expect(isStale(10, 3, invalidations)).toBe(true);
    expect(isStale(20, 3, invalidations)).toBe(true);
    expect(isStale(21, 3, invalidations)).toBe(false);
    expect(isStale(15, 4, invalidations)).toBe(false);
  });
});

test('the shared vectors have the headers that they say', () => {
  for (const vector of vectors.frames) {
    const bytes = Uint8Array.from(vector.hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    const { matte, revision, frame, state, width, height } = vector;
    expect(readFrameHeader(bytes.buffer)).toEqual({
      matte,
      revision,
      frame,
      state,
      width,
      height,
      bytes: bytes.length,
    });
  }
});
