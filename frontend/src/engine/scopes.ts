/**
 * Pixels -> what colour scopes show. Values are R'G'B' of BT.709, 0..255, as the canvas and the export have them; luma and
 * colour differences are that standard's, so 0 is 0 IRE and 255 is 100 IRE.
 */

/** A picture, or evenly chosen pixels of one: RGBA, rows top to bottom. */
export interface Sample {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Values of a channel. */
export const VALUES = 256;
const [RED, GREEN, BLUE] = [0.2126, 0.7152, 0.0722];

export const lumaOf = (r: number, g: number, b: number): number => RED * r + GREEN * g + BLUE * b;

/** Colour differences, Cb and Cr: -127.5..127.5, 0 for greys. */
export function chromaOf(r: number, g: number, b: number): [cb: number, cr: number] {
  const y = lumaOf(r, g, b);
  return [(b - y) / (2 * (1 - BLUE)), (r - y) / (2 * (1 - RED))];
}

/** Calls with each pixel, its column of `columns` and its channels. */
function each(
  { data, width }: Sample,
  columns: number,
  see: (column: number, r: number, g: number, b: number) => void,
): void {
  const columnOf = Uint16Array.from({ length: width }, (_, x) => Math.floor((x * columns) / width));
  let x = 0;
  for (let i = 0; i < data.length; i += 4) {
    see(columnOf[x] as number, data[i] as number, data[i + 1] as number, data[i + 2] as number);
    if (++x === width) x = 0;
  }
}

const add = (counts: Uint32Array, at: number): void => {
  counts[at] = (counts[at] as number) + 1;
};

/** How many pixels of each column have each luma: `columns` x 256 counts, row by row, the brightest row first. */
export function waveform(sample: Sample, columns: number): Uint32Array {
  const counts = new Uint32Array(columns * VALUES);
  each(sample, columns, (column, r, g, b) =>
    add(counts, (VALUES - 1 - Math.round(lumaOf(r, g, b))) * columns + column),
  );
  return counts;
}

/** The waveforms of red, green and blue. */
export function parade(sample: Sample, columns: number): [red: Uint32Array, green: Uint32Array, blue: Uint32Array] {
  const [red, green, blue] = [0, 0, 0].map(() => new Uint32Array(columns * VALUES)) as ReturnType<typeof parade>;
  each(sample, columns, (column, r, g, b) => {
    add(red, (VALUES - 1 - r) * columns + column);
    add(green, (VALUES - 1 - g) * columns + column);
    add(blue, (VALUES - 1 - b) * columns + column);
  });
  return [red, green, blue];
}

/** Row and column of greys in the vectorscope. */
export const GREYS = 128;

/** Where a colour lies in the vectorscope, 1..255: Cb to the right, Cr upwards. */
export function vectorOf(r: number, g: number, b: number): [x: number, y: number] {
  const [cb, cr] = chromaOf(r, g, b);
  const reach = (VALUES - 1 - GREYS) / 127.5;
  return [GREYS + cb * reach, GREYS - cr * reach];
}

/** How many pixels have each colour, whatever their luma: 256 x 256 counts, row by row. */
export function vectorscope(sample: Sample): Uint32Array {
  const counts = new Uint32Array(VALUES * VALUES);
  each(sample, 1, (_, r, g, b) => {
    const [x, y] = vectorOf(r, g, b);
    add(counts, Math.round(y) * VALUES + Math.round(x));
  });
  return counts;
}

export interface Histogram {
  luma: Uint32Array;
  red: Uint32Array;
  green: Uint32Array;
  blue: Uint32Array;
}

/** How many pixels have each value. */
export function histogram(sample: Sample): Histogram {
  const bins = (): Uint32Array => new Uint32Array(VALUES);
  const found = { luma: bins(), red: bins(), green: bins(), blue: bins() };
  each(sample, 1, (_, r, g, b) => {
    add(found.luma, Math.round(lumaOf(r, g, b)));
    add(found.red, r);
    add(found.green, g);
    add(found.blue, b);
  });
  return found;
}

/** A picture in a few figures. */
export interface Levels {
  /** IRE */
  darkest: number;
  brightest: number;
  mean: number;
  /** 0..1 of the pixels with a channel at the end of its range */
  crushed: number;
  clipped: number;
  /** 0..1 of the most that Cb and Cr can be, of the mean colour */
  cast: number;
  /** degrees, counter-clockwise from Cb, of the mean colour */
  hue: number;
}

/** Of a sample of one pixel or more. */
export function levels(sample: Sample): Levels {
  let [low, high, sum, blue, red, crushed, clipped] = [255, 0, 0, 0, 0, 0, 0];
  each(sample, 1, (_, r, g, b) => {
    const y = lumaOf(r, g, b);
    low = Math.min(low, y);
    high = Math.max(high, y);
    sum += y;
    blue += b - y;
    red += r - y;
    if (Math.min(r, g, b) === 0) crushed++;
    if (Math.max(r, g, b) === 255) clipped++;
  });
  const pixels = sample.width * sample.height;
  const ire = (y: number) => (y / 255) * 100;
  const [cb, cr] = [blue / pixels / (2 * (1 - BLUE)), red / pixels / (2 * (1 - RED))];
  return {
    darkest: ire(low),
    brightest: ire(high),
    mean: ire(sum / pixels),
    crushed: crushed / pixels,
    clipped: clipped / pixels,
    cast: Math.hypot(cb, cr) / 127.5,
    hue: ((Math.atan2(cr, cb) * 180) / Math.PI + 360) % 360,
  };
}
