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
}

async function unpack({ payload, width, height, feather }: ToMatteWorker): Promise<ArrayBuffer> {
  const stream = new Blob([payload]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const plane = new Uint8Array(await new Response(stream).arrayBuffer());
  if (plane.length !== width * height) throw new RangeError(`${plane.length} bytes are not ${width} x ${height}`);
  for (let at = width; at < plane.length; at++) plane[at] = ((plane[at] ?? 0) + (plane[at - width] ?? 0)) & 255;
  blur(plane, width, feather / 2);
  return plane.buffer;
}

self.onmessage = async ({ data }: MessageEvent<ToMatteWorker>) => {
  const alpha = await unpack(data).catch(() => null);
  const answer: FromMatteWorker = { key: data.key, alpha };
  self.postMessage(answer, { transfer: alpha ? [alpha] : [] });
};
