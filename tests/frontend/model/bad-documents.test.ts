/** Documents that two people's edits, another version or a fault have left in a bad way: nothing is lost, and edits go on. */
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { applyPatch, createUndo, isEmpty, type Patch } from '@/model/document';
import { bringOut, settle } from '@/model/edits/problems';
import { splitAt } from '@/model/edits/split';
import { removeTrack } from '@/model/edits/tracks';
import { blankClip, blankTrack } from '@/model/fields';
import { readDocument } from '@/model/reading';
import type { Clip } from '@/model/types';
import { EDITS, frames, Random, randomTimeline } from './random';

const tracks = { v1: blankTrack('v1', { order: 'a0' }), v2: blankTrack('v2', { order: 'a1' }) };
const clip = (id: string, start: number, length: number, more: Partial<Clip> = {}) =>
  blankClip(id, { track: 'v1', start: frames(start), length: frames(length), ...more });

function documentOf(...clips: Clip[]): Y.Doc {
  const doc = new Y.Doc();
  applyPatch(doc, { tracks, clips: Object.fromEntries(clips.map((each) => [each.id, each])) }, 'setup');
  return doc;
}

const row = (doc: Y.Doc, id: string) => doc.getMap('clips').get(id) as Y.Map<unknown>;
const shown = (doc: Y.Doc) =>
  readDocument(doc).clips.map(({ id, track, start, length }) => [id, track, start / frames(1), length / frames(1)]);

/** Two people edit the same document without hearing each other, and then do. */
function apart(doc: Y.Doc, one: Patch, other: Patch): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  applyPatch(doc, one, 'one');
  applyPatch(copy, other, 'other');
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(copy));
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  expect(readDocument(copy)).toEqual(readDocument(doc));
  return doc;
}

describe('two people put clips on each other', () => {
  const merged = () =>
    apart(documentOf(), { clips: { a: clip('a', 0, 50) } }, { clips: { b: clip('b', 20, 10), c: clip('c', 20, 5) } });

  test('the reading shows both as far as it can, says what it did, and keeps all of it', () => {
    const doc = merged();
    expect(shown(doc)).toEqual([
      ['a', 'v1', 0, 20],
      ['c', 'v1', 20, 5],
    ]);
    expect(readDocument(doc).problems).toEqual([
      { clip: 'a', kind: 'shortened', by: 'c' },
      { clip: 'b', kind: 'covered', by: 'c' },
    ]);
    expect(row(doc, 'a').get('length')).toBe(frames(50));
  });

  test('each can be brought out on a track of its own, whole', () => {
    const doc = merged();
    for (const problem of readDocument(doc).problems) applyPatch(doc, bringOut(readDocument(doc), problem), 'me');
    expect(readDocument(doc).problems).toEqual([]);
    expect(shown(doc).map(([id, , start, length]) => [id, start, length])).toEqual([
      ['c', 20, 5],
      ['a', 0, 50],
      ['b', 20, 10],
    ]);
  });

  test('or be kept as it is shown', () => {
    const doc = merged();
    for (const problem of readDocument(doc).problems) applyPatch(doc, settle(readDocument(doc), problem), 'me');
    expect(readDocument(doc).problems).toEqual([]);
    expect(shown(doc)).toEqual([
      ['a', 'v1', 0, 20],
      ['c', 'v1', 20, 5],
    ]);
  });

  test('an edit of a shortened clip settles it as it was seen', () => {
    const doc = merged();
    applyPatch(doc, EDITS.move?.(readDocument(doc), new Random(1)) ?? {}, 'me');
    applyPatch(doc, splitAt(readDocument(doc), frames(10)), 'me');
    expect(readDocument(doc).problems.filter(({ kind }) => kind === 'shortened')).toEqual([]);
    expect(
      readDocument(doc)
        .clips.filter(({ id }) => id !== 'c')
        .every(({ length }) => length <= frames(20)),
    ).toBe(true);
  });
});

test('a clip put on a track that somebody removes meanwhile brings the track back', () => {
  const doc = documentOf(clip('a', 0, 5, { track: 'v2' }));
  apart(doc, removeTrack(readDocument(doc), 'v2'), { clips: { b: clip('b', 9, 5, { track: 'v2' }) } });
  expect(shown(doc)).toEqual([['b', 'v2', 9, 5]]);
  expect(readDocument(doc).problems).toEqual([]);
});

describe('fields of a later version', () => {
  const later = () => {
    const doc = documentOf(clip('a', 0, 50));
    row(doc, 'a').set('grade', { lift: [1, 2] });
    row(doc, 'a').set('transform', { ...blankClip('', {}).transform, skew: 3 });
    return doc;
  };
  const unknown = (doc: Y.Doc, id: string) => {
    const { grade, transform } = row(doc, id).toJSON() as { grade: unknown; transform: { skew: unknown } };
    return [grade, transform.skew];
  };

  test('stay when the clip is changed, inside of its parts too', () => {
    const doc = later();
    applyPatch(doc, { clips: { a: { transform: blankClip('', {}).transform } } }, 'me');
    expect(unknown(doc, 'a')).toEqual([{ lift: [1, 2] }, 3]);
  });

  test.each(['split', 'copy', 'duplicate', 'paste', 'pasteInsert', 'lift'])(
    'go along to what comes of a %s',
    (name) => {
      let made = 0;
      for (let seed = 1; seed < 12; seed++) {
        const doc = later();
        applyPatch(doc, EDITS[name]?.(readDocument(doc), new Random(seed)) ?? {}, 'me');
        for (const id of doc.getMap('clips').keys()) expect(unknown(doc, id)).toEqual([{ lift: [1, 2] }, 3]);
        made += Math.max(0, doc.getMap('clips').size - 1);
      }
      expect(made).toBeGreaterThan(0);
    },
  );
});

test('any edit of any bad document can be undone, and leaves a reading without overlaps', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = new Random(seed);
    const doc = new Y.Doc();
    const start = randomTimeline(random);
    const bad = start.clips.map((each) => {
      const [key, value] = random.pick<[string, unknown]>([
        ['start', Number.NaN],
        ['start', frames(random.int(-5, 90))],
        ['length', frames(random.int(-5, 90))],
        ['length', Number.NEGATIVE_INFINITY],
        ['track', 'gone'],
        ['in', 'x'],
      ]) as [string, unknown];
      return random.chance(0.5) ? { ...each, [key]: value } : each;
    });
    const rows = (list: { id: string }[]) => Object.fromEntries(list.map((each) => [each.id, each]));
    applyPatch(doc, { tracks: rows(start.tracks), clips: rows(bad) } as Patch, 'setup');
    const undo = createUndo(doc, 'me');
    const was = doc.getMap('clips').toJSON();
    const [name, edit] = random.pick(Object.entries(EDITS)) as [string, (typeof EDITS)[string]];
    const patch = edit(readDocument(doc), random);
    applyPatch(doc, patch, 'me');
    const { clips } = readDocument(doc);
    clips.forEach((each, index) => {
      const next = clips[index + 1];
      if (next?.track === each.track)
        expect(each.start + each.length, `${seed} ${name}`).toBeLessThanOrEqual(next.start);
    });
    if (isEmpty(patch)) continue;
    undo.undo();
    expect(doc.getMap('clips').toJSON(), `${seed} ${name}`).toEqual(was);
  }
});
