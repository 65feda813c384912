import { expect, test } from 'vitest';
import { addSubtitles, cuesOf } from '@/model/edits/subtitles';
import { blankTrack } from '@/model/fields';
import { parseSubtitles, writeSubtitles } from '@/model/subtitles';
import type { Clip, Reading, Track } from '@/model/types';
import { secondsToTicks, ticksToSeconds } from '@/time/time';

const said = (file: string) =>
  parseSubtitles(file).cues.map(({ start, end, text }) => [ticksToSeconds(start), ticksToSeconds(end), text]);

const SRT =
  '1\r\n00:00:01,000 --> 00:00:02,500\r\nHello <i>there</i>\r\nyou\r\n\r\n2\r\n01:02:03,4 --> 01:02:04,000\r\nBye\r\n';

test('SubRip, with its marks left out', () => {
  expect(said(`\ufeff${SRT}`)).toEqual([
    [1, 2.5, 'Hello there\nyou'],
    [3723.4, 3724, 'Bye'],
  ]);
});

test('WebVTT, with its notes, styles, names and settings left out', () => {
  const file = `WEBVTT - made by hand

NOTE not said

STYLE
::cue { color: red }

intro
00:01.000 --> 00:02.000 line:0 align:start
<v Ada>Fish &amp; chips &lt;3</v>

00:00:02.000 --> 00:00:03.000
{\\an8}Above`;
  expect(said(file)).toEqual([
    [1, 2, 'Fish & chips <3'],
    [2, 3, 'Above'],
  ]);
});

test('what has no time that makes sense stands after the one before, and is told by its line', () => {
  const file = `1
00:00:01,000 --> 00:00:02,000
One

2
00:00:99,000 --> soon
Two

3
00:00:09,000 --> 00:00:08,000
Three`;
  expect(said(file)).toEqual([
    [1, 2, 'One'],
    [2, 4, 'Two'],
    [9, 11, 'Three'],
  ]);
  expect(parseSubtitles(file).mended).toEqual([6, 10]);
});

test('cues without an empty line between them, over one another, and at one time', () => {
  const file = `1
00:00:01,000 --> 00:00:05,000
One
2
00:00:03,000 --> 00:00:04,000
Two

00:00:03,000 --> 00:00:06,000
Three`;
  expect(said(file)).toEqual([
    [1, 3, 'One'],
    [3, 6, 'Two\nThree'],
  ]);
});

test('what holds no cue is refused with a sentence', () => {
  expect(() => parseSubtitles('<!doctype html>')).toThrow('no subtitles in it');
});

test('a track of titles goes out as it came in, and lies on whole frames', () => {
  const reading = {
    settings: { width: 1280, height: 720, rate: [25, 1], background: '#000000' },
    tracks: [blankTrack('v1', { order: 'a0' })],
    clips: [],
    markers: [],
    problems: [],
  } satisfies Reading as Reading;
  const { cues } = parseSubtitles(`WEBVTT\n\n00:01.000 --> 00:02.490\nA & b < c\n\n00:02.490 --> 00:02.491\nShort`);
  const patch = addSubtitles(reading, cues, 'English');
  const [track] = Object.values(patch.tracks ?? {}) as [Track];
  expect(track).toMatchObject({ name: 'English', kind: 'video' });
  const now = { ...reading, tracks: [...reading.tracks, track], clips: Object.values(patch.clips ?? {}) as Clip[] };
  expect(cuesOf(now, track.id).map(({ start, end }) => [start, end].map((at) => at / secondsToTicks(0.04)))).toEqual([
    [25, 62],
    [62, 63],
  ]);
  expect(writeSubtitles(cuesOf(now, track.id), 'vtt')).toBe(
    'WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.480\nA &amp; b &lt; c\n\n2\n00:00:02.480 --> 00:00:02.520\nShort\n',
  );
  expect(writeSubtitles(cuesOf(now, track.id), 'srt')).toContain('00:00:02,480 --> 00:00:02,520\nShort');
});
