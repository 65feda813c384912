/** The key of what is shown: by it a scene that was composed before is shown again, so it must never be that of another. */
import { beforeEach, expect, test } from 'vitest';
import { Hand } from '@/engine/hand';
import type { Plane } from '@/engine/matte-store';
import { type Props, type Source, stage } from '@/engine/stage';
import type { Reading } from '@/model/types';
import { clip, frames, RATE, reading, track } from '../gestures/reading';

const plane = (): Plane => ({ alpha: new Uint8Array(1) }) as Plane;
const bitmap = () => ({ width: 1, height: 1 }) as ImageBitmap;
const film: Source = { kind: 'video', width: 960, height: 540, rate: RATE, frameTicks: null, url: '/film?signed=1' };

const matte = { id: 'm', mode: 'blur', feather: 0, blur: 20 } as never;
const blur = { id: 'e', kind: 'blur' as const, on: true, values: { radius: 20 } };
const warm = { id: 'l', kind: 'lut' as const, on: true, values: { amount: 1 }, lut: 'warm' };
const cut = reading(
  [track('a'), track('b'), track('c')],
  [
    clip('film', 'a', 0, 60, { asset: 'film', matte, effects: [blur, warm] }),
    clip('logo', 'b', 0, 60, { asset: 'logo', effects: [blur] }),
    clip('words', 'c', 0, 60, { kind: 'text', title: { text: 'Words' } as never }),
  ],
);

/** What comes from elsewhere, here or not. */
let here: { picture: boolean; plane: Plane | null; isNewest: boolean; still: ImageBitmap | null; title: boolean };
let sources: Map<string, Source>;
let words: ImageBitmap;
const cube = {} as never;

beforeEach(() => {
  here = { picture: true, plane: plane(), isNewest: true, still: bitmap(), title: true };
  words = bitmap();
  sources = new Map<string, Source>([
    ['film', film],
    ['logo', { ...film, kind: 'image', url: '/logo' }],
    ['warm', { ...film, kind: 'lut', url: '/warm' }],
  ]);
});

function keyOf(at = 10, of: Reading = cut, runs = false, overlay: Parameters<typeof stage>[3] = null): string | null {
  const props = {
    // each decoded picture is another object, also of the same frame
    decoder: { still: () => ({ picture: { image: bitmap(), turn: 0, at: 0, until: 1 }, exact: here.picture }) },
    hand: new Hand(),
    mattes: { plane: () => ({ plane: here.plane, exact: here.isNewest }) },
    stills: { get: () => ({ value: here.still, exact: here.still !== null }) },
    titles: { get: () => ({ image: here.title ? words : null, exact: here.title }) },
    luts: { get: () => ({ value: cube, exact: true }) },
    addresses: new Map(),
    sources,
  } as unknown as Props;
  if (runs) Object.assign(props.decoder, { playing: props.decoder.still });
  return stage(of, frames(at), runs, overlay, props).key;
}

const edited = (change: object): Reading => ({ ...cut, clips: cut.clips.map((each) => ({ ...each, ...change })) });

test('the same time has the same key again, whatever objects its pictures are', () => {
  expect(keyOf()).not.toBe(null);
  expect(keyOf()).toBe(keyOf());
  sources.set('film', { ...film, url: '/film?signed=2' });
  expect(keyOf()).toBe(keyOf());
});

test('it is known before the picture is here, so that what was composed before is shown at once', () => {
  const key = keyOf();
  here.picture = false;
  expect(keyOf()).toBe(key);
});

test.each<[string, () => string | null]>([
  ['another time', () => keyOf(11)],
  ['an edit', () => keyOf(10, edited({ opacity: 0.5, transform: { ...cut.clips[0]?.transform, opacity: 0.5 } }))],
  ['an effect that is another', () => keyOf(10, edited({ effects: [{ ...blur, values: { radius: 21 } }] }))],
  ['a background', () => keyOf(10, { ...cut, settings: { ...cut.settings, background: '#ffffff' } })],
  ['a matte shown as a colour', () => keyOf(10, cut, false, { matte: 'm', colour: '#ff0000' })],
])('%s has another key', (_, other) => {
  expect(other()).not.toBe(keyOf());
});

test.each<[string, () => void]>([
  ['a matte frame that came', () => Object.assign(here, { plane: plane() })],
  ['a matte that went stale', () => Object.assign(here, { plane: null })],
  ['another file of the source', () => sources.set('film', { ...film, url: '/film-2' })],
  ['a table of frames that came', () => sources.set('film', { ...film, frameTicks: [frames(0), frames(1)] })],
  ['another still', () => Object.assign(here, { still: bitmap() })],
  [
    'a title drawn anew',
    () => {
      words = bitmap();
    },
  ],
  ['a colour table that is gone', () => sources.delete('warm')],
])('%s makes another key', (_, change) => {
  const before = keyOf();
  change();
  expect(keyOf()).not.toBe(before);
});

test.each([
  ['a matte', { isNewest: false }],
  ['a still', { still: null }],
  ['a title', { title: false }],
])('there is none while %s is still to come', (_, missing) => {
  Object.assign(here, missing);
  expect(keyOf()).toBe(null);
});

test('there is none while time runs', () => {
  expect(keyOf(10, cut, true)).toBe(null);
});
