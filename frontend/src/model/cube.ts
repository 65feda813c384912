/** Colour tables from .cube files, read strictly. Twin of editor/lib/cube.py, on tests/vectors/cube.json. */
import { say } from '../words/words';

type Triple = [number, number, number];

export interface Cube {
  /** steps a side */
  size: number;
  /** colours of its first and last step */
  low: Triple;
  high: Triple;
  /** R, G, B, red changing fastest */
  table: Float32Array<ArrayBuffer>;
}

/** Its message is a sentence for the person who chose the file. */
export class NotACube extends Error {}

const MOST_BYTES = 16 << 20;
const [LEAST, MOST] = [2, 65];
const FIGURE = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const NO_SIZE = say('This is no colour table: a .cube file says LUT_3D_SIZE before its figures.');

/** Throws NotACube. */
export function parseCube(data: Uint8Array): Cube {
  if (data.length > MOST_BYTES) throw new NotACube(say('This file is too large for a colour table.'));
  let size = 0;
  let [low, high]: [Triple, Triple] = [
    [0, 0, 0],
    [1, 1, 1],
  ];
  const table: number[] = [];
  for (const [index, line] of textOf(data)
    .split(/\r\n|\r|\n/)
    .entries()) {
    const words = line.split(/\s+/).filter(Boolean);
    const [first = '', ...rest] = words;
    if (!first || first.startsWith('#') || first === 'TITLE') continue;
    const figures = words.map(figureOf);
    const after = figures.slice(1);
    const areFigures = after.every((figure) => figure !== null);
    if (words.length === 3 && areFigures && figures[0] !== null && size) table.push(...(figures as Triple));
    else if (first === 'LUT_1D_SIZE')
      throw new NotACube(
        say('This .cube holds a one-dimensional table; Playhead takes three-dimensional ones (LUT_3D_SIZE).'),
      );
    else if (first === 'LUT_3D_SIZE' && rest.length === 1 && /^\d{1,6}$/.test(rest[0] ?? '') && !size) {
      size = Number(rest[0]);
      if (size < LEAST || size > MOST)
        throw new NotACube(
          say('The table has {size} steps a side; Playhead takes {least} to {most}.', {
            size,
            least: LEAST,
            most: MOST,
          }),
        );
    } else if (first === 'DOMAIN_MIN' && rest.length === 3 && areFigures) low = after as Triple;
    else if (first === 'DOMAIN_MAX' && rest.length === 3 && areFigures) high = after as Triple;
    else if (first === 'LUT_3D_INPUT_RANGE' && rest.length === 2 && areFigures) {
      const [a, b] = after as [number, number];
      [low, high] = [
        [a, a, a],
        [b, b, b],
      ];
    } else if (!size) throw new NotACube(NO_SIZE);
    else
      throw new NotACube(
        say('Line {line} is neither three figures nor anything that a .cube says.', { line: index + 1 }),
      );
  }
  if (!size) throw new NotACube(NO_SIZE);
  const count = size ** 3;
  if (table.length !== 3 * count)
    throw new NotACube(
      say('The table holds {held} colours where {size} × {size} × {size} = {count} belong.', {
        held: table.length / 3,
        size,
        count,
      }),
    );
  if (low.some((figure, part) => figure >= (high[part] ?? 0)))
    throw new NotACube(say("The table's domain begins where it ends, or after."));
  return { size, low, high, table: Float32Array.from(table) };
}

function textOf(data: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data);
  } catch {
    throw new NotACube(say('This is no colour table: a .cube file is text.'));
  }
}

function figureOf(word: string): number | null {
  const value = FIGURE.test(word) ? Number(word) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}
