/**
 * A title's picture. Twin of editor/render/titles.py, which says where everything lies; the font files are the same.
 * Loaded with the first title, so that a project without any pays nothing for them.
 */
import table from '../../fonts/fonts.json';
import type { Title } from '../model/titles';
import { say } from '../words/words';

interface Family {
  name: string;
  /** in sizes */
  ascent: number;
  descent: number;
  weights: number[];
  /** code points, in runs */
  covers: number[][];
}

export const FAMILIES: Readonly<Record<string, Family>> = table;
const FIRST = 'Inter';
const FILES = import.meta.glob<string>('../../fonts/*.ttf', { query: '?url', import: 'default', eager: true });
const [LINE, BOX_SIDE, BOX_TOP, SHADOW_AWAY, SHADOW_SOFT] = [1.2, 0.3, 0.12, 0.05, 0.06];
const SHARE = { left: 0, centre: 0.5, right: 1 };

export const familyOf = ({ font }: Pick<Title, 'font'>): string => (Object.hasOwn(FAMILIES, font) ? font : FIRST);

/** The font file of a title: 'Inter-700'. */
export function faceOf(title: Pick<Title, 'font' | 'weight'>): string {
  const family = familyOf(title);
  const weights = FAMILIES[family]?.weights ?? [];
  return `${family}-${weights.includes(title.weight) ? title.weight : weights[0]}`;
}

/** Loads a font file under a name of its own. Throws Error where it does not load. */
export async function loadFace(face: string): Promise<void> {
  const url = FILES[`../../fonts/${face}.ttf`];
  if (!url) throw new Error(say('The font {face} is not there.', { face }));
  document.fonts.add(await new FontFace(`title-${face}`, `url(${url})`).load());
}

const covered = (family: string, code: number): boolean =>
  FAMILIES[family]?.covers.some(([low = 0, high = 0]) => low <= code && code <= high) ?? false;

/** What a font has no letter for, each once, in order. */
export const missingIn = ({ text, font }: Pick<Title, 'text' | 'font'>): string[] => [
  ...new Set([...text].filter((c) => !/[\n\r\t]/.test(c) && !covered(familyOf({ font }), c.codePointAt(0) ?? 0))),
];

/** The lines as they are shown. */
export function letters(text: string, family: string): string[] {
  const instead = covered(family, 0xfffd) ? '\ufffd' : '?';
  const lines = text.replaceAll('\r', '').replaceAll('\t', ' ').split('\n');
  return lines.map((line) => [...line].map((c) => (covered(family, c.codePointAt(0) ?? 0) ? c : instead)).join(''));
}

const isRtl = (line: string): boolean =>
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(/\p{L}/u.exec(line)?.[0] ?? '');

/** Premultiplied, `width` x `height`. Its font must have been loaded, else the page's own is taken. */
export function drawTitle(title: Title, width: number, height: number): ImageBitmap {
  const canvas = new OffscreenCanvas(width, height);
  if (!title.text.trim()) {
    canvas.getContext('2d');
    return canvas.transferToImageBitmap();
  }
  const family = familyOf(title);
  const { ascent, descent } = FAMILIES[family] as Family;
  const size = (title.size / 1000) * height;
  const outline = (title.outline / 1000) * size;
  const lines = letters(title.text, family);
  const words = penOn(new OffscreenCanvas(width, height), title, size);
  const widths = lines.map((text) => measured(words, text));
  const [block, line] = [Math.max(...widths), LINE * size];
  const [left, top] = [(width - block) / 2, (height - line * lines.length) / 2];
  const first = top + (line - (ascent + descent) * size) / 2 + ascent * size;
  const each = (draw: (text: string, x: number, y: number) => void) => {
    lines.forEach((text, row) => {
      words.direction = isRtl(text) ? 'rtl' : 'ltr';
      draw(text, left + (block - (widths[row] ?? 0)) * SHARE[title.align], Math.round(first + row * line));
    });
  };
  if (outline) {
    Object.assign(words, { lineWidth: 2 * outline, lineJoin: 'round', strokeStyle: title.outlineColour });
    each((text, x, y) => words.strokeText(text, x, y));
    words.fillStyle = title.outlineColour;
    each((text, x, y) => words.fillText(text, x, y));
  }
  words.fillStyle = title.colour;
  each((text, x, y) => words.fillText(text, x, y));

  const pen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  if (title.box) {
    const [x, y] = [Math.round(left - BOX_SIDE * size), Math.round(top - BOX_TOP * size)];
    const [right, bottom] = [left + block + BOX_SIDE * size, top + line * lines.length + BOX_TOP * size];
    Object.assign(pen, { fillStyle: title.boxColour, globalAlpha: title.box });
    pen.fillRect(x, y, Math.round(right) - x, Math.round(bottom) - y);
    pen.globalAlpha = 1;
  }
  if (title.shadow) {
    const away = Math.round(SHADOW_AWAY * size);
    const soft = { shadowOffsetX: away, shadowOffsetY: away, shadowBlur: 2 * SHADOW_SOFT * size };
    Object.assign(pen, { shadowColor: `rgb(0 0 0 / ${title.shadow})`, ...soft });
  }
  pen.drawImage(words.canvas, 0, 0);
  return canvas.transferToImageBitmap();
}

function penOn(canvas: OffscreenCanvas, title: Title, size: number): OffscreenCanvasRenderingContext2D {
  const pen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  pen.font = `${size}px "title-${faceOf(title)}", sans-serif`;
  // letters stand where the font says, not on whole pixels
  return Object.assign(pen, { textRendering: 'geometricPrecision', fontKerning: 'normal', textAlign: 'left' });
}

function measured(pen: OffscreenCanvasRenderingContext2D, text: string): number {
  pen.direction = isRtl(text) ? 'rtl' : 'ltr';
  return pen.measureText(text).width;
}
