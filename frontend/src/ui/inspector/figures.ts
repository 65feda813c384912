/** How the inspector shows a clip's figures. */
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

/** The figure of a parameter, whatever it belongs to; null for one that this version does not know. */
export const figureOf = (param: string): Figure | null =>
  [...PICTURE, ...CROP, VOLUME].find((figure) => figure.param === param) ?? null;

/** What a parameter is called where it stands by itself. */
export function titleOf(param: string): string {
  const figure = figureOf(param);
  if (!figure) return param;
  return CROP.includes(figure) ? `Crop ${figure.label.toLowerCase()}` : figure.label;
}
