import { describe, expect, test } from 'vitest';
import type { Patch } from '@/model/document';
import { appendTake, insertTake, overwriteTake, threePoints } from '@/model/edits/add';
import { linkClips, unlinkClips } from '@/model/edits/links';
import { rippleDelete } from '@/model/edits/ripple';
import { trimClip } from '@/model/edits/trim';
import type { Clip, Reading } from '@/model/types';
import { ticks } from '@/time/time';
import { clip, frames, reading, track } from '../gestures/reading';

const film = { id: 'film', kind: 'video' as const, duration: frames(100), hasAudio: true };
const still = { id: 'still', kind: 'image' as const, duration: frames(150), hasAudio: false };
const marks = (from: number | null, out: number | null) => ({
  in: from === null ? null : frames(from),
  out: out === null ? null : frames(out),
});
const none = marks(null, null);
const empty = reading([track('v1'), track('a1', 'audio')], []);

describe('three-point editing', () => {
  const points = (source: typeof none, timeline: typeof none, asset: typeof film | typeof still = film) => {
    const found = threePoints(empty, asset, source, timeline, frames(7));
    return found && [found.at, found.take.in, found.take.length].map((at) => at / frames(1));
  };

  test('source in and out go to the playhead, or to the timeline’s in', () => {
    expect(points(marks(10, 30), none)).toEqual([7, 10, 20]);
    expect(points(marks(10, 30), marks(50, null))).toEqual([50, 10, 20]);
    expect(points(none, none)).toEqual([7, 0, 100]);
  });

  test('in and out of the timeline rule the length', () => {
    expect(points(marks(10, null), marks(50, 65))).toEqual([50, 10, 15]);
    expect(points(marks(10, 90), marks(50, 65))).toEqual([50, 10, 15]);
  });

  test('an out without an in counts backwards from it, on either side', () => {
    expect(points(marks(10, 30), marks(null, 50))).toEqual([30, 10, 20]);
    expect(points(marks(null, 60), marks(50, 65))).toEqual([50, 45, 15]);
  });

  test('a source that is too short gives what it has', () => {
    expect(points(marks(90, null), marks(50, 80))).toEqual([50, 90, 10]);
  });

  test('a still is as long as asked', () => {
    expect(points(none, marks(0, 900), still)).toEqual([0, 0, 900]);
  });

  test('less than a frame is nothing', () => {
    expect(threePoints(empty, film, { in: ticks(5), out: ticks(900) }, none, ticks(0))).toBeNull();
  });
});

/** [id or asset, track, start, length] of what a patch leaves, in frames. */
function after({ clips }: Reading, patch: Patch) {
  const rows = new Map(clips.map((each) => [each.id, each]));
  for (const [id, change] of Object.entries(patch.clips ?? {})) {
    if (change === null) rows.delete(id);
    else rows.set(id, { ...(rows.get(id) as Clip), ...change });
  }
  const tracks = Object.values(patch.tracks ?? {});
  const name = (id: string) => tracks.find((each) => each?.id === id)?.name ?? id;
  return [...rows.values()]
    .map((each) => [each.asset, name(each.track), each.start / frames(1), each.length / frames(1)])
    .sort((a, b) => Number(a[2]) - Number(b[2]) || String(a[1]).localeCompare(String(b[1])));
}

describe('placing footage', () => {
  const tracks = [track('v1'), track('v2'), track('a1', 'audio', { locked: true })];
  const base = reading(tracks, [clip('c', 'v1', 0, 40), clip('d', 'v2', 20, 40)]);
  const take = { asset: film, in: frames(5), length: frames(10) };

  test('insert cuts every open track and moves the rest on', () => {
    const on = { video: 'v2', audio: null };
    expect(after(base, insertTake(base, take, frames(30), on))).toEqual([
      ['asset', 'v1', 0, 30],
      ['asset', 'v2', 20, 10],
      ['film', 'A2', 30, 10],
      ['film', 'v2', 30, 10],
      ['asset', 'v1', 40, 10],
      ['asset', 'v2', 40, 30],
    ]);
  });

  test('overwrite touches its own tracks alone; a locked target gives way to another', () => {
    expect(after(base, overwriteTake(base, take, frames(30), { video: null, audio: 'a1' }))).toEqual([
      ['asset', 'v1', 0, 30],
      ['asset', 'v2', 20, 40],
      ['film', 'A2', 30, 10],
      ['film', 'v1', 30, 10],
    ]);
  });

  test('append comes after the last clip of its tracks', () => {
    const patch = appendTake(base, take, { video: 'v2', audio: null });
    expect(after(base, patch).slice(-2)).toEqual([
      ['film', 'A2', 60, 10],
      ['film', 'v2', 60, 10],
    ]);
  });
});

describe('ripples keep tracks in step', () => {
  const tracks = [track('v1'), track('v2'), track('a1', 'audio')];

  test('titles and sound that come later follow, music under it all stays', () => {
    const clips = [clip('c', 'v1', 0, 30), clip('d', 'v1', 30, 30), clip('t', 'v2', 40, 5), clip('m', 'a1', 0, 90)];
    const patch = trimClip(reading(tracks, clips), 'c', 'end', frames(20), () => frames(100), 'ripple');
    expect(patch.clips).toEqual({ c: { length: frames(20) }, d: { start: frames(20) }, t: { start: frames(30) } });
    expect(patch.note).toBeUndefined();
  });

  test('a track that cannot follow keeps its place, and the person hears of it', () => {
    const clips = [clip('c', 'v1', 0, 30), clip('d', 'v1', 30, 30), clip('m', 'a1', 0, 50), clip('n', 'a1', 50, 50)];
    const patch = rippleDelete(reading(tracks, clips), ['c']);
    expect(patch.clips).toEqual({ c: null, d: { start: 0 } });
    expect(patch.note).toContain('A1');
  });
});

test('an unlinked sound goes its own way, and is linked again', () => {
  const tracks = [track('v1'), track('a1', 'audio')];
  const clips = [clip('c', 'v1', 0, 30, { link: 'l' }), clip('s', 'a1', 0, 30, { link: 'l' })];
  expect(unlinkClips(reading(tracks, clips), ['c']).clips).toEqual({ c: { link: '' }, s: { link: '' } });
  const apart = clips.map((each) => ({ ...each, link: '' }));
  const { c, s } = linkClips(reading(tracks, apart), ['c', 's']).clips ?? {};
  expect(c?.link).toBeTruthy();
  expect(c?.link).toBe(s?.link);
});
