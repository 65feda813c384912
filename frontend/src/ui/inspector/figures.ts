/** How the inspector shows a clip's figures. */
import type { Blend, EffectKind } from '../../model/effects';
import type { MATTE, MATTE_COLOURS } from '../../model/mattes';
import type { TITLE, TITLE_COLOURS } from '../../model/titles';
import { say } from '../../words/words';
import { decibels } from './numbers';
import type { ColourFigure, Figure } from './param-field';

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

/** By the names that colours have in a title. */
export const TITLE_TINTS: Record<keyof typeof TITLE_COLOURS, ColourFigure> = {
  colour: { param: 'title.colour', label: say('Colour'), testId: 'title-colour' },
  outlineColour: { param: 'title.outlineColour', label: say('Tint'), action: say('Outline colour') },
  boxColour: { param: 'title.boxColour', label: say('Tint'), action: say('Box colour') },
};

/** Of a mask, in thousandths of its picture's height. */
const thousandths = (name: string, label: string, min: number, max: number, step = 1): Figure => ({
  param: `matte.${name}`,
  label,
  unit: THOUSANDTHS,
  sign: '‰',
  min,
  max,
  step,
  testId: `matte-${name}`,
});

/** By the names that figures have in a mask. */
export const MATTE_FIGURES: Record<keyof typeof MATTE, Figure> = {
  feather: {
    param: 'matte.feather',
    label: say('Feather'),
    unit: say('pixels'),
    sign: 'px',
    min: 0,
    max: 50,
    step: 1,
    testId: 'matte-feather',
  },
  blur: thousandths('blur', say('Blur'), 0, 60, 0.1),
  strength: { ...percent('matte.strength', say('Strength'), 0, 100), testId: 'matte-strength' },
  outline: thousandths('outline', say('Outline'), 0, 40),
  outlineSoft: thousandths('outlineSoft', say('Softness'), 0, 40),
  shadow: { ...percent('matte.shadow', say('Shadow'), 0, 100), testId: 'matte-shadow' },
  shadowX: thousandths('shadowX', say('Across'), -100, 100),
  shadowY: thousandths('shadowY', say('Down'), -100, 100),
  shadowSoft: thousandths('shadowSoft', say('Softness'), 0, 60),
};

/** By the names that colours have in a mask. */
export const MATTE_TINTS: Record<keyof typeof MATTE_COLOURS, ColourFigure> = {
  colour: { param: 'matte.colour', label: say('Colour') },
  outlineColour: { param: 'matte.outlineColour', label: say('Colour'), action: say('Outline colour') },
  shadowColour: { param: 'matte.shadowColour', label: say('Colour'), action: say('Shadow colour') },
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
