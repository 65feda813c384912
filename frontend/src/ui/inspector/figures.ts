/** How the inspector shows a clip's figures. */
import { type Blend, type EffectKind, isKind } from '../../model/effects';
import type { TITLE } from '../../model/titles';
import type { Clip } from '../../model/types';
import { languageOf, say } from '../../words/words';
import { decibels } from './numbers';
import type { Figure } from './param-field';

export const THOUSANDTHS = say('thousandths of the picture’s height');

const percent = (param: string, label: string, min: number, max: number, step = 1): Figure => ({
  param,
  label,
  unit: say('percent'),
  sign: '%',
  min,
  max,
  step,
  factor: 100,
});

/** Of a title, kept in thousandths and shown in percent. */
const tenth = (name: string, label: string, max: number): Figure => ({
  ...percent(`title.${name}`, label, 0, max, 0.1),
  factor: 0.1,
  testId: `title-${name}`,
});

export const PICTURE: Figure[] = [
  { ...percent('x', say('Across'), -50, 150, 0.1), unit: say('percent of the frame') },
  { ...percent('y', say('Down'), -50, 150, 0.1), unit: say('percent of the frame') },
  { ...percent('scale', say('Scale'), 5, 300), testId: 'inspector-scale' },
  { param: 'rotation', label: say('Turn'), unit: say('degrees'), sign: '°', min: -180, max: 180, step: 1 },
  percent('opacity', say('Opacity'), 0, 100),
];

export const CROP: Figure[] = [
  percent('cropLeft', say('Left'), 0, 100, 0.1),
  percent('cropTop', say('Top'), 0, 100, 0.1),
  percent('cropRight', say('Right'), 0, 100, 0.1),
  percent('cropBottom', say('Bottom'), 0, 100, 0.1),
];

/** Below its slider it is silence. */
const QUIETEST = -60;
export const VOLUME: Figure = {
  param: 'gain',
  label: say('Volume'),
  unit: say('decibels'),
  sign: 'dB',
  min: QUIETEST,
  max: 12,
  step: 0.1,
  isGain: true,
};
export const PAN: Figure = {
  ...percent('pan', say('Pan'), -100, 100),
  unit: say('percent to the left (below 0) or right'),
};

/** By the names that figures have in a title. */
export const TITLE_FIGURES: Record<keyof typeof TITLE, Figure> = {
  size: { ...tenth('size', say('Size'), 40), min: 1, unit: say('percent of the frame’s height') },
  width: { ...tenth('width', say('Width'), 100), min: 10, step: 1, unit: say('percent of the frame’s width, at most') },
  outline: { ...tenth('outline', say('Outline'), 12), unit: say('percent of the letters’ size') },
  shadow: { ...percent('title.shadow', say('Shadow'), 0, 100), testId: 'title-shadow' },
  box: { ...percent('title.box', say('Box'), 0, 100), testId: 'title-box' },
};

/** The figure that is shown for a value, and the value that is meant by it. */
export const toShown = ({ isGain, factor = 1 }: Figure, value: number): number =>
  isGain ? decibels(value) : value * factor;
export function fromShown({ isGain, factor = 1 }: Figure, shown: number): number {
  if (!isGain) return shown / factor;
  return shown <= QUIETEST ? 0 : 10 ** (shown / 20);
}

const share = (param: string, label: string, min = -100, max = 100): Figure => percent(param, label, min, max);

export const EFFECT_NAMES: Record<EffectKind, string> = {
  colour: say('Colour'),
  blur: say('Blur'),
  sharpen: say('Sharpen'),
  vignette: say('Vignette'),
  curves: say('Curves'),
  lut: say('Colour table'),
  wash: say('Colour wash'),
  key: say('Chroma key'),
};

/** By kind, with the names that figures have in their effect. */
export const EFFECT_FIGURES: Record<EffectKind, Figure[]> = {
  colour: [
    { param: 'exposure', label: say('Exposure'), unit: say('stops'), min: -3, max: 3, step: 0.01 },
    share('contrast', say('Contrast')),
    share('saturation', say('Saturation')),
    share('temperature', say('Warmth')),
    share('tint', say('Tint')),
  ],
  blur: [{ param: 'radius', label: say('Radius'), unit: THOUSANDTHS, sign: '‰', min: 0, max: 60, step: 0.1 }],
  sharpen: [
    share('amount', say('Amount'), 0, 200),
    { param: 'radius', label: say('Radius'), unit: THOUSANDTHS, sign: '‰', min: 0.5, max: 10, step: 0.1 },
  ],
  vignette: [share('amount', say('Amount')), share('size', say('Size'), 0), share('softness', say('Softness'), 1)],
  curves: [],
  lut: [share('amount', say('Amount'), 0)],
  wash: [share('amount', say('Amount'), 0), share('light', say('Light'), 0)],
  key: [share('tolerance', say('Reach'), 0), share('softness', say('Softness'), 0), share('spill', say('Spill'), 0)],
};

export const BLEND_NAMES: Record<Blend, string> = {
  normal: say('Normal'),
  multiply: say('Multiply'),
  screen: say('Screen'),
  overlay: say('Overlay'),
  add: say('Additive'),
  darken: say('Darken'),
  lighten: say('Lighten'),
  'soft-light': say('Soft light'),
  'hard-light': say('Hard light'),
  difference: say('Difference'),
  'colour-dodge': say('Colour dodge'),
  'colour-burn': say('Colour burn'),
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
  [...PICTURE, ...CROP, VOLUME, PAN, ...Object.values(TITLE_FIGURES)].find((figure) => figure.param === param) ??
  inEffect(clip, param)?.figure ??
  null;

/** A figure's name in the middle of a sentence; German nouns keep their capital. */
export const within = (label: string): string =>
  languageOf() === 'de' ? label : label.toLocaleLowerCase(languageOf());

/** What a parameter is called where it stands by itself. */
export function titleOf(clip: Clip, param: string): string {
  const found = inEffect(clip, param);
  if (found) return say('{effect}: {figure}', { effect: EFFECT_NAMES[found.kind], figure: found.figure.label });
  const figure = figureOf(clip, param);
  if (!figure) return param;
  return CROP.includes(figure) ? say('Crop {side}', { side: within(figure.label) }) : figure.label;
}
