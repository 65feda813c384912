/**
 * Which letters stand in which line of a title, and in which font. Twin of editor/render/title_lines.py, on
 * tests/vectors/title-lines.json: lines end by sums of whole numbers that both read from fonts.json, never by measuring.
 */
import table from '../../fonts/fonts.json';
import type { Title } from '../model/titles';

interface Family {
  name: string;
  /** in sizes */
  ascent: number;
  descent: number;
  weights: number[];
  /** code points, in runs */
  covers: number[][];
  /** by weight: of each code point, in that order, thousandths of the size */
  advances: Partial<Record<string, number[]>>;
  /** it has signs alone, for those that the others lack, and is not chosen */
  helps?: boolean;
}

/** Letters of one font, in the order they are read. */
export interface Run {
  family: string;
  text: string;
}

type Letter = readonly [letter: string, family: string];

export const FAMILIES: Readonly<Record<string, Family>> = table;
const FIRST = 'Inter';
const EMOJI = 'NotoEmoji';
/** Where letters are taken from that a font lacks, in this order. */
const HELPERS = [FIRST, 'Rubik', EMOJI];
/** What says how an emoji looks, or makes one of several: there is one look, and each stands by itself. */
const SELECTORS = /[\ufe0e\ufe0f]/;
const JOINS = /[\u200d\u20e3\u{1f3fb}-\u{1f3ff}]/u;

export const familyOf = ({ font }: Pick<Title, 'font'>): string => (Object.hasOwn(FAMILIES, font) ? font : FIRST);

/** The font file of a family at a weight, or at the only one it has: 'Inter-700'. */
export function faceOf(family: string, weight: number): string {
  const weights = FAMILIES[family]?.weights ?? [];
  return `${family}-${weights.includes(weight) ? weight : weights[0]}`;
}

/** Where a letter is in its family's tables; -1 where the family lacks it. */
function placeOf(family: string, letter: string): number {
  const code = letter.codePointAt(0) ?? 0;
  let before = 0;
  for (const [low = 0, high = 0] of FAMILIES[family]?.covers ?? []) {
    if (code < low) return -1;
    if (code <= high) return before + code - low;
    before += high - low + 1;
  }
  return -1;
}

const covers = (family: string, letter: string): boolean => placeOf(family, letter) >= 0;

/** Where a letter comes from; null: no font has it. What is no letter stays with those before it. */
function sourceOf(letter: string, family: string, last: string | undefined): string | null {
  if (last && last !== EMOJI && !/[\p{L}\p{N}]/u.test(letter) && covers(last, letter)) return last;
  return [family, ...HELPERS].find((each) => covers(each, letter)) ?? null;
}

function lettersOf(line: string, family: string): Letter[] {
  const instead = covers(family, '\ufffd') ? '\ufffd' : '?';
  const found: Letter[] = [];
  for (const letter of line) {
    const last = found.at(-1)?.[1];
    if (SELECTORS.test(letter) || (last === EMOJI && JOINS.test(letter))) continue;
    const source = sourceOf(letter, family, last);
    found.push(source ? [letter, source] : [instead, family]);
  }
  return found;
}

/** Of letters side by side, thousandths of the size; kerning is not counted. */
const lengthOf = (letters: readonly Letter[], weight: number): number =>
  letters.reduce((sum, [letter, family]) => {
    const advances = FAMILIES[family]?.advances[faceOf(family, weight).slice(family.length + 1)];
    return sum + (advances?.[placeOf(family, letter)] ?? 0);
  }, 0);

/** Ends a line at the last space before it would be longer than `most`; spaces there are not shown. */
function wrapped(line: readonly Letter[], weight: number, most: number): Letter[][] {
  const words: Letter[][] = [[]];
  for (const letter of line) {
    // a word carries the space before it
    if (letter[0] === ' ') words.push([letter]);
    else words.at(-1)?.push(letter);
  }
  const lines: Letter[][] = [];
  let current: Letter[] = [];
  let length = 0;
  for (const word of words) {
    const more = lengthOf(word, weight);
    if (length + more > most && word.length > 1 && current.some(([letter]) => letter !== ' ')) {
      lines.push(current.slice(0, current.findLastIndex(([letter]) => letter !== ' ') + 1));
      current = word.slice(1);
      length = lengthOf(current, weight);
    } else {
      current = [...current, ...word];
      length += more;
    }
  }
  return [...lines, current];
}

/** Each emoji by itself, so that no font makes one of two. */
function runsOf(letters: readonly Letter[]): Run[] {
  const runs: Run[] = [];
  for (const [text, family] of letters) {
    const last = runs.at(-1);
    if (last && last.family === family && family !== EMOJI) last.text += text;
    else runs.push({ family, text });
  }
  return runs;
}

/** The lines of a title on a frame of `width` x `height`, in any unit. */
export function linesOf(title: Title, width: number, height: number): Run[][] {
  const family = familyOf(title);
  const most = (title.width * width * 1000) / (title.size * height);
  const lines = title.text.replaceAll('\r', '').replaceAll('\t', ' ').split('\n');
  return lines.flatMap((line) => wrapped(lettersOf(line, family), title.weight, most)).map(runsOf);
}

/** Font files that did not load in this page: another font is shown in their place. */
export const lostFaces = new Set<string>();

/** The font files that a title needs, its own first. */
export function facesOf(title: Title): string[] {
  const family = familyOf(title);
  const used = title.text.split(/[\n\r\t]/).flatMap((line) => lettersOf(line, family).map(([, source]) => source));
  return [...new Set([family, ...used])].map((each) => faceOf(each, title.weight));
}

/** What no font has a letter for, each once, in order. */
export const missingIn = ({ text, font }: Pick<Title, 'text' | 'font'>): string[] => [
  ...new Set(
    [...text].filter(
      (letter) =>
        !/[\n\r\t]/.test(letter) &&
        !SELECTORS.test(letter) &&
        !JOINS.test(letter) &&
        sourceOf(letter, familyOf({ font }), undefined) === null,
    ),
  ),
];

/** Whether a title has emoji, which are drawn in its colour. */
export const hasEmoji = ({ text, font }: Pick<Title, 'text' | 'font'>): boolean =>
  lettersOf(text.replaceAll(/[\n\r\t]/g, ''), familyOf({ font })).some(([, family]) => family === EMOJI);
