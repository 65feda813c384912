/**
 * Gaussian blur of 8-bit planes as three extended box blurs (Gwosdek, Grewenig, Bruhn, Weickert: Theoretical foundations
 * of Gaussian convolution by extended box filtering, 2011), as Pillow makes it for the export.
 *
 * A matte is flat but for the edge of its object, and what is flat stays as it is: work is done near edges alone.
 */
import { type Bounds, boundsOf, cut, paste } from './plane';

const PASSES = 3;
/** Rows and columns of the squares in which a plane is turned over; both sides of one stay in the nearest cache. */
const SQUARE = 32;

/** Half the width of each box; its whole part is weighted evenly, the rest lies on one more value at either end. */
export function boxRadius(sigma: number): number {
  const variance = (sigma * sigma) / PASSES;
  const whole = Math.floor((Math.sqrt(12 * variance + 1) - 1) / 2);
  const rest = ((2 * whole + 1) * (whole * (whole + 1) - 3 * variance)) / (6 * (variance - (whole + 1) ** 2));
  return whole + rest;
}

/**
 * Blurs `plane` (one byte a pixel, rows of `width`) in place; outside of `bounds` it is 0, and afterwards outside of what is
 * returned. Sigma in pixels; edges go on outside.
 */
export function blur(plane: Uint8Array, width: number, sigma: number, bounds = boundsOf(plane, width)): Bounds {
  if (sigma <= 0 || bounds.right === 0) return bounds;
  const radius = boxRadius(sigma);
  const reach = reachOf(radius);
  const seen = {
    left: Math.max(0, bounds.left - reach),
    top: Math.max(0, bounds.top - reach),
    right: Math.min(width, bounds.right + reach),
    bottom: Math.min(plane.length / width, bounds.bottom + reach),
  };
  const rows = cut(plane, width, seen);
  acrossRows(rows, seen.right - seen.left, radius);
  const columns = turnedOver(rows, seen.right - seen.left);
  acrossRows(columns, seen.bottom - seen.top, radius);
  paste(turnedOver(columns, seen.bottom - seen.top), plane, width, seen);
  return seen;
}

/** How far the passes look together, in pixels. */
const reachOf = (radius: number): number => PASSES * (Math.floor(radius) + 1);

/** With its rows as columns. */
function turnedOver(plane: Uint8Array, width: number): Uint8Array {
  const height = plane.length / width;
  const to = new Uint8Array(plane.length);
  for (let top = 0; top < height; top += SQUARE)
    for (let left = 0; left < width; left += SQUARE) {
      const [bottom, right] = [Math.min(height, top + SQUARE), Math.min(width, left + SQUARE)];
      for (let x = left; x < right; x++)
        for (let y = top; y < bottom; y++) to[x * height + y] = plane[y * width + x] as number;
    }
  return to;
}

function acrossRows(plane: Uint8Array, width: number, radius: number): void {
  const box = boxOf(radius, width);
  const reach = reachOf(radius);
  for (let at = 0; at < plane.length; at += width) {
    const end = at + width;
    let x = at + 1;
    while (x < end) {
      if (plane[x] === plane[x - 1]) {
        x++;
        continue;
      }
      // from here to where nothing changes for so long that a change there is seen from nowhere here
      const first = x;
      let last = x;
      for (x++; x < end && x < last + 2 * reach; x++) if (plane[x] !== plane[x - 1]) last = x;
      soften(plane, Math.max(at, first - reach), Math.min(end, last + reach), box);
    }
  }
}

interface Box {
  /** values that are looked at on either side */
  edge: number;
  /** weights in 1/65536: of each value well inside the box, and of the two at its ends */
  even: number;
  ends: number;
  /** room for a row, with its first and last value repeated on either side */
  row: Uint8Array;
  made: Uint8Array;
}

function boxOf(radius: number, width: number): Box {
  const whole = Math.floor(radius);
  const edge = whole + 1;
  const even = 65_536 / (2 * radius + 1);
  const [row, made] = [new Uint8Array(width + 2 * edge), new Uint8Array(width + 2 * edge)];
  return { edge, even: Math.round(even), ends: Math.round((65_536 - (2 * whole + 1) * even) / 2), row, made };
}

/**
 * All passes over the values from `begin` to before `end`; what lies outside of them is like the first and the last. Loops: calls
 * for so few values take longer.
 */
function soften(plane: Uint8Array, begin: number, end: number, { edge, even, ends, ...box }: Box): void {
  const count = end - begin;
  let { row, made } = box;
  for (let x = 0; x < count; x++) row[x + edge] = plane[begin + x] as number;
  for (let pass = 0; pass < PASSES; pass++) {
    const [first, last] = [row[edge] as number, row[edge + count - 1] as number];
    for (let x = 0; x < edge; x++) {
      row[x] = first;
      row[x + edge + count] = last;
    }
    let sum = 0;
    for (let x = 1; x < 2 * edge; x++) sum += row[x] as number;
    for (let x = 0; x < count; x++) {
      const entering = row[x + 2 * edge] as number;
      made[x + edge] = (Math.imul(sum, even) + Math.imul((row[x] as number) + entering, ends) + 32_768) >>> 16;
      sum += entering - (row[x + 1] as number);
    }
    [row, made] = [made, row];
  }
  for (let x = 0; x < count; x++) plane[begin + x] = row[x + edge] as number;
}
