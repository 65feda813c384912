import { expect, test } from 'vitest';
import { type AssetView, merged } from '../../../frontend/src/state/assets';
import { secondsToTicks, ticks } from '../../../frontend/src/time/time';

const nowhere = { original: null, proxy: null, poster: null, filmstrip: null, peaks: null, frames: null };
const row: AssetView = {
  id: 'a',
  project: 'p',
  name: 'a.mp4',
  kind: 'unknown',
  state: 'uploading',
  error: '',
  progress: 0,
  created_at: '2026-01-01T00:00:00Z',
  size: 10,
  width: 0,
  height: 0,
  rate: [0, 1],
  frame_count: 0,
  duration: ticks(0),
  has_audio: false,
  urls: nowhere,
};
const facts = {
  kind: 'video' as const,
  width: 640,
  height: 360,
  rate: [25, 1] as [number, number],
  frame_count: 50,
  duration: secondsToTicks(2),
  has_audio: true,
  playable: true,
};

test('what this browser found stands in until the server knows', () => {
  const local = { ...row, facts };
  expect(merged(row, local)).toMatchObject({ kind: 'video', width: 640, frame_count: 50, has_audio: true });
  const known = { ...row, kind: 'video' as const, width: 1280, duration: secondsToTicks(3), frame_count: 75 };
  expect(merged(known, local)).toMatchObject({ width: 1280, frame_count: 75 });
});

test('the local file and the upload outlive what the server says', () => {
  const upload = { loaded: 1, total: 2, state: 'uploading' as const };
  expect(merged(row, { ...row, upload, localUrl: 'blob:1' })).toMatchObject({ upload, localUrl: 'blob:1' });
});

test('a refused file keeps nothing of what was guessed', () => {
  expect(merged({ ...row, state: 'failed', error: 'No.' }, { ...row, facts })).toMatchObject({
    width: 0,
    error: 'No.',
  });
});
