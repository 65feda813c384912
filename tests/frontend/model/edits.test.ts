import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { applyPatch, createUndo, ensureTracks, type Patch } from '../../../frontend/src/model/document';
import { addClip } from '../../../frontend/src/model/edits/add';
import { deleteClips } from '../../../frontend/src/model/edits/delete';
import { groupClips } from '../../../frontend/src/model/edits/links';
import { moveClips } from '../../../frontend/src/model/edits/move';
import { rippleDelete } from '../../../frontend/src/model/edits/ripple';
import { splitAt } from '../../../frontend/src/model/edits/split';
import { addTrack, setTrackFlag } from '../../../frontend/src/model/edits/tracks';
import { trimClip } from '../../../frontend/src/model/edits/trim';
import { apart, withCompany } from '../../../frontend/src/model/queries';
import { readDocument } from '../../../frontend/src/model/reading';
import type { Reading } from '../../../frontend/src/model/types';
import { TICKS_PER_SECOND, type Ticks, ticks } from '../../../frontend/src/time/time';

const s = (seconds: number): Ticks => ticks(seconds * TICKS_PER_SECOND);
const still = (seconds: number, id = 'p') => ({ id, kind: 'image' as const, duration: s(seconds), hasAudio: false });
const film = (seconds: number, id = 'f') => ({ id, kind: 'video' as const, duration: s(seconds), hasAudio: true });

/** A document that edits are applied to one by one, as the page does. */
function project() {
  const doc = new Y.Doc();
  ensureTracks(doc);
  const undo = createUndo(doc, 'me');
  const read = (): Reading => readDocument(doc);
  const edit = (make: (reading: Reading) => Patch) => applyPatch(doc, make(read()), 'me');
  const on = (track: string) =>
    read()
      .clips.filter((clip) => clip.track === track)
      .map((clip) => [clip.start / TICKS_PER_SECOND, clip.length / TICKS_PER_SECOND, clip.in / TICKS_PER_SECOND]);
  return { read, edit, on, undo };
}

describe('adding', () => {
  test('a film brings its sound, linked, on an audio track', () => {
    const p = project();
    p.edit((r) => addClip(r, film(4), s(1)));
    expect(p.on('v1')).toEqual([[1, 4, 0]]);
    expect(p.on('a1')).toEqual([[1, 4, 0]]);
    const [picture, sound] = p.read().clips;
    expect(picture?.link).toBeTruthy();
    expect(picture?.link).toBe(sound?.link);
  });

  test('a taken place makes a new track on top', () => {
    const p = project();
    p.edit((r) => addClip(r, still(4), s(0)));
    p.edit((r) => addClip(r, still(4), s(0)));
    const videos = p.read().tracks.filter((track) => track.kind === 'video');
    expect(videos.map((track) => track.name)).toEqual(['V1', 'V2']);
    expect(p.read().problems).toEqual([]);
  });

  test('a named track is overwritten, a locked one left alone', () => {
    const p = project();
    p.edit((r) => addClip(r, still(10), s(0), 'v1'));
    p.edit((r) => addClip(r, still(2), s(4), 'v1'));
    expect(p.on('v1')).toEqual([
      [0, 4, 0],
      [4, 2, 0],
      [6, 4, 6],
    ]);
    p.edit((r) => setTrackFlag(r, 'v1', 'locked', true));
    p.edit((r) => addClip(r, still(1), s(0), 'v1'));
    expect(p.on('v1')).toHaveLength(3);
  });
});

describe('cutting', () => {
  test('a split keeps every source frame, and each half its own sound', () => {
    const p = project();
    p.edit((r) => addClip(r, film(4), s(0)));
    p.edit((r) => splitAt(r, s(1)));
    expect(p.on('v1')).toEqual([
      [0, 1, 0],
      [1, 3, 1],
    ]);
    expect(p.on('a1')).toEqual([
      [0, 1, 0],
      [1, 3, 1],
    ]);
    expect(new Set(p.read().clips.map((clip) => clip.link)).size).toBe(2);
  });

  test('trimming the start moves the source along and stops at its first frame', () => {
    const p = project();
    p.edit((r) => addClip(r, film(4), s(2)));
    const id = p.read().clips[0]?.id ?? '';
    p.edit((r) => trimClip(r, id, 'start', s(3), () => s(4)));
    expect(p.on('v1')).toEqual([[3, 3, 1]]);
    expect(p.on('a1')).toEqual([[3, 3, 1]]);
    p.edit((r) => trimClip(r, id, 'start', s(0), () => s(4)));
    expect(p.on('v1')).toEqual([[2, 4, 0]]);
  });

  test('trimming the end stops at the source’s last frame and at one frame', () => {
    const p = project();
    p.edit((r) => addClip(r, film(4), s(0)));
    const id = p.read().clips[0]?.id ?? '';
    p.edit((r) => trimClip(r, id, 'end', s(9), () => s(4)));
    expect(p.on('v1')).toEqual([[0, 4, 0]]);
    p.edit((r) => trimClip(r, id, 'end', s(-1), () => s(4)));
    expect(p.read().clips[0]?.length).toBe(TICKS_PER_SECOND / 30);
  });
});

