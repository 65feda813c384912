/** Planes of alpha: one byte a pixel, rows top to bottom. */

/** Pixels of a plane from the first to before the last column and row that are not all 0. */
export interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** `plane`: one byte a pixel, rows of `width`. */
export function boundsOf(plane: Uint8Array, width: number): Bounds {
  let [first, last] = [0, plane.length - 1]; // loops: a call for each pixel takes milliseconds
  while (first <= last && !plane[first]) first++;
  if (first > last) return { left: 0, top: 0, right: 0, bottom: 0 };
  while (!plane[last]) last--;
  const top = Math.floor(first / width);
  const bottom = Math.floor(last / width) + 1;
  let [left, right] = [width, 0];
  for (let y = top; y < bottom; y++) {
    const row = y * width;
    for (let x = 0; x < left; x++) if (plane[row + x]) left = x;
    for (let x = width; x > right; x--) if (plane[row + x - 1]) right = x;
  }
  return { left, top, right, bottom };
}

/** The bytes of a part of a plane. */
export function cut(plane: Uint8Array, width: number, { left, top, right, bottom }: Bounds): Uint8Array {
  const part = new Uint8Array((right - left) * (bottom - top));
  for (let y = top; y < bottom; y++)
    part.set(plane.subarray(y * width + left, y * width + right), (y - top) * (right - left));
  return part;
}

/** Puts such bytes back. */
export function paste(part: Uint8Array, plane: Uint8Array, width: number, { left, top, right, bottom }: Bounds): void {
  const across = right - left;
  for (let y = top; y < bottom; y++)
    plane.set(part.subarray((y - top) * across, (y - top + 1) * across), y * width + left);
}

/** Adds to each row the one above it, modulo 256: what was sent is the difference. `plane` has a buffer of its own. */
export function addRows(plane: Uint8Array<ArrayBuffer>, width: number): void {
  if (width % 4) {
    for (let at = width; at < plane.length; at++) plane[at] = ((plane[at] ?? 0) + (plane[at - width] ?? 0)) & 255;
    return;
  }
  // four pixels at once: their highest bits are added by themselves, so that none carries into the next
  const words = new Uint32Array(plane.buffer);
  const row = width / 4;
  for (let at = row; at < words.length; at++) {
    const [a, b] = [words[at] as number, words[at - row] as number];
    words[at] = ((a & 0x7f7f7f7f) + (b & 0x7f7f7f7f)) ^ ((a ^ b) & 0x80808080);
  }
}
