import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { applyPatch, createUndo } from '@/model/document';
import { clipsOf, type Replacement, replaceMedia, type TooShort } from '@/model/edits/replace';
import { blankClip, blankTrack } from '@/model/fields';
import { readDocument } from '@/model/reading';
import { newTransition } from '@/model/transitions';
import type { Clip } from '@/model/types';
import { frames } from './random';

const film = (length: number, more: Partial<Replacement> = {}): Replacement => {
  return { id: 'new', kind: 'video', hasAudio: true, length: frames(length), ...more };
};

/** A project of two tracks with these clips of the footage 'old'. */
function project(clips: Record<string, Partial<Clip>>, locked = false) {
  const doc = new Y.Doc();
  const tracks = [
    blankTrack('v', { kind: 'video', order: 'a0', locked }),
    blankTrack('a', { kind: 'audio', order: 'a0' }),
  ];
  const rows = Object.entries(clips).map(([id, clip]) => blankClip(id, { track: 'v', asset: 'old', ...clip }));
  const all = <T extends { id: string }>(list: T[]) => Object.fromEntries(list.map((row) => [row.id, row]));
  applyPatch(doc, { tracks: all(tracks), clips: all(rows) }, 'setup');
  const undo = createUndo(doc, 'me');
  const clip = (id: string) => readDocument(doc).clips.find((each) => each.id === id) as Clip;
  const replace = (ids: string[], to: Replacement, tooShort?: TooShort) => {
    const done = replaceMedia(readDocument(doc), ids, to, tooShort);
    applyPatch(doc, done.patch, 'me');
    return done;
  };
  return { doc, undo, clip, replace };
}

const cut = { start: frames(10), length: frames(30), in: frames(20) };

test('other footage takes over place, in point, speed, effects, keyframes and transition', () => {
  const keyframes = { opacity: [{ at: frames(25), value: 0.5, ease: 'linear' as const }] };
  const effects = [{ id: 'e', kind: 'blur' as const, on: true, values: { radius: 3 } }];
  const { clip, replace } = project({ x: { ...cut, speed: 0.5, keyframes, effects, transition: newTransition() } });
  const before = clip('x');
  expect(replace(['x'], film(400))).toMatchObject({ shortened: [], moved: [], unmasked: [], silent: [] });
  expect(clip('x')).toEqual({ ...before, asset: 'new' });
});

test('where the footage ends earlier the clip ends with it, its sound too', () => {
  const { clip, replace } = project({ x: { ...cut, link: 'l' }, y: { ...cut, link: 'l', track: 'a' } });
  const done = replace(['x'], film(36));
  expect(done.shortened).toEqual(['x', 'y']);
  expect(['x', 'y'].map((id) => [clip(id).asset, clip(id).in, clip(id).length])).toEqual([
    ['new', frames(20), frames(16)],
    ['new', frames(20), frames(16)],
  ]);
});

test('a gap that is left can be closed: all tracks follow, by what picture and sound both leave, in one undo', () => {
  const { doc, clip, replace, undo } = project({
    x: { ...cut, link: 'l' },
    y: { ...cut, link: 'l', track: 'a', length: frames(26) },
    later: { start: frames(40), length: frames(30), asset: 'other' },
    song: { start: frames(36), length: frames(30), asset: 'other', track: 'a' },
  });
  const before = readDocument(doc).clips;
  expect(replace(['x'], film(36), 'close').shortened).toEqual(['x', 'y']);
  expect(['x', 'y', 'later', 'song'].map((id) => [clip(id).start, clip(id).length])).toEqual([
    [frames(10), frames(16)],
    [frames(10), frames(16)],
    [frames(30), frames(30)],
    [frames(26), frames(30)],
  ]);
  undo.undo();
  expect(readDocument(doc).clips).toEqual(before);
});

test('sound that stays ends with its picture where the gap is closed, so that what follows keeps in step', () => {
  const { clip, replace } = project({
    x: { ...cut, link: 'l' },
    y: { ...cut, link: 'l', track: 'a' },
    later: { start: frames(40), length: frames(30), asset: 'other' },
    song: { start: frames(40), length: frames(30), asset: 'other', track: 'a' },
  });
  const { patch } = replace(['x'], film(36, { hasAudio: false }), 'close');
  expect(patch.note).toBeUndefined();
  expect([clip('y').asset, clip('y').length]).toEqual(['old', frames(16)]);
  expect([clip('later').start, clip('song').start]).toEqual([frames(26), frames(26)]);
});

