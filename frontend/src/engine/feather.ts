/**
 * Gaussian blur of 8-bit planes as three extended box blurs (Gwosdek, Grewenig, Bruhn, Weickert: Theoretical foundations
 * of Gaussian convolution by extended box filtering, 2011), as Pillow makes it for the export.
 */
const PASSES = 3;

/** Half the width of each box; its whole part is weighted evenly, the rest lies on one more value at either end. */
export function boxRadius(sigma: number): number {
  const variance = (sigma * sigma) / PASSES;
  const whole = Math.floor((Math.sqrt(12 * variance + 1) - 1) / 2);
  const rest = ((2 * whole + 1) * (whole * (whole + 1) - 3 * variance)) / (6 * (variance - (whole + 1) ** 2));
  return whole + rest;
}

/** Blurs `plane` (one byte a pixel, rows of `width`) in place. Sigma in pixels; edges go on outside. */
export function blur(plane: Uint8Array, width: number, sigma: number): void {
  if (sigma <= 0 || !plane.length) return;
  const radius = boxRadius(sigma);
  const height = plane.length / width;
  const rows = new Uint8Array(plane.length);
  for (let pass = 0; pass < PASSES; pass++) {
    acrossRows(plane, rows, width, height, radius);
    plane.set(rows);
  }
  for (let pass = 0; pass < PASSES; pass++) {
    downColumns(plane, rows, width, height, radius);
    plane.set(rows);
  }
}

/** The weights in 1/65536: of each value well inside the box, and of the two at its ends. */
function weights(radius: number): { whole: number; even: number; ends: number } {
  const whole = Math.floor(radius);
  const even = 65_536 / (2 * radius + 1);
  return { whole, even: Math.round(even), ends: Math.round((65_536 - (2 * whole + 1) * even) / 2) };
}

function acrossRows(from: Uint8Array, to: Uint8Array, width: number, height: number, radius: number): void {
  const { whole, even, ends } = weights(radius);
  const edge = whole + 1;
  // a row with its first and last value repeated on either side
  const row = new Uint8Array(width + 2 * edge);
  for (let y = 0; y < height; y++) {
    const at = y * width;
    const [first, last] = [from[at] as number, from[at + width - 1] as number];
    let isFlat = true;
    for (let x = 0; isFlat && x < width; x++) isFlat = from[at + x] === first;
    if (isFlat) {
      to.fill(first, at, at + width);
      continue;
    }
    row.fill(first, 0, edge);
    row.set(from.subarray(at, at + width), edge);
    row.fill(last, edge + width);
    let sum = 0;
    for (let x = 1; x < 2 * edge; x++) sum += row[x] as number;
    for (let x = 0; x < width; x++) {
      const entering = row[x + 2 * edge] as number;
      to[at + x] = (sum * even + ((row[x] as number) + entering) * ends + 32_768) >>> 16;
      sum += entering - (row[x + 1] as number);
    }
  }
}

/** All columns together, row by row: memory is read in its order. */
function downColumns(from: Uint8Array, to: Uint8Array, width: number, height: number, radius: number): void {
  const { whole, even, ends } = weights(radius);
  const row = (y: number) => Math.max(0, Math.min(y, height - 1)) * width;
  const sums = new Int32Array(width);
  for (let y = -whole; y <= whole; y++) {
    const at = row(y);
    for (let x = 0; x < width; x++) sums[x] = (sums[x] as number) + (from[at + x] as number);
  }
  for (let y = 0; y < height; y++) {
    const [out, before, after, leaving] = [y * width, row(y - whole - 1), row(y + whole + 1), row(y - whole)];
    for (let x = 0; x < width; x++) {
      const entering = from[after + x] as number;
      const sum = sums[x] as number;
      to[out + x] = (sum * even + ((from[before + x] as number) + entering) * ends + 32_768) >>> 16;
      sums[x] = sum + entering - (from[leaving + x] as number);
    }
  }
}
