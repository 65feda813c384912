import { expect, test } from 'vitest';
import { isRunningOut, validity } from '../../../frontend/src/state/renewal';

const SIGNED = Date.UTC(2026, 4, 1, 10);
const url = 'https://s3.example/playhead/a.mp4?X-Amz-Date=20260501T100000Z&X-Amz-Expires=7200&X-Amz-Signature=1';
const minutes = (n: number) => n * 60_000;

test('a presigned address says how long it is good', () => {
  expect(validity(url)).toEqual({ from: SIGNED, until: SIGNED + minutes(120) });
  expect(validity('/api/exports/1/file')).toBeNull();
});

test('it is renewed in its last quarter, when the server signs anew', () => {
  expect(isRunningOut(url, SIGNED + minutes(89))).toBe(false);
  expect(isRunningOut(url, SIGNED + minutes(91))).toBe(true);
  expect(isRunningOut(url, SIGNED + minutes(500))).toBe(true);
  expect(isRunningOut('/api/exports/1/file', SIGNED)).toBe(false);
});
