/** What must hold after any edit of any timeline. A failure names its seed. */
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { applyPatch, createUndo, isEmpty, type Patch } from '@/model/document';
import { insertTake } from '@/model/edits/add';
import { extractSpan, liftSpan, rippleDelete } from '@/model/edits/ripple';
import { splitAt } from '@/model/edits/split';
import { slideClip, slipClips, trimClip } from '@/model/edits/trim';
import { clipEnd, timelineEnd } from '@/model/queries';
import { readDocument } from '@/model/reading';
import type { Clip, Reading } from '@/model/types';
import { type Ticks, ticks } from '@/time/time';
import { EDITS, frames, Random, randomTimeline, shownAt, sourceLength } from './random';

const RUNS = 40;

function begin(random: Random): Y.Doc {
  const doc = new Y.Doc();
  const { tracks, clips, markers } = randomTimeline(random);
  const rows = <T extends { id: string }>(list: T[]) => Object.fromEntries(list.map((row) => [row.id, row]));
  applyPatch(doc, { tracks: rows(tracks), clips: rows(clips), markers: rows(markers) }, 'setup');
  return doc;
}

const stored = (doc: Y.Doc) => ['tracks', 'clips', 'markers'].map((name) => doc.getMap(name).toJSON());

/** Runs `check` on `RUNS` random timelines; its failure is told with the seed. */
function forAll(check: (reading: Reading, random: Random, doc: Y.Doc) => void): void {
  for (let seed = 1; seed <= RUNS; seed++) {
    const random = new Random(seed);
    const doc = begin(random);
    try {
      check(readDocument(doc), random, doc);
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`);
    }
  }
}

function after(doc: Y.Doc, patch: Patch): Reading {
  applyPatch(doc, patch, 'me');
  return readDocument(doc);
}

/** Times worth looking at: every cut, and the middle between two. */
function moments(...readings: Reading[]): Ticks[] {
  const cuts = readings.flatMap(({ clips }) => clips.flatMap((clip) => [clip.start, clipEnd(clip)]));
  const sorted = [...new Set([0, ...cuts])].sort((a, b) => a - b);
  return sorted.flatMap((at, index) => [ticks(at), ticks((at + (sorted[index + 1] ?? at)) / 2)]);
}

const picture = (reading: Reading, at: Ticks) => reading.tracks.map(({ id }) => shownAt(reading.clips, id, at));
const openPicture = (reading: Reading, at: Ticks) =>
  reading.tracks.filter((track) => !track.locked).map(({ id }) => shownAt(reading.clips, id, at));
const total = (reading: Reading) => reading.clips.reduce((sum, clip) => sum + clip.length, 0);
const onLocked = (reading: Reading) => {
  const locked = new Set(reading.tracks.filter((track) => track.locked).map((track) => track.id));
  return reading.clips.filter((clip) => locked.has(clip.track));
};

const byId = (clips: Clip[]) => clips.toSorted((a, b) => (a.id < b.id ? -1 : 1));

describe.each(Object.entries(EDITS))('%s, on any timeline', (_, edit) => {
  test('overlaps nothing, leaves lengths positive and sources whole, and lets locked tracks be', () => {
    let done = 0;
    forAll((before, random, doc) => {
      const patch = edit(before, random);
      done += isEmpty(patch) ? 0 : 1;
      expect(isEmpty(patch) || patch.label).toBeTruthy();
      const now = after(doc, patch);
      expect(now.problems).toEqual([]);
      expect(now.clips.length).toBe(doc.getMap('clips').size);
      for (const clip of now.clips) {
        expect(clip.length).toBeGreaterThanOrEqual(1);
        expect(clip.start % frames(1)).toBe(0);
        const source = sourceLength(clip);
        const ends = [clip.in, clip.in + Math.trunc(clip.length * clip.speed)];
        if (source === null) continue;
        expect(Math.max(...ends)).toBeLessThanOrEqual(source);
        expect(Math.min(...ends)).toBeGreaterThanOrEqual(0);
      }
      expect(byId(onLocked(now))).toEqual(byId(onLocked(before)));
    });
    expect(done).toBeGreaterThan(1);
  });

  test('undo restores exactly what was, redo what came of it', () => {
    forAll((before, random, doc) => {
      const undo = createUndo(doc, 'me');
      const was = stored(doc);
      const patch = edit(before, random);
      after(doc, patch);
      const became = stored(doc);
      if (isEmpty(patch)) return;
      undo.undo();
      expect(stored(doc)).toEqual(was);
      undo.redo();
      expect(stored(doc)).toEqual(became);
    });
  });
});

test('many edits in a row are undone one by one, back to the beginning', () => {
  forAll((_, random, doc) => {
    const undo = createUndo(doc, 'me');
    const past = [stored(doc)];
    for (let count = 0; count < 12; count++) {
      const patch = random.pick(Object.values(EDITS))?.(readDocument(doc), random) ?? {};
      if (isEmpty(patch)) continue;
      expect(after(doc, patch).problems).toEqual([]);
      // what changes nothing is no step
      if (JSON.stringify(stored(doc)) !== JSON.stringify(past.at(-1))) past.push(stored(doc));
    }
    for (const was of past.reverse().slice(1)) {
      undo.undo();
      expect(stored(doc)).toEqual(was);
    }
  });
});

describe('what stays the same', () => {
  test('a split changes nothing that is seen or heard', () => {
    forAll((before, random, doc) => {
      const now = after(doc, splitAt(before, frames(random.int(0, 160))));
      for (const at of moments(before, now)) expect(picture(now, at)).toEqual(picture(before, at));
    });
  });

  test('roll and slide keep the total length, slip every place', () => {
    forAll((before, random, doc) => {
      const id = random.pick(before.clips)?.id ?? '';
      const by = frames(random.int(-40, 40));
      const slipped = after(doc, slipClips(before, [id], by, sourceLength));
      const places = (reading: Reading) => reading.clips.map(({ id, start, length }) => [id, start, length]);
      expect(places(slipped)).toEqual(places(before));
      const clip = slipped.clips.find((each) => each.id === id);
      const touches = slipped.clips.some((each) => clip && each.track === clip.track && each.start === clipEnd(clip));
      if (!clip || !touches || clip.link) return;
      const rolled = after(doc, trimClip(slipped, id, 'end', ticks(clipEnd(clip) + by), sourceLength, 'roll'));
      expect(total(rolled)).toBe(total(before));
      const touchesLeft = rolled.clips.some((each) => each.track === clip.track && clipEnd(each) === clip.start);
      if (touchesLeft) expect(total(after(doc, slideClip(rolled, id, by, sourceLength)))).toBe(total(before));
    });
  });

  test('lift leaves all outside the span, and nothing in it', () => {
    forAll((before, random, doc) => {
      const [from, to] = [frames(random.int(0, 80)), frames(random.int(81, 160))];
      const now = after(doc, liftSpan(before, { from, to }));
      for (const at of moments(before, now)) {
        if (at >= from && at < to) expect(openPicture(now, at).join('')).toBe('');
        else expect(picture(now, at)).toEqual(picture(before, at));
      }
    });
  });

  test('extract brings what came after the span to its beginning', () => {
    forAll((before, random, doc) => {
      const [from, to] = [frames(random.int(0, 80)), frames(random.int(81, 160))];
      const now = after(doc, extractSpan(before, { from, to }));
      for (const at of moments(now))
        expect(openPicture(now, at)).toEqual(openPicture(before, at < from ? at : ticks(at + to - from)));
    });
  });

  test('insert moves what comes after by the length of what is put in', () => {
    forAll((before, random, doc) => {
      const at = frames(random.int(0, 100));
      const asset = { id: 'long', kind: 'video' as const, duration: frames(400), hasAudio: true };
      const take = { asset, in: frames(3), length: frames(25) };
      const now = after(doc, insertTake(before, take, at, { video: 't0', audio: null }));
      for (const moment of moments(before)) {
        const tracks = { ...now, tracks: before.tracks };
        if (moment < at) expect(openPicture(tracks, moment)).toEqual(openPicture(before, moment));
        else expect(openPicture(tracks, ticks(moment + take.length))).toEqual(openPicture(before, moment));
      }
      expect(shownAt(now.clips, 't0', at)).toBe(`long ${take.in}`);
    });
  });

  test('ripple delete keeps every other clip whole, and each track in its order', () => {
    forAll((before, random, doc) => {
      const now = after(
        doc,
        rippleDelete(
          before,
          random.some(before.clips).map((clip) => clip.id),
        ),
      );
      for (const clip of now.clips) {
        const was = before.clips.find((each) => each.id === clip.id);
        expect({ ...clip, start: 0 }).toEqual({ ...was, start: 0 });
        expect(clip.start).toBeLessThanOrEqual(was?.start ?? 0);
      }
      const order = (reading: Reading) => reading.clips.map((clip) => clip.id);
      expect(order(now)).toEqual(order(before).filter((id) => order(now).includes(id)));
    });
  });

  test('a ripple trim changes the end of its track by as much as its clip', () => {
    forAll((before, random, doc) => {
      const clip = random.pick(before.clips);
      if (!clip || before.tracks.some((track) => track.locked) || clip.link) return;
      const now = after(doc, trimClip(before, clip.id, 'end', frames(random.int(0, 160)), sourceLength, 'ripple'));
      const grown = (now.clips.find((each) => each.id === clip.id)?.length ?? 0) - clip.length;
      const end = ({ clips, ...rest }: Reading) =>
        timelineEnd({ ...rest, clips: clips.filter((each) => each.track === clip.track) });
      expect(end(now)).toBe(end(before) + grown);
    });
  });
});
