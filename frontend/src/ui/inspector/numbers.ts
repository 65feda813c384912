/** Figures as they are written where the person lives, with a comma or a point; both are read. */
import { languageOf } from '../../words/words';

const formats = new Map<string, Intl.NumberFormat>();

/** A figure with `least` to `most` decimals. It can be typed back: nothing parts its thousands. */
export function showNumber(value: number, least: number, most = least): string {
  const key = `${languageOf()} ${least} ${most}`;
  let format = formats.get(key);
  if (!format) {
    const options = { minimumFractionDigits: least, maximumFractionDigits: most, useGrouping: false };
    format = new Intl.NumberFormat(languageOf(), { ...options, signDisplay: 'negative' });
    formats.set(key, format);
  }
  return format.format(value);
}

/** How loud a gain is beside 1; minus infinity for silence. */
export const decibels = (gain: number): number => 20 * Math.log10(gain);

/** What was typed, with or without a unit after it, or null where it is no figure. */
export function readNumber(typed: string): number | null {
  const plain = typed.trim().replace(',', '.').replace('\u2212', '-');
  const [, digits = ''] = /^([+-]?[\d.]+)\s*(?:%|°|×|x|s|px|dB)?$/i.exec(plain) ?? [];
  return digits !== '' && Number.isFinite(Number(digits)) ? Number(digits) : null;
}
