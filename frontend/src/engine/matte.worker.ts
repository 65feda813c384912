/** Unpacks matte frames: raw deflate, then each row is a difference from the row above; then their edge is softened. */
import { blur } from './feather';
import { addRows, type Bounds, boundsOf } from './plane';

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
  /** it is 0 outside of these */
  bounds: Bounds;
}

async function unpack({ payload, width, height, feather }: ToMatteWorker): Promise<Omit<FromMatteWorker, 'key'>> {
  const stream = new Blob([payload]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const plane = new Uint8Array(await new Response(stream).arrayBuffer());
  if (plane.length !== width * height) throw new RangeError(`${plane.length} bytes are not ${width} x ${height}`);
  addRows(plane, width);
  const bounds = blur(plane, width, feather / 2, boundsOf(plane, width));
  return { alpha: plane.buffer, bounds };
}

self.onmessage = async ({ data }: MessageEvent<ToMatteWorker>) => {
  const none = { alpha: null, bounds: { left: 0, top: 0, right: 0, bottom: 0 } };
  const answer: FromMatteWorker = { key: data.key, ...(await unpack(data).catch(() => none)) };
  self.postMessage(answer, { transfer: answer.alpha ? [answer.alpha] : [] });
};
