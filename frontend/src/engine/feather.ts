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
  const line = new Float64Array(width);
  for (let pass = 0; pass < PASSES; pass++)
    for (let y = 0; y < height; y++) blurRow(plane, y * width, width, radius, line);
  for (let pass = 0; pass < PASSES; pass++) blurDown(plane, width, height, radius);
}

function blurRow(plane: Uint8Array, at: number, count: number, radius: number, line: Float64Array): void {
  const whole = Math.floor(radius);
  const even = 1 / (2 * radius + 1);
  const ends = (1 - (2 * whole + 1) * even) / 2;
  for (let i = 0; i < count; i++) line[i] = plane[at + i] as number;
  const last = count - 1;
  const value = (i: number) => line[Math.max(0, Math.min(i, last))] as number;
  let sum = 0;
  for (let i = -whole; i <= whole; i++) sum += value(i);
  for (let i = 0; i < count; i++) {
    plane[at + i] = sum * even + (value(i - whole - 1) + value(i + whole + 1)) * ends + 0.5;
    sum += value(i + whole + 1) - value(i - whole);
  }
}

/** All columns together, row by row: memory is read in its order. */
function blurDown(plane: Uint8Array, width: number, height: number, radius: number): void {
  const whole = Math.floor(radius);
  const even = 1 / (2 * radius + 1);
  const ends = (1 - (2 * whole + 1) * even) / 2;
  const source = plane.slice();
  const row = (y: number) => (y < 0 ? 0 : y >= height ? height - 1 : y) * width;
  const sums = new Float64Array(width);
  for (let y = -whole; y <= whole; y++) {
    const at = row(y);
    for (let x = 0; x < width; x++) sums[x] = (sums[x] as number) + (source[at + x] as number);
  }
  for (let y = 0; y < height; y++) {
    const [out, before, after, leaving] = [y * width, row(y - whole - 1), row(y + whole + 1), row(y - whole)];
    for (let x = 0; x < width; x++) {
      const entering = source[after + x] as number;
      const sum = sums[x] as number;
      plane[out + x] = sum * even + ((source[before + x] as number) + entering) * ends + 0.5;
      sums[x] = sum + entering - (source[leaving + x] as number);
    }
  }
}
