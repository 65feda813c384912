/** A picture's levels in words, for whoever cannot or need not look at the scope. */
import type { Levels } from '../../engine/scopes';
import { say } from '../../words/words';

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

const percent = (share: number): string => (share < 0.01 ? '<\u00a01\u00a0%' : `${Math.round(share * 100)}\u00a0%`);

export function sayLevels({ darkest, brightest, mean, crushed, clipped, cast, hue }: Levels): string {
  const name = HUES.find(([until]) => hue < until)?.[1] ?? 'blue';
  return [
    say('Darkest {darkest}, brightest {brightest}, mean {mean} IRE.', {
      darkest: Math.round(darkest),
      brightest: Math.round(brightest),
      mean: Math.round(mean),
    }),
    cast < NEUTRAL
      ? say('Neutral.')
      : say(
          'Leaning to {hue, select, blue {blue} magenta {magenta} red {red} orange {orange} yellow {yellow} green {green} other {cyan}}.',
          { hue: name },
        ),
    crushed > 0 ? say('{share} crushed.', { share: percent(crushed) }) : '',
    clipped > 0 ? say('{share} clipped.', { share: percent(clipped) }) : '',
  ]
    .filter(Boolean)
    .join(' ');
}
