/** Unpacks matte frames: raw deflate, then each row is a difference from the row above; then their edge is softened. */
import { blur } from './feather';

export interface ToMatteWorker {
  key: string;
  payload: ArrayBuffer;
  width: number;
  height: number;
  /** pixels of the matte */
  feather: number;
}
export interface FromMatteWorker {
  key: string;
  /** one byte a pixel, rows top to bottom; null when the payload was damaged */
  alpha: ArrayBuffer | null;
  bounds: Bounds;
}

/** Pixels of a plane from the first to before the last column and row that are not all 0. */
export interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

async function unpack({ payload, width, height, feather }: ToMatteWorker): Promise<ArrayBuffer> {
  const stream = new Blob([payload]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const plane = new Uint8Array(await new Response(stream).arrayBuffer());
  if (plane.length !== width * height) throw new RangeError(`${plane.length} bytes are not ${width} x ${height}`);
  for (let at = width; at < plane.length; at++) plane[at] = ((plane[at] ?? 0) + (plane[at - width] ?? 0)) & 255;
  blur(plane, width, feather / 2);
  return plane.buffer;
}

function boundsOf(plane: Uint8Array, width: number): Bounds {
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

self.onmessage = async ({ data }: MessageEvent<ToMatteWorker>) => {
  const alpha = await unpack(data).catch(() => null);
  const bounds = boundsOf(alpha ? new Uint8Array(alpha) : new Uint8Array(), data.width);
  const answer: FromMatteWorker = { key: data.key, alpha, bounds };
  self.postMessage(answer, { transfer: alpha ? [alpha] : [] });
};
