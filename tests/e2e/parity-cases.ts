/** What the preview and the export must draw alike: one reading for each effect, cast, transition, blend and title. */
import { BLENDS } from '../../frontend/src/model/effects';

const TICKS = 705_600_000;
export const [WIDTH, HEIGHT] = [320, 180];
export const TIME = 2 * (TICKS / 30);
const MATTE = '11111111-2222-4333-8444-555555555555';

export interface Case {
  name: string;
  /** mean difference of a colour's level that is no fault: chroma between samples, averaging of small pictures */
  mean: number;
  /** of the clip on top */
  asset?: string;
  transform?: Record<string, number>;
  keyframes?: Record<string, { at: number; value: number; ease: unknown }[]>;
  matte?: { mode: 'keep' | 'remove' | 'whole' | 'blur' | 'recolour'; feather: number; [more: string]: unknown };
  /** kinds with their figures, in order */
  effects?: [kind: string, values: Record<string, number>, more?: object][];
  blend?: string;
  /** the upper clip is this title instead */
  title?: Record<string, unknown>;
  /** how the clip runs over its source, where not from its first frame at its own speed */
  runs?: { in: number; speed: number; still: number | null };
  transition?: { kind: string; from: string; length: number; before: number; colour: string };
}

/** Keyframes of a figure from the clip's start on, for five frames. */
const over = (from: number, to: number) => [
  { at: 0, value: from, ease: 'linear' },
  { at: 5 * (TICKS / 30), value: to, ease: 'linear' },
];
const PLAIN = { keyframes: {}, effects: [], blend: 'normal' };
const GRADE = { exposure: 0, contrast: 0, saturation: 0, temperature: 0, tint: 0 };
const KEY = { tolerance: 0.2, softness: 0.15, spill: 0.8 };
const CASTS = {
  outlineColour: '#ffe020',
  shadow: 0.6,
  shadowX: 40,
  shadowY: 55,
  shadowSoft: 25,
  shadowColour: '#201008',
};
const CURVES = {
  all: [
    [0, 0.05],
    [0.3, 0.2],
    [0.7, 0.85],
    [1, 1],
  ],
  red: [
    [0, 0],
    [0.5, 0.7],
    [1, 1],
  ],
  green: [
    [0, 0],
    [1, 1],
  ],
  blue: [
    [0.1, 1],
    [0.9, 0.1],
  ],
};
const UNCROPPED = { cropLeft: 0, cropTop: 0, cropRight: 0, cropBottom: 0 };

const TITLE = {
  font: 'Inter',
  weight: 700,
  size: 130,
  width: 800,
  align: 'centre',
  colour: '#ffd840',
  outline: 0,
  outlineColour: '#301090',
  shadow: 0,
  box: 0,
  boxColour: '#802010',
};

