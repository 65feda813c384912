/** How the inspector shows a clip's figures. */
import { type Blend, type EffectKind, isKind } from '../../model/effects';
import type { Clip } from '../../model/types';
import type { Figure } from './param-field';

const percent = (param: string, label: string, min: number, max: number, step = 1): Figure => ({
  param,
  label,
  unit: 'percent',
  min,
  max,
  step,
  factor: 100,
});

export const PICTURE: Figure[] = [
  { ...percent('x', 'Across', -50, 150, 0.1), unit: 'percent of the frame' },
  { ...percent('y', 'Down', -50, 150, 0.1), unit: 'percent of the frame' },
  { ...percent('scale', 'Scale', 5, 300), testId: 'inspector-scale' },
  { param: 'rotation', label: 'Turn', unit: 'degrees', min: -180, max: 180, step: 1 },
  percent('opacity', 'Opacity', 0, 100),
];

export const CROP: Figure[] = [
  percent('cropLeft', 'Left', 0, 100, 0.1),
  percent('cropTop', 'Top', 0, 100, 0.1),
  percent('cropRight', 'Right', 0, 100, 0.1),
  percent('cropBottom', 'Bottom', 0, 100, 0.1),
];

export const VOLUME: Figure = percent('gain', 'Volume', 0, 200);
export const PAN: Figure = { ...percent('pan', 'Pan', -100, 100), unit: 'percent to the left (below 0) or right' };

const share = (param: string, label: string, min = -100, max = 100): Figure => percent(param, label, min, max);

export const EFFECT_NAMES: Record<EffectKind, string> = {
  colour: 'Colour',
  blur: 'Blur',
  sharpen: 'Sharpen',
  vignette: 'Vignette',
  curves: 'Curves',
  lut: 'Colour table',
  wash: 'Colour wash',
  key: 'Chroma key',
};

/** By kind, with the names that figures have in their effect. */
export const EFFECT_FIGURES: Record<EffectKind, Figure[]> = {
  colour: [
    { param: 'exposure', label: 'Exposure', unit: 'stops', min: -3, max: 3, step: 0.01 },
    share('contrast', 'Contrast'),
    share('saturation', 'Saturat.'),
    share('temperature', 'Warmth'),
    share('tint', 'Tint'),
  ],
  blur: [{ param: 'radius', label: 'Radius', unit: 'thousandths of the picture’s height', min: 0, max: 60, step: 0.1 }],
  sharpen: [
    share('amount', 'Amount', 0, 200),
    { param: 'radius', label: 'Radius', unit: 'thousandths of the picture’s height', min: 0.5, max: 10, step: 0.1 },
  ],
  vignette: [share('amount', 'Amount'), share('size', 'Size', 0), share('softness', 'Softness', 1)],
  curves: [],
  lut: [share('amount', 'Amount', 0)],
  wash: [share('amount', 'Amount', 0), share('light', 'Light', 0)],
  key: [share('tolerance', 'Reach', 0), share('softness', 'Softness', 0), share('spill', 'Spill', 0)],
};

export const BLEND_NAMES: Record<Blend, string> = {
  normal: 'Normal',
  multiply: 'Multiply',
  screen: 'Screen',
  overlay: 'Overlay',
  add: 'Add',
  darken: 'Darken',
  lighten: 'Lighten',
  'soft-light': 'Soft light',
  'hard-light': 'Hard light',
  difference: 'Difference',
  'colour-dodge': 'Colour dodge',
  'colour-burn': 'Colour burn',
};

/** The effect and the figure in it that a clip's parameter such as 'e1.radius' means. */
function inEffect(clip: Clip, param: string): { kind: EffectKind; figure: Figure } | null {
  const dot = param.lastIndexOf('.');
  const kind = clip.effects.find(({ id }) => dot > 0 && id === param.slice(0, dot))?.kind ?? '';
  const figure = isKind(kind) ? EFFECT_FIGURES[kind].find((each) => each.param === param.slice(dot + 1)) : undefined;
  return figure && isKind(kind) ? { kind, figure } : null;
}

/** The figure of a clip's parameter, whatever it belongs to; null for one that this version does not know. */
export const figureOf = (clip: Clip, param: string): Figure | null =>
  [...PICTURE, ...CROP, VOLUME, PAN].find((figure) => figure.param === param) ?? inEffect(clip, param)?.figure ?? null;

/** What a parameter is called where it stands by itself. */
export function titleOf(clip: Clip, param: string): string {
  const found = inEffect(clip, param);
  if (found) return `${EFFECT_NAMES[found.kind]}: ${found.figure.label}`;
  const figure = figureOf(clip, param);
  if (!figure) return param;
  return CROP.includes(figure) ? `Crop ${figure.label.toLowerCase()}` : figure.label;
}
