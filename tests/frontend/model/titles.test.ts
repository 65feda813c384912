import { describe, expect, test } from 'vitest';
import { addTitle, setTitle, textBehind } from '@/model/edits/titles';
import { blankClip, blankTrack } from '@/model/fields';
import { newMatte } from '@/model/looks';
import type { Clip, Reading } from '@/model/types';
import { TICKS_PER_SECOND, ticks } from '@/time/time';

const S = TICKS_PER_SECOND;
const clip = (id: string, track: string, fields: Partial<Clip> = {}) =>
  blankClip(id, { track, start: ticks(0), length: ticks(10 * S), ...fields });

const readingOf = (clips: Clip[], locked = false): Reading => ({
  settings: { width: 1280, height: 720, rate: [30, 1], background: '#000000' },
  tracks: [
    blankTrack('v1', { name: 'V1', order: 'a0', locked }),
    blankTrack('v2', { name: 'V2', order: 'a1' }),
    blankTrack('a1', { kind: 'audio', name: 'A1', order: 'a0' }),
  ],
  clips,
  markers: [],
  problems: [],
});

describe('a title at the playhead', () => {
  test('lies above everything, on the top track where that is free', () => {
    const patch = addTitle(readingOf([clip('film', 'v1')]), ticks(2 * S));
    expect(Object.values(patch.clips ?? {})).toMatchObject([
      { kind: 'text', track: 'v2', start: 2 * S, length: 5 * S },
    ]);
    expect(patch.tracks).toEqual({});
  });

  test('takes a new track where the top one is not free, and covers nothing', () => {
    const patch = addTitle(readingOf([clip('film', 'v2')]), ticks(2 * S));
    const [track] = Object.values(patch.tracks ?? {});
    expect(track).toMatchObject({ kind: 'video', name: 'V3' });
    expect(Object.values(patch.clips ?? {})).toMatchObject([{ kind: 'text', track: track?.id }]);
  });

  test('keeps all else when one figure is set, and leaves other clips alone', () => {
    const patch = addTitle(readingOf([]), ticks(0));
    const title = Object.values(patch.clips ?? {})[0] as Clip;
    const changed = setTitle(readingOf([title, clip('film', 'v1')]), [title.id, 'film'], { size: 200 });
    expect(changed.clips).toEqual({ [title.id]: { title: { ...title.title, size: 200 } } });
  });
});

describe('text behind the subject', () => {
  test('lies between the whole picture and a copy with the object alone', () => {
    const film = clip('film', 'v1', { asset: 'x', matte: newMatte('m'), link: 'l' });
    const patch = textBehind(readingOf([film]), 'film');
    const { film: whole, ...fresh } = patch.clips ?? {};
    const clips = Object.values(fresh) as Clip[];
    const order = (id?: string) => (id && patch.tracks?.[id]?.order) || '';
    const [title, object] = [clips.find(({ kind }) => kind === 'text'), clips.find(({ kind }) => kind === 'media')];
    expect(whole).toEqual({ matte: null, keyframes: {} });
    expect(object).toMatchObject({ asset: 'x', link: '', matte: { id: 'm', mode: 'keep' }, start: 0, length: 10 * S });
    expect(title).toMatchObject({ start: 0, length: 10 * S });
    expect('a1' < order(title?.track) && order(title?.track) < order(object?.track)).toBe(true);
    expect(patch.copies).toEqual({ [object?.id ?? '']: 'film' });
  });

  test('goes under an object that stands over other clips, which stays as it is', () => {
    const object = clip('object', 'v2', { matte: newMatte('m') });
    const patch = textBehind(readingOf([clip('sky', 'v1'), object]), 'object');
    expect(Object.values(patch.clips ?? {})).toMatchObject([{ kind: 'text' }]);
    const [track] = Object.values(patch.tracks ?? {});
    expect('a0' < (track?.order ?? '') && (track?.order ?? '') < 'a1').toBe(true);
  });

  test('is nothing for a clip without a matte or on a locked track', () => {
    expect(textBehind(readingOf([clip('film', 'v1')]), 'film')).toEqual({});
    expect(textBehind(readingOf([clip('film', 'v1', { matte: newMatte('m') })], true), 'film')).toEqual({});
  });
});
