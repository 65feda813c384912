import { expect, test } from 'vitest';
import { blankClip, blankTrack, DEFAULT_SETTINGS } from '@/model/fields';
import { newTitle } from '@/model/looks';
import type { Clip, Reading } from '@/model/types';
import type { AssetView } from '@/state/assets';
import { obstaclesOf } from '@/state/export-obstacles';
import { ticks } from '@/time/time';

const asset = (id: string, state: AssetView['state']): AssetView =>
  ({ id, name: `${id}.mp4`, kind: 'video', state, urls: {}, error: '' }) as unknown as AssetView;

const assets = {
  here: asset('here', 'ready'),
  broken: asset('broken', 'failed'),
  coming: asset('coming', 'uploading'),
};

const reading = (clips: Clip[]): Reading => ({
  settings: DEFAULT_SETTINGS,
  tracks: [
    blankTrack('v1', {}),
    blankTrack('hidden', { hidden: true }),
    blankTrack('a1', { kind: 'audio' }),
    blankTrack('muted', { kind: 'audio', muted: true }),
  ],
  clips,
  markers: [],
  problems: [],
});

const told = (clips: Clip[], mattes: ReadonlySet<string> | null = new Set()) =>
  obstaclesOf(reading(clips), { assets, mattes }).map(({ says, uses }) => [
    says,
    uses.map((use) => use.map(({ id }) => id)),
  ]);

const on = (track: string, of: string, more: Partial<Clip> = {}) =>
  blankClip(`${of} on ${track}`, { track, asset: of, ...more });

test('what an export would lack is told with its clips: what is to be mended first, what comes by itself last', () => {
  const clips = [
    on('v1', 'coming'),
    on('v1', 'broken', { start: ticks(5) }),
    on('v1', 'gone', { link: 'l' }),
    on('a1', 'gone', { link: 'l' }),
    on('v1', 'here'),
  ];
  expect(told(clips)).toEqual([
    ['The footage of 1 clip is gone.', [['gone on v1', 'gone on a1']]],
    ['broken.mp4 cannot be read', [['broken on v1']]],
    ['coming.mp4', [['coming on v1']]],
  ]);
});

test('what nobody sees or hears keeps no export back', () => {
  expect(told(['hidden', 'muted'].flatMap((track) => [on(track, 'gone'), on(track, 'broken')]))).toEqual([]);
});

test('letters that no font has are told, and keep no export back', () => {
  const title = (text: string) => blankClip(text, { track: 'v1', kind: 'text', title: newTitle(text) });
  const clips = [title('Grüße'), title('日本')];
  expect(obstaclesOf(reading(clips), { assets, mattes: null })).toMatchObject([
    { says: 'No font here has a letter for 日 本.', uses: [[{ id: '日本' }]], warns: true },
  ]);
});

test('a mask that is gone is told once masks are known, and a colour table while its effect is on', () => {
  const matte = { id: 'm', mode: 'keep' } as Clip['matte'];
  expect(told([on('v1', 'here', { matte })])).toEqual([['A mask was deleted.', [['here on v1']]]]);
  expect(told([on('v1', 'here', { matte })], null)).toEqual([]);
  const effect = { id: 'e', kind: 'lut' as const, on: true, values: {}, lut: 'gone' };
  expect(told([on('v1', 'here', { effects: [effect] })])).toEqual([['A colour table is gone.', [['here on v1']]]]);
  expect(told([on('v1', 'here', { effects: [{ ...effect, on: false }] })])).toEqual([]);
});