export const CASES: Case[] = [
  { name: 'the upper clip hides the lower', mean: 0.1 },
  { name: 'half size, whole pixels', mean: 1, transform: { x: 0.25, y: 0.5, scale: 0.5 } },
  { name: 'a fractional place', mean: 0.8, transform: { x: 0.377, y: 0.461, scale: 0.9 } },
  { name: 'enlarged and cut off by the frame', mean: 1, transform: { x: 0.62, y: 0.3, scale: 1.7 } },
  { name: 'turned', mean: 0.8, transform: { rotation: 30, scale: 0.95 } },
  { name: 'a quarter of its size', mean: 0.8, transform: { scale: 0.25, rotation: 12 } },
  { name: 'see-through', mean: 0.6, transform: { opacity: 0.45 } },
  { name: 'matte kept', mean: 0.6, matte: { mode: 'keep', feather: 0 } },
  { name: 'matte removed, soft edge', mean: 0.5, matte: { mode: 'remove', feather: 9 } },
  {
    name: 'matte kept, turned and see-through',
    mean: 0.9,
    matte: { mode: 'keep', feather: 3 },
    transform: { rotation: -17, opacity: 0.8 },
  },
  { name: 'a picture with holes', mean: 0.8, asset: 'holes' },
  {
    name: 'a picture with holes, enlarged and turned',
    mean: 0.8,
    asset: 'holes',
    transform: { scale: 1.4, rotation: 45, opacity: 0.7 },
  },
  { name: 'cropped', mean: 0.5, transform: { cropLeft: 0.203, cropTop: 0.1, cropRight: 0.3, cropBottom: 0.055 } },
  { name: 'cropped and turned', mean: 0.8, transform: { cropLeft: 0.3, cropBottom: 0.4, rotation: 21, scale: 0.9 } },
  {
    name: 'on its way between keyframes',
    mean: 0.8,
    keyframes: {
      x: [
        { at: 0, value: 0.3, ease: 'both' },
        { at: 5 * (TICKS / 30), value: 0.8, ease: 'linear' },
      ],
      rotation: [
        { at: 0, value: 0, ease: [0.3, -0.6, 0.4, 1.5] },
        { at: 4 * (TICKS / 30), value: 60, ease: 'linear' },
      ],
      opacity: [
        { at: 0, value: 0.2, ease: 'linear' },
        { at: 3 * (TICKS / 30), value: 0.9, ease: 'hold' },
      ],
      cropTop: [{ at: 0, value: 0.15, ease: 'linear' }],
    },
  },
  {
    name: 'graded',
    mean: 0.8,
    effects: [['colour', { exposure: 0.7, contrast: 0.3, saturation: -0.4, temperature: 0.5, tint: -0.3 }]],
  },
  {
    name: 'graded twice and vignetted, turned, with a matte',
    mean: 1,
    effects: [
      ['colour', { ...GRADE, saturation: 0.8 }],
      ['vignette', { amount: 0.8, size: 0.4, softness: 0.6 }],
      ['colour', { ...GRADE, exposure: -0.5, contrast: -0.2 }],
    ],
    matte: { mode: 'remove', feather: 3 },
    transform: { rotation: 20, scale: 0.9, opacity: 0.9 },
  },
  {
    name: 'a bright vignette, cropped',
    mean: 0.6,
    effects: [['vignette', { amount: -0.6, size: 0.2, softness: 0.9 }]],
    transform: { cropLeft: 0.2, x: 0.6, y: 0.52, scale: 0.75 },
  },
  {
    name: 'levels by curves, of all and of each channel',
    mean: 0.8,
    effects: [['curves', {}, { curves: CURVES }]],
    transform: { opacity: 0.9 },
  },
  {
    name: 'colours by a table, partly, after curves, turned and with a matte',
    mean: 1.1,
    effects: [
      ['curves', {}, { curves: CURVES }],
      ['lut', { amount: 0.7 }, { lut: 'warm' }],
      [
        'curves',
        {},
        {
          curves: {
            ...CURVES,
            all: [
              [0, 0.1],
              [1, 1],
            ],
          },
        },
      ],
    ],
    matte: { mode: 'remove', feather: 3 },
    transform: { rotation: 15 },
  },
  { name: 'colours by a table', mean: 1, effects: [['lut', { amount: 1 }, { lut: 'warm' }]] },
  { name: 'a little blurred', mean: 0.6, effects: [['blur', { radius: 8 }]] },
  {
    name: 'blurred much, then graded, see-through',
    mean: 0.8,
    effects: [
      ['blur', { radius: 45 }],
      ['colour', { ...GRADE, contrast: 0.5 }],
    ],
    transform: { opacity: 0.7, scale: 0.6 },
  },
  {
    name: 'graded, blurred and turned, with the matte kept',
    mean: 0.8,
    effects: [
      ['colour', { ...GRADE, temperature: -0.8 }],
      ['blur', { radius: 20 }],
    ],
    matte: { mode: 'keep', feather: 3 },
    transform: { rotation: -30 },
  },
  { name: 'sharpened', mean: 1.2, effects: [['sharpen', { amount: 1.2, radius: 8 }]] },
  {
    name: 'a picture with holes, blurred, sharpened and laid over by multiplying',
    mean: 1.2,
    asset: 'holes',
    effects: [
      ['blur', { radius: 15 }],
      ['sharpen', { amount: 0.8, radius: 6 }],
    ],
    blend: 'multiply',
  },
  { name: 'keyed out by colour', mean: 1, effects: [['key', KEY, { colour: '#14c83c' }]] },
  {
    name: 'keyed out, turned, and screened',
    mean: 1.2,
    effects: [['key', KEY, { colour: '#1ea0d0' }]],
    transform: { rotation: 45, opacity: 0.8 },
    blend: 'screen',
  },
  {
    name: 'washed with a colour, without the light of the picture and with it',
    mean: 0.8,
    effects: [
      ['wash', { amount: 0.4, light: 0 }, { colour: '#e04010' }],
      ['wash', { amount: 0.8, light: 1 }, { colour: '#20c0e0' }],
    ],
    transform: { opacity: 0.8 },
  },
  { name: 'the background blurred', mean: 0.7, matte: { mode: 'blur', feather: 4, blur: 25 } },
  {
    name: 'the background recoloured, turned, under effects of its own',
    mean: 1.1,
    effects: [
      ['blur', { radius: 4 }],
      ['colour', { ...GRADE, contrast: 0.3 }],
    ],
    matte: { mode: 'recolour', feather: 2, strength: 0.8, colour: '#d02090' },
    transform: { rotation: 8, scale: 0.95 },
  },
  {
    name: 'an object kept in a clip that runs backwards, twice as fast',
    mean: 0.6,
    matte: { mode: 'keep', feather: 2 },
    runs: { in: 5.5 * (TICKS / 30), speed: -2, still: null },
  },
  {
    name: 'an object removed from a slow clip, whose size changes over its source',
    mean: 0.9,
    matte: { mode: 'remove', feather: 0 },
    runs: { in: TICKS / 30, speed: 0.5, still: null },
    keyframes: {
      scale: [
        { at: TICKS / 30, value: 1, ease: 'both' },
        { at: 4 * (TICKS / 30), value: 0.6, ease: 'linear' },
      ],
    },
  },
  {
    name: 'an outlined object in a frame that stands still',
    mean: 0.6,
    matte: { mode: 'whole', feather: 0, ...CASTS, outline: 40, outlineSoft: 0 },
    runs: { in: 0, speed: 1, still: 4 * (TICKS / 30) },
  },
  {
    name: 'an outline around the object',
    mean: 0.6,
    matte: { mode: 'whole', feather: 0, ...CASTS, shadow: 0, outline: 40, outlineSoft: 6 },
  },
  {
    name: 'a wide outline and a soft shadow, turned, kept and see-through',
    mean: 0.9,
    matte: { mode: 'keep', feather: 3, ...CASTS, outline: 90, outlineSoft: 30, shadow: 0.8 },
    transform: { rotation: 24, scale: 0.8, opacity: 0.9 },
  },
  {
    name: 'a hard shadow of a cropped object over the blurred background',
    mean: 0.8,
    matte: { mode: 'blur', feather: 0, blur: 15, ...CASTS, shadow: 1, shadowSoft: 0, shadowX: -60, shadowY: 30 },
    transform: { cropRight: 0.45, cropTop: 0.1 },
  },
  {
    name: 'a title of two lines in the middle',
    mean: 0.8,
    title: { ...TITLE, text: 'Grüße, Ævar\nfig. 12 — Tawny' },
  },
  {
    name: 'a title with outline, shadow and box, enlarged and turned, see-through',
    mean: 1.2,
    title: { ...TITLE, text: 'Wave', size: 200, outline: 60, shadow: 0.8, box: 0.6, font: 'Lora', weight: 400 },
    transform: { scale: 1.3, rotation: -14, opacity: 0.85, x: 0.55 },
  },
  {
    name: 'a title from right to left, on the left, an emoji, and what no font has a letter for',
    mean: 0.9,
    title: { ...TITLE, text: 'שלום, עולם!\n(12) كتاب\nA 😀 你', font: 'Rubik', align: 'left', outline: 20 },
  },
  {
    name: 'a title in lines no wider than said, with letters of four fonts, its size and box on their way',
    mean: 1,
    title: { ...TITLE, text: 'Привет от the 👍🏽 team, שלום עולם', font: 'BebasNeue', width: 560, align: 'right' },
    keyframes: {
      'title.size': over(90, 200),
      'title.box': over(0, 1),
      'title.colour': over(0xffee00, 0x00eeff),
    },
  },
  {
    name: 'a mask whose edge, background and outline change over time',
    mean: 0.8,
    matte: {
      mode: 'recolour',
      feather: 2,
      strength: 0,
      colour: '#000000',
      ...CASTS,
      shadow: 0,
      outline: 20,
      outlineSoft: 2,
    },
    keyframes: {
      'matte.feather': over(0, 12),
      'matte.strength': over(0.2, 1),
      'matte.colour': over(0xd02090, 0x20d040),
      'matte.outlineColour': over(0xffffff, 0x102030),
    },
  },
  {
    name: 'a title of narrow letters over multiplied ones',
    mean: 0.9,
    title: { ...TITLE, text: 'AVATAR To', font: 'BebasNeue', size: 330 },
    blend: 'multiply',
  },
  ...(
    [
      ['dissolve', 'right'],
      ['dip', 'right'],
      ['wipe', 'left'],
      ['wipe', 'bottom'],
      ['push', 'right'],
      ['push', 'top'],
      ['slide', 'left'],
    ] as const
  ).map(([kind, from]) => ({
    name: `coming in: ${kind}, from the ${from}`,
    mean: kind === 'dip' ? 0.6 : 0.9,
    transition: { kind, from, length: 7 * (TICKS / 30), before: 0, colour: '#a03050' },
  })),
  { name: 'an empty title', mean: 0.7, title: { ...TITLE, text: ' ' } },
  ...BLENDS.filter((blend) => blend !== 'normal').map((blend) => ({ name: `blended: ${blend}`, mean: 1.2, blend })),
];

