/** What a clip's parameters are called, and the figures that are shown of them. */
import { type EffectKind, isKind } from '../../model/effects';
import type { Clip } from '../../model/types';
import { languageOf, say } from '../../words/words';
import {
  CROP,
  EFFECT_FIGURES,
  EFFECT_NAMES,
  MATTE_FIGURES,
  MATTE_TINTS,
  PAN,
  PICTURE,
  TITLE_FIGURES,
  TITLE_TINTS,
  VOLUME,
} from './figures';
import type { ColourFigure, Figure } from './param-field';

/** What a parameter such as 'e1.radius' is called in its effect, and which that is. */
function inEffect(clip: Clip, param: string): { kind: EffectKind; figure: Figure | ColourFigure } | null {
  const dot = param.lastIndexOf('.');
  const kind = clip.effects.find(({ id }) => dot > 0 && id === param.slice(0, dot))?.kind ?? '';
  if (!isKind(kind)) return null;
  const name = param.slice(dot + 1);
  const figure = EFFECT_FIGURES[kind].find((each) => each.param === name);
  return figure ? { kind, figure } : name === 'colour' ? { kind, figure: { param, label: say('Colour') } } : null;
}

const PLAIN: readonly Figure[] = [...PICTURE, ...CROP, VOLUME, PAN, ...Object.values(TITLE_FIGURES)];
const OF_MASK: readonly Figure[] = Object.values(MATTE_FIGURES);
const TINTS: readonly ColourFigure[] = [...Object.values(TITLE_TINTS), ...Object.values(MATTE_TINTS)];
const find = <Each extends { param: string }>(figures: readonly Each[], param: string) =>
  figures.find((figure) => figure.param === param);

/** The figure of a clip's parameter, whatever it belongs to; null for a colour, and for one that this version does not know. */
export function figureOf(clip: Clip, param: string): Figure | null {
  const own = inEffect(clip, param)?.figure;
  return find(PLAIN, param) ?? find(OF_MASK, param) ?? (own && 'unit' in own ? own : null);
}

/** A figure's name in the middle of a sentence; German nouns keep their capital. */
export const within = (label: string): string =>
  languageOf() === 'de' ? label : label.toLocaleLowerCase(languageOf());

/** What a parameter is called where it stands by itself. */
export function titleOf(clip: Clip, param: string): string {
  const of = (effect: string, figure: string) => say('{effect}: {figure}', { effect, figure });
  const found = inEffect(clip, param);
  if (found) return of(EFFECT_NAMES[found.kind], found.figure.label);
  const tint = find(TINTS, param);
  if (tint) return of(param.startsWith('matte.') ? say('Mask') : say('Title'), tint.action ?? tint.label);
  const mask = find(OF_MASK, param);
  if (mask) return of(say('Mask'), maskName(mask));
  const figure = find(PLAIN, param);
  if (!figure) return param;
  return CROP.includes(figure) ? say('Crop {side}', { side: within(figure.label) }) : figure.label;
}

/** What stands under the outline or the shadow is named with it. */
function maskName({ param, label }: Figure): string {
  const { outline, outlineSoft, shadow, shadowX, shadowY, shadowSoft } = MATTE_FIGURES;
  const under =
    param === outlineSoft.param
      ? outline
      : [shadowX, shadowY, shadowSoft].some((each) => each.param === param)
        ? shadow
        : null;
  return under ? `${under.label}, ${within(label)}` : label;
}
