import { expect, test } from 'vitest';
import { settingsFrom } from '../../../frontend/src/model/edits/adopt';
import type { Settings } from '../../../frontend/src/model/types';
import { clip, reading, track } from '../gestures/reading';

const film = { kind: 'video' as const, width: 1080, height: 1920, rate: [30000, 1001] as [number, number] };
const project = (settings: Partial<Settings> = {}, clips = [] as ReturnType<typeof clip>[]) => {
  const plain = reading([track('v1')], clips);
  return { ...plain, settings: { ...plain.settings, ...settings } };
};

test('an untouched project takes on the size and rate of its first video', () => {
  expect(settingsFrom(project(), film)).toEqual({ width: 1080, height: 1920, rate: [30000, 1001] });
});

test('sides are even and within what a project may have', () => {
  expect(settingsFrom(project(), { ...film, width: 405, height: 721 })).toMatchObject({ width: 404, height: 720 });
  expect(settingsFrom(project(), { ...film, width: 16384, height: 8192 })).toMatchObject({ width: 8192, height: 4096 });
});

test('what somebody chose stays, and so does a project that has clips', () => {
  expect(settingsFrom(project({ width: 1920, height: 1080 }), film)).toBeNull();
  expect(settingsFrom(project({ rate: [24, 1] }), film)).toBeNull();
  expect(settingsFrom(project({}, [clip('one', 'v1', 0, 30)]), film)).toBeNull();
});

test('pictures, sounds and videos of unknown size change nothing, nor does one that is like the project', () => {
  for (const kind of ['image', 'audio', 'unknown'] as const)
    expect(settingsFrom(project(), { ...film, kind })).toBeNull();
  expect(settingsFrom(project(), { ...film, width: 0 })).toBeNull();
  expect(settingsFrom(project(), { ...film, rate: [0, 1] })).toBeNull();
  expect(settingsFrom(project(), { ...film, width: 1280, height: 720, rate: [30, 1] })).toBeNull();
});
