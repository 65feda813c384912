/**
 * What a clip's effects are made of. Twin of editor/render/effects.py, which defines what each does to a picture; the
 * shaders that do the same are in engine/effects.ts.
 */
import { type Curves, isStraight, readCurves } from './curves';
import { type Range, range } from './range';

export const EFFECTS = {
  /** stops; the others in -1..1, 0 for no change */
  colour: {
    exposure: range(0, -5, 5),
    contrast: range(0, -1, 1),
    saturation: range(0, -1, 1),
    temperature: range(0, -1, 1),
    tint: range(0, -1, 1),
  },
  /** standard deviation in thousandths of the picture's height */
  blur: { radius: range(10, 0, 100) },
  /** share of what a small blur takes away that is added; its size in thousandths of the picture's height */
  sharpen: { amount: range(0.6, 0, 4), radius: range(1.5, 0.5, 10) },
  /** below 0 the corners get brighter; size and softness in halves of the diagonal */
  vignette: { amount: range(0.5, -1, 1), size: range(0.5, 0, 1), softness: range(0.5, 0.01, 1) },
  /** towards a colour; light: how far the colour follows the picture's own light */
  wash: { amount: range(1, 0, 1), light: range(1, 0, 1) },
  /** levels by curves */
  curves: {},
  /** colours by a table; how far they follow it */
  lut: { amount: range(1, 0, 1) },
  /** distances between chromas; spill: how much of the key's chroma is taken out of what stays */
  key: { tolerance: range(0.15, 0, 1), softness: range(0.1, 0.005, 1), spill: range(0.7, 0, 1) },
} as const satisfies Record<string, Record<string, Range>>;

export type EffectKind = keyof typeof EFFECTS;
export const effectKinds = Object.keys(EFFECTS) as EffectKind[];
export const isKind = (kind: string): kind is EffectKind => Object.hasOwn(EFFECTS, kind);
export const rangesOf = (kind: string): Record<string, Range> => (isKind(kind) ? EFFECTS[kind] : {});

/** Kinds with a colour, and which where nothing else is said. Keyed out is the green of screens. */
export const COLOURS: Partial<Record<string, string>> = { key: '#00b140', wash: '#2f6fed' };

export const BLENDS = [
  'normal',
  'multiply',
  'screen',
  'overlay',
  'add',
  'darken',
  'lighten',
  'soft-light',
  'hard-light',
  'difference',
  'colour-dodge',
  'colour-burn',
] as const;
export type Blend = (typeof BLENDS)[number];

export interface Effect {
  /** of its clip; its parameters are `<id>.<name>` */
  id: string;
  /** one that this version does not know does nothing, and stays in the document */
  kind: string;
  on: boolean;
  values: Readonly<Record<string, number>>;
  /** CSS hex, of the kinds in COLOURS */
  colour?: string;
  /** of kind 'curves' */
  curves?: Curves;
  /** of kind 'lut': the asset with the table; '' for none yet */
  lut?: string;
}

/** An effect with every figure at its default. */
export const newEffect = (kind: EffectKind, id: string): Effect => ({
  id,
  kind,
  on: true,
  values: Object.fromEntries(Object.entries(EFFECTS[kind]).map(([name, { otherwise }]) => [name, otherwise])),
  ...(COLOURS[kind] ? { colour: COLOURS[kind] } : {}),
  ...(kind === 'curves' ? { curves: readCurves(null) } : {}),
  ...(kind === 'lut' ? { lut: '' } : {}),
});

/** Whether it would leave every picture as it is. */
export function isNeutral({ kind, values, curves, lut }: Effect): boolean {
  const v = (name: string) => values[name] ?? 0;
  if (kind === 'colour') return Object.values(values).every((value) => value === 0);
  if (kind === 'blur') return v('radius') <= 0;
  if (kind === 'sharpen' || kind === 'vignette' || kind === 'wash') return v('amount') === 0;
  if (kind === 'curves') return !curves || Object.values(curves).every(isStraight);
  if (kind === 'lut') return v('amount') === 0 || !lut;
  return !isKind(kind);
}
