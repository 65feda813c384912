/** A picture's levels in a sentence, for whoever cannot or need not look at the scope. */
import type { Levels } from '../../engine/scopes';

const HUES: readonly [until: number, name: string][] = [
  [25, 'blue'],
  [75, 'magenta'],
  [115, 'red'],
  [150, 'orange'],
  [185, 'yellow'],
  [250, 'green'],
  [310, 'cyan'],
  [361, 'blue'],
];
/** A mean colour this near to grey leans nowhere. */
const NEUTRAL = 0.02;

const percent = (share: number): string => (share < 0.01 ? 'under 1 %' : `${Math.round(share * 100)} %`);

export function sayLevels({ darkest, brightest, mean, crushed, clipped, cast, hue }: Levels): string {
  const lean = cast < NEUTRAL ? 'neutral' : `leaning to ${HUES.find(([until]) => hue < until)?.[1]}`;
  const ends = [crushed > 0 ? `${percent(crushed)} crushed` : '', clipped > 0 ? `${percent(clipped)} clipped` : ''];
  const range = `Darkest ${Math.round(darkest)}, brightest ${Math.round(brightest)}, mean ${Math.round(mean)} IRE`;
  return `${[range, lean, ...ends].filter(Boolean).join('; ')}.`;
}
