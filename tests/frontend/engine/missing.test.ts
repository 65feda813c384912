import { expect, test } from 'vitest';
import { missingPieces } from '../../../frontend/src/engine/missing';

const chrome = {
  isSecureContext: true,
  VideoDecoder: class {},
  VideoFrame: class {},
  AudioDecoder: class {},
  OffscreenCanvas: class {},
  DecompressionStream: class {},
  indexedDB: {},
} as unknown as Partial<typeof globalThis>;

const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(chrome).filter(([name]) => !names.includes(name)));

test('a browser that has everything lacks nothing', () => {
  expect(missingPieces(chrome)).toEqual([]);
});

test('Safari before 26 lacks sound, Firefox before 130 picture and sound', () => {
  expect(missingPieces(without('AudioDecoder'))).toEqual(['sound']);
  expect(missingPieces(without('AudioDecoder', 'VideoDecoder', 'VideoFrame'))).toEqual(['picture', 'sound']);
});

test('one that unpacks other formats only cannot unpack masks', () => {
  const DecompressionStream = class {
    constructor(format: string) {
      if (format === 'deflate-raw') throw new TypeError(format);
    }
  };
  expect(missingPieces({ ...chrome, DecompressionStream } as never)).toEqual(['masks']);
});

test('a page by plain HTTP from another machine is told that alone', () => {
  expect(missingPieces({ ...without('VideoDecoder', 'AudioDecoder'), isSecureContext: false })).toEqual(['https']);
});