test('the last picture can be held for as long as the clip was, with its effects and keyframes, linked to it', () => {
  const keyframes = { opacity: [{ at: frames(45), value: 0.5, ease: 'linear' as const }] };
  const effects = [{ id: 'e', kind: 'blur' as const, on: true, values: { radius: 3 } }];
  const { doc, clip, replace, undo } = project({
    x: { ...cut, link: 'l', keyframes, effects },
    y: { ...cut, link: 'l', track: 'a' },
    later: { start: frames(40), length: frames(30), asset: 'other' },
  });
  const before = readDocument(doc).clips;
  expect(replace(['x'], film(36), 'hold')).toMatchObject({ held: ['x'], shortened: ['y'], changed: ['x', 'y'] });
  const held = readDocument(doc).clips.find(({ still }) => still !== null);
  expect(held).toEqual({
    ...clip('x'),
    id: held?.id,
    start: frames(26),
    length: frames(14),
    in: frames(36),
    still: frames(36) - 1,
  });
  expect(held).toMatchObject({ asset: 'new', link: 'l', keyframes, effects });
  expect([clip('x').length, clip('y').length, clip('later').start]).toEqual([frames(16), frames(16), frames(40)]);
  undo.undo();
  expect(readDocument(doc).clips).toEqual(before);
});

test('what runs backwards holds the first picture of the footage', () => {
  const { doc, replace } = project({ x: { ...cut, in: frames(60), speed: -1 } });
  replace(['x'], film(20), 'hold');
  const [x, held] = readDocument(doc).clips;
  expect([x?.length, held?.start, held?.length, held?.still]).toEqual([frames(20), frames(30), frames(10), 0]);
});

test('where the footage ends before the in point the clip shows its end, and keyframes go along', () => {
  const keyframes = { opacity: [{ at: frames(25), value: 0.5, ease: 'linear' as const }] };
  const { clip, replace } = project({ x: { ...cut, in: frames(90), keyframes }, y: { ...cut, start: frames(90) } });
  expect(replace(['x'], film(50))).toMatchObject({ shortened: [], moved: ['x'] });
  expect([clip('x').in, clip('x').length]).toEqual([frames(20), frames(30)]);
  expect(clip('x').keyframes.opacity?.[0]?.at).toBe(frames(25 - 70));
  expect(replace(['y'], film(10))).toMatchObject({ shortened: ['y'], moved: ['y'] });
  expect([clip('y').in, clip('y').length]).toEqual([frames(0), frames(10)]);
});

test('clips that run backwards or stand still stay within the footage', () => {
  const { clip, replace } = project({
    x: { ...cut, in: frames(60), speed: -1 },
    y: { ...cut, start: frames(50), still: frames(99) },
  });
  expect(replace(['x', 'y'], film(20)).shortened).toEqual(['x']);
  expect([clip('x').in, clip('x').length]).toEqual([frames(20), frames(20)]);
  expect(clip('y').still).toBe(frames(20) - 1);
  expect(clip('y').length).toBe(frames(30));
});

test('a mask belongs to the footage before, and comes back with one undo', () => {
  const { clip, replace, undo } = project({ x: { ...cut, matte: { id: 'm', mode: 'keep' } as Clip['matte'] } });
  expect(replace(['x'], film(25)).unmasked).toEqual(['x']);
  expect([clip('x').matte, clip('x').length]).toEqual([null, frames(5)]);
  undo.undo();
  expect(clip('x')).toMatchObject({ asset: 'old', length: frames(30), matte: { id: 'm' } });
});

test('sound stays where the footage has none, and pictures where it has no picture', () => {
  const clips = { x: { ...cut, link: 'l' }, y: { ...cut, link: 'l', track: 'a' } };
  const mute = project(clips);
  expect(mute.replace(['x'], film(400, { hasAudio: false })).silent).toEqual(['y']);
  expect([mute.clip('x').asset, mute.clip('y').asset]).toEqual(['new', 'old']);
  const song = project(clips);
  song.replace(['x'], film(400, { kind: 'audio' }));
  expect([song.clip('x').asset, song.clip('y').asset]).toEqual(['old', 'new']);
});

test('a picture has no end, and what is locked or is that footage already stays', () => {
  const { clip, replace } = project({ x: cut });
  replace(['x'], film(0, { kind: 'image', length: null, hasAudio: false }));
  expect(clip('x')).toMatchObject({ asset: 'new', length: frames(30) });
  expect(replace(['x'], film(5)).patch).toEqual({});
  const locked = project({ x: cut }, true);
  expect(locked.replace(['x'], film(400)).patch).toEqual({});
});

test('all clips of a piece of footage are found, whatever they are linked to', () => {
  const { doc } = project({
    x: cut,
    y: { ...cut, start: frames(90) },
    z: { ...cut, start: frames(200), asset: 'other' },
  });
  expect(clipsOf(readDocument(doc), 'old')).toEqual(['x', 'y']);
});
