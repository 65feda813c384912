import { expect, test } from 'vitest';
import { fading, Reshape } from '@/gestures/reshape';
import { setFade } from '@/model/edits/fades';
import { blankClip, blankTrack } from '@/model/fields';
import type { Reading } from '@/model/types';
import { TICKS_PER_SECOND, ticks } from '@/time/time';

const S = TICKS_PER_SECOND;
const film = blankClip('film', { track: 'v1', start: ticks(2 * S), length: ticks(4 * S) });
const readingOf = (clip = film, locked = false): Reading => ({
  settings: { width: 1280, height: 720, rate: [30, 1], background: '#000000' },
  tracks: [blankTrack('v1', { order: 'a0', locked })],
  clips: [clip],
  markers: [],
  problems: [],
});
const fades = (fadeIn: number, fadeOut: number) => ({
  gain: 1,
  pan: 0,
  fadeIn: ticks(fadeIn),
  fadeOut: ticks(fadeOut),
});

test('a fade lies on frames and ends where the other one begins', () => {
  expect(setFade(readingOf(), ['film'], 'start', ticks(S + 1)).clips).toEqual({ film: { audio: fades(S, 0) } });
  const faded = { ...film, audio: fades(S, 0) };
  expect(setFade(readingOf(faded), ['film'], 'end', ticks(9 * S)).clips).toEqual({ film: { audio: fades(S, 3 * S) } });
  expect(setFade(readingOf(faded), ['film'], 'start', ticks(-S)).clips).toEqual({ film: { audio: fades(0, 0) } });
});

test('nothing is faded on a locked track', () => {
  expect(setFade(readingOf(film, true), ['film'], 'start', ticks(S))).toEqual({});
});

test('a corner drawn inwards fades as far as the hand went, at either end', () => {
  const start = new Reshape(readingOf(), fading(film, 'start'));
  expect(start.move(ticks(S), ticks(0)).patch.clips?.film?.audio).toEqual(fades(S, 0));
  const end = new Reshape(readingOf(), fading(film, 'end'));
  expect(end.move(ticks(-2 * S), ticks(0)).patch.clips?.film?.audio).toEqual(fades(0, 2 * S));
  expect(end.move(ticks(S), ticks(0)).patch).toEqual({});
});
