import { describe, expect, test } from 'vitest';
import { footageBehind } from '@/model/edits/behind';
import { blankClip, blankTrack } from '@/model/fields';
import type { Clip, Reading } from '@/model/types';
import { TICKS_PER_SECOND, ticks } from '@/time/time';

const S = TICKS_PER_SECOND;
const clip = (id: string, track: string, fields: Partial<Clip> = {}) =>
  blankClip(id, { track, asset: 'film', start: ticks(2 * S), length: ticks(10 * S), ...fields });
const readingOf = (clips: Clip[], locked = false): Reading => ({
  settings: { width: 1280, height: 720, rate: [30, 1], background: '#000000' },
  tracks: [blankTrack('v1', { name: 'V1', order: 'a0' }), blankTrack('v2', { name: 'V2', order: 'a1', locked })],
  clips,
  markers: [],
  problems: [],
});
const still = { id: 'sky', kind: 'image' as const, duration: ticks(5 * S), hasAudio: false };
const film = { id: 'sea', kind: 'video' as const, duration: ticks(4 * S), hasAudio: true };

describe('footage behind a clip', () => {
  test('lies on the next track below where that is free, a still as long as the clip', () => {
    const patch = footageBehind(readingOf([clip('dog', 'v2')]), 'dog', still);
    expect(Object.values(patch.clips ?? {})).toMatchObject([
      { asset: 'sky', track: 'v1', start: 2 * S, length: 10 * S, link: '' },
    ]);
    expect(patch.tracks).toEqual({});
  });

  test('takes a new track between where that is not free, and under the lowest', () => {
    for (const [clips, low, high] of [
      [[clip('dog', 'v2'), clip('grass', 'v1')], 'a0', 'a1'],
      [[clip('dog', 'v1')], '', 'a0'],
    ] as const) {
      const patch = footageBehind(readingOf([...clips]), 'dog', still);
      const [track] = Object.values(patch.tracks ?? {});
      expect(low < (track?.order ?? '') && (track?.order ?? '') < high).toBe(true);
      expect(Object.values(patch.clips ?? {})).toMatchObject([{ asset: 'sky', track: track?.id }]);
    }
  });

  test('ends where a shorter film ends, without its sound', () => {
    const patch = footageBehind(readingOf([clip('dog', 'v2')]), 'dog', film);
    expect(Object.values(patch.clips ?? {})).toMatchObject([{ asset: 'sea', length: 4 * S, track: 'v1' }]);
  });

  test('is nothing on a locked track', () => {
    expect(footageBehind(readingOf([clip('dog', 'v2')], true), 'dog', still)).toEqual({});
  });
});