/** A case's clip or title over another film, as the engine and the export read it. */
export function readingOf({
  asset = 'b',
  transform,
  matte,
  keyframes = {},
  effects = [],
  blend = 'normal',
  title,
  transition = undefined,
  runs,
}: Case) {
  const whole = { x: 0.5, y: 0.5, scale: 1, rotation: 0, opacity: 1, ...UNCROPPED };
  const track = { kind: 'video', name: '', muted: false, solo: false, locked: false, hidden: false };
  const clip = { kind: 'media', start: 0, length: TICKS, in: 0, speed: 1, still: null, colour: '#000000', link: '' };
  const audio = { gain: 1, pan: 0, fadeIn: 0, fadeOut: 0 };
  return {
    settings: { width: WIDTH, height: HEIGHT, rate: [30, 1], background: '#204060' },
    tracks: [
      { ...track, id: 'v1', order: 'a' },
      { ...track, id: 'v2', order: 'b' },
    ],
    clips: [
      {
        ...clip,
        id: 'low',
        track: 'v1',
        asset: 'a',
        transform: { ...whole, scale: 0.97 },
        audio,
        matte: null,
        ...PLAIN,
      },
      {
        ...clip,
        ...runs,
        id: 'top',
        track: 'v2',
        transition: transition ?? null,
        asset: title ? '' : asset,
        ...(title ? { kind: 'text', title } : {}),
        transform: { ...whole, ...transform },
        audio,
        matte: matte ? { id: MATTE, ...matte } : null,
        keyframes,
        effects: effects.map(([kind, values, more], n) => ({ id: `e${n}`, kind, on: true, values, ...more })),
        blend,
      },
    ],
    resolved: [],
    markers: [],
  };
}
