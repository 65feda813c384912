/**
 * A title's picture. Twin of editor/render/titles.py, which says where everything lies; the font files are the same.
 * Loaded with the first title, so that a project without any pays nothing for them.
 */
import type { Title } from '../model/titles';
import { say } from '../words/words';
import { FAMILIES, faceOf, familyOf, linesOf, lostFaces, type Run } from './title-lines';

const FILES = import.meta.glob<string>('../../fonts/*.ttf', { query: '?url', import: 'default', eager: true });
const [LINE, BOX_SIDE, BOX_TOP, SHADOW_AWAY, SHADOW_SOFT] = [1.2, 0.3, 0.12, 0.05, 0.06];
const SHARE = { left: 0, centre: 0.5, right: 1 };
/** Keeps a browser from an emoji font of its own, which would draw in its own colours. */
const AS_TEXT = '\ufe0e';

/** Loads a font file under a name of its own. Throws Error where it does not load. */
export async function loadFace(face: string): Promise<void> {
  const url = FILES[`../../fonts/${face}.ttf`];
  if (!url) throw new Error(say('The font {face} is not there.', { face }));
  try {
    document.fonts.add(await new FontFace(`title-${face}`, `url(${url})`).load());
  } catch (error) {
    lostFaces.add(face);
    throw error;
  }
}

const isRtl = (line: string): boolean =>
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(/\p{L}/u.exec(line)?.[0] ?? '');

export { facesOf } from './title-lines';

/** Premultiplied, `width` x `height`. Its font must have been loaded, else the page's own is taken. */
export function drawTitle(title: Title, width: number, height: number): ImageBitmap {
  const canvas = new OffscreenCanvas(width, height);
  if (!title.text.trim()) {
    canvas.getContext('2d');
    return canvas.transferToImageBitmap();
  }
  const { ascent = 1, descent = 0 } = FAMILIES[familyOf(title)] ?? {};
  const size = (title.size / 1000) * height;
  const outline = (title.outline / 1000) * size;
  const words = penOn(new OffscreenCanvas(width, height));
  const lines = linesOf(title, width, height).map((runs) => placed(words, runs, title.weight, size));
  const widths = lines.map(({ long }) => long);
  const [block, line] = [Math.max(...widths), LINE * size];
  const [left, top] = [(width - block) / 2, (height - line * lines.length) / 2];
  const first = top + (line - (ascent + descent) * size) / 2 + ascent * size;
  const each = (draw: (text: string, x: number, y: number) => void) => {
    lines.forEach(({ runs, long, way }, row) => {
      words.direction = way;
      const [x, y] = [left + (block - long) * SHARE[title.align], Math.round(first + row * line)];
      for (const run of runs) {
        words.font = run.font;
        draw(run.text, x + run.at, y);
      }
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

function penOn(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const pen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  // letters stand where the font says, not on whole pixels
  return Object.assign(pen, { textRendering: 'geometricPrecision', fontKerning: 'normal', textAlign: 'left' });
}

interface Placed {
  runs: { text: string; font: string; at: number }[];
  /** pixels across */
  long: number;
  way: 'ltr' | 'rtl';
}

/** A line's runs side by side, the first on the left, or on the right where the line is read from there. */
function placed(pen: OffscreenCanvasRenderingContext2D, runs: readonly Run[], weight: number, size: number): Placed {
  const way = isRtl(runs.map(({ text }) => text).join('')) ? 'rtl' : 'ltr';
  pen.direction = way;
  let long = 0;
  const measured = runs.map(({ text: letters, family }) => {
    const font = `${size}px "title-${faceOf(family, weight)}", sans-serif`;
    const text = FAMILIES[family]?.helps ? letters + AS_TEXT : letters;
    pen.font = font;
    const wide = pen.measureText(text).width;
    long += wide;
    return { text, font, wide, at: long - wide };
  });
  return {
    long,
    way,
    runs: measured.map(({ wide, at, ...run }) => ({ ...run, at: way === 'rtl' ? long - at - wide : at })),
  };
}
