import { expect, test } from 'vitest';
import { duckClips, type PeaksOf } from '@/model/edits/duck';
import { blankClip, blankTrack } from '@/model/fields';
import { valueAt } from '@/model/keyframes';
import type { Clip, Reading } from '@/model/types';
import { secondsToTicks as s } from '@/time/time';

const clip = (id: string, track: string, from: number, long: number, fields: Partial<Clip> = {}) =>
  blankClip(id, { track, asset: track, start: s(from), length: s(long), ...fields });

function reading(...clips: Clip[]): Reading {
  return {
    settings: { width: 1280, height: 720, rate: [30, 1], background: '#000000' },
    tracks: ['voice', 'music', 'mute'].map((id) => blankTrack(id, { kind: 'audio', muted: id === 'mute' })),
    clips,
    markers: [],
    problems: [],
  };
}

/** Somebody speaks from 2 s to 4 s of the source, with a pause of half a second, and clicks at 8 s. */
const peaksOf: PeaksOf = (asset) => ({
  rate: 100,
  peaks: Uint8Array.from({ length: 1000 }, (_, at) =>
    asset !== 'music' && ((at >= 200 && at < 400 && !(at >= 270 && at < 320)) || at === 800) ? 90 : 1,
  ),
});

const gainAt = (patch: ReturnType<typeof duckClips>, source: number) =>
  valueAt(patch.clips?.music?.keyframes?.gain ?? [], s(source));

test('music is 12 dB softer under a voice, from before its first word to after its last, pauses and all', () => {
  const patch = duckClips(
    reading(clip('a', 'voice', 1, 9), clip('music', 'music', 0, 10, { in: s(30) })),
    ['music'],
    peaksOf,
  );
  const low = 10 ** (-12 / 20);
  // the voice is heard from 3 s to 5 s of the timeline, which is 33 s to 35 s of the music
  expect([32.5, 33.1, 34, 35.05, 36].map((at) => gainAt(patch, at))).toEqual(
    [1, low, low, low, 1].map((v) => expect.closeTo(v, 5)),
  );
  expect(patch.clips?.music?.keyframes?.gain).toHaveLength(4);
});

test('it keeps its own level, whichever way it runs', () => {
  const music = clip('music', 'music', 0, 10, {
    in: s(40),
    speed: -1,
    audio: { ...clip('', '', 0, 1).audio, gain: 0.5 },
  });
  const patch = duckClips(reading(clip('a', 'voice', 0, 10), music), ['music'], peaksOf);
  expect(gainAt(patch, 37)).toBeCloseTo(0.5 * 10 ** (-12 / 20));
  expect(gainAt(patch, 39)).toBe(0.5);
});

test('nothing gives way to silence, to muted tracks or to its own track', () => {
  const music = clip('music', 'music', 0, 10);
  expect(duckClips(reading(music, clip('b', 'mute', 0, 10)), ['music'], peaksOf)).toEqual({});
  expect(duckClips(reading(music, clip('b', 'music', 10, 10)), ['music'], peaksOf)).toEqual({});
  expect(duckClips(reading(music, clip('b', 'voice', 0, 10)), ['music'], () => null)).toEqual({});
});