describe('moving and removing', () => {
  test('two clips dropped on one long clip cut it twice and overlap nothing', () => {
    const p = project();
    p.edit((r) => addTrack(r, 'video'));
    const upper = p.read().tracks.find((track) => track.name === 'V2')?.id ?? '';
    p.edit((r) => addClip(r, still(10, 'long'), s(0), upper));
    p.edit((r) => addClip(r, still(1), s(2), 'v1'));
    p.edit((r) => addClip(r, still(1), s(5), 'v1'));
    const ids = p
      .read()
      .clips.filter((clip) => clip.track === 'v1')
      .map((clip) => clip.id);
    p.edit((r) => moveClips(r, ids, s(0), { steps: 1 }));
    expect(p.on('v1')).toEqual([]);
    expect(p.on(upper)).toEqual([
      [0, 2, 0],
      [2, 1, 0],
      [3, 2, 3],
      [5, 1, 0],
      [6, 4, 6],
    ]);
    expect(p.read().problems).toEqual([]);
  });

  test('nothing moves before zero', () => {
    const p = project();
    p.edit((r) => addClip(r, film(2), s(1)));
    p.edit((r) => moveClips(r, [r.clips[0]?.id ?? ''], s(-5)));
    expect(p.on('v1')).toEqual([[0, 2, 0]]);
    expect(p.on('a1')).toEqual([[0, 2, 0]]);
  });

  test('delete leaves a gap, ripple delete closes it', () => {
    const p = project();
    for (const at of [0, 2, 4]) p.edit((r) => addClip(r, still(2), s(at), 'v1'));
    const middle = () => p.read().clips.find((clip) => clip.start === s(2))?.id ?? '';
    p.edit((r) => deleteClips(r, [middle()]));
    expect(p.on('v1')).toEqual([
      [0, 2, 0],
      [4, 2, 0],
    ]);
    p.undo.undo();
    p.edit((r) => rippleDelete(r, [middle()]));
    expect(p.on('v1')).toEqual([
      [0, 2, 0],
      [2, 2, 0],
    ]);
  });

  test('each edit is one step of undo and comes back with redo', () => {
    const p = project();
    p.edit((r) => addClip(r, film(2), s(0)));
    p.edit((r) => splitAt(r, s(1)));
    p.undo.undo();
    expect(p.on('v1')).toEqual([[0, 2, 0]]);
    p.undo.redo();
    expect(p.on('v1')).toHaveLength(2);
    p.undo.undo();
    p.undo.undo();
    expect(p.read().clips).toEqual([]);
  });
});

describe('linked clips', () => {
  test('a press on a picture means its sound as well, and their group', () => {
    const p = project();
    p.edit((r) => addClip(r, film(4), s(0)));
    p.edit((r) => addClip(r, film(4, 'other'), s(4)));
    const [first, , firstSound, secondSound] = p.read().clips.map((clip) => clip.id) as [
      string,
      string,
      string,
      string,
    ];
    expect(withCompany(p.read(), [first])).toEqual([first, firstSound]);
    p.edit((r) => groupClips(r, [first, secondSound]));
    expect(new Set(withCompany(p.read(), [first]))).toEqual(new Set(p.read().clips.map((clip) => clip.id)));
  });

  test('apart, a picture is trimmed, cut and deleted alone; its sound stays as it is', () => {
    const p = project();
    p.edit((r) => addClip(r, film(8), s(0)));
    const [picture, sound] = p.read().clips.map((clip) => clip.id) as [string, string];
    p.edit((r) => trimClip(apart(r, [picture]), picture, 'end', s(6), () => s(8)));
    expect(p.on('v1')).toEqual([[0, 6, 0]]);
    expect(p.read().clips[0]?.link).toBe(p.read().clips[1]?.link);
    p.edit((r) => splitAt(apart(r, [picture]), s(2), [picture]));
    p.edit((r) => deleteClips(apart(r, [picture]), [picture]));
    expect(p.on('v1')).toEqual([[2, 4, 2]]);
    expect(p.on('a1')).toEqual([[0, 8, 0]]);
    expect(p.read().clips[1]?.id).toBe(sound);
  });
});
