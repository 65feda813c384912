import { expect, test } from 'vitest';
import { freezeFrame, reverseClips, setSpeed } from '@/model/edits/speed';
import { splitAt } from '@/model/edits/split';
import { type SourceLength, trimClip } from '@/model/edits/trim';
import { blankClip, blankTrack } from '@/model/fields';
import { sourceFrameTick } from '@/model/queries';
import type { Clip, Reading } from '@/model/types';
import { frameToTicks, type Ticks } from '@/time/time';

const frames = (count: number): Ticks => frameToTicks(count, [30, 1]);
const source: SourceLength = (clip) => (clip.still === null ? frames(300) : null);

function reading(...clips: Partial<Clip>[]): Reading {
  return {
    settings: { width: 1280, height: 720, rate: [30, 1], background: '#000000' },
    tracks: [blankTrack('v1', { kind: 'video' }), blankTrack('a1', { kind: 'audio' })],
    clips: clips.map((fields, n) => blankClip(`c${n}`, { track: 'v1', ...fields })),
    markers: [],
    problems: [],
  };
}

const place = (clip: Partial<Clip> | null | undefined) => ({ start: clip?.start, length: clip?.length });

test('a clip at half the speed is twice as long, with its sound, and the rest moves on', () => {
  const before = reading(
    { start: frames(0), length: frames(30), link: 'l' },
    { start: frames(30), length: frames(10) },
    { start: frames(0), length: frames(30), link: 'l', track: 'a1' },
  );
  const { clips, label } = setSpeed(before, ['c0'], 0.5, source);
  expect(label).toBe('Speed');
  expect(clips?.c0).toEqual({ speed: 0.5, length: frames(60) });
  expect(clips?.c2).toEqual({ speed: 0.5, length: frames(60) });
  expect(place(clips?.c1).start).toBe(frames(60));
});

test('speeds are held to a tenth and ten times, to whole frames and to the source', () => {
  const clip = { start: frames(0), length: frames(295), in: frames(5) };
  expect(setSpeed(reading(clip), ['c0'], 99, source).clips?.c0).toEqual({ speed: 10, length: frames(29) });
  expect(setSpeed(reading(clip), ['c0'], 0, source).clips?.c0).toEqual({ speed: 0.1, length: frames(2950) });
  expect(setSpeed(reading({ ...clip, still: frames(1) }), ['c0'], 2, source)).toEqual({});
});

test('backwards a clip shows its frames from the last to the first, and forwards again what it was', () => {
  const before = reading({ start: frames(0), length: frames(30), in: frames(10) });
  const clip = { ...(before.clips[0] as Clip), ...reverseClips(before, ['c0'], source).clips?.c0 };
  const shown = [0, 1, 29].map((frame) => Math.floor(sourceFrameTick(clip, frames(frame)) / frames(1)));
  expect(shown).toEqual([39, 38, 10]);
  const again = reverseClips({ ...before, clips: [clip] }, ['c0'], source).clips?.c0;
  expect(again).toEqual({ in: frames(10), speed: 1 });
});

test('the edges of a clip that runs backwards reach as far as its source, the other way round', () => {
  const clip = { start: frames(200), length: frames(20), in: frames(250), speed: -2 };
  const head = trimClip(reading(clip), 'c0', 'start', frames(0), source).clips?.c0;
  expect(head).toEqual({ start: frames(175), length: frames(45), in: frames(300) });
  const tail = trimClip(reading(clip), 'c0', 'end', frames(900), source).clips?.c0;
  expect(tail).toEqual({ length: frames(125) });
  const halves = splitAt(reading(clip), frames(205)).clips;
  expect(Object.values(halves ?? {}).map((half) => half?.in)).toContain(frames(240));
});

test('a frozen frame stands between what was before and after, and looks as it did there', () => {
  const before = reading({
    start: frames(0),
    length: frames(60),
    in: frames(10),
    speed: 2,
    keyframes: {
      opacity: [
        { at: frames(10), value: 0, ease: 'linear' },
        { at: frames(130), value: 1, ease: 'linear' },
      ],
    },
  });
  const { clips = {} } = freezeFrame(before, 'c0', frames(15));
  const still = Object.values(clips).find((clip) => clip?.still != null);
  expect(still).toMatchObject({ start: frames(15), length: frames(60), still: frames(40), speed: 1, link: '' });
  expect(still?.transform?.opacity).toBeCloseTo(0.25);
  expect(still?.keyframes).toEqual({ opacity: [] });
  const tail = Object.values(clips).find((clip) => clip?.start === frames(75));
  expect(tail).toMatchObject({ length: frames(45), in: frames(40) });
  expect(freezeFrame(before, 'c0', frames(70))).toEqual({});
});
