/** Unpacks matte frames: raw deflate, then each row is a difference from the row above. */
export interface ToMatteWorker {
  key: string;
  payload: ArrayBuffer;
  width: number;
  height: number;
}
export interface FromMatteWorker {
  key: string;
  /** one byte a pixel, rows top to bottom; null when the payload was damaged */
  alpha: ArrayBuffer | null;
}

async function unpack(payload: ArrayBuffer, width: number, height: number): Promise<ArrayBuffer> {
  const stream = new Blob([payload]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const plane = new Uint8Array(await new Response(stream).arrayBuffer());
  if (plane.length !== width * height) throw new RangeError(`${plane.length} bytes are not ${width} x ${height}`);
  for (let at = width; at < plane.length; at++) plane[at] = ((plane[at] ?? 0) + (plane[at - width] ?? 0)) & 255;
  return plane.buffer;
}

self.onmessage = async ({ data }: MessageEvent<ToMatteWorker>) => {
  const alpha = await unpack(data.payload, data.width, data.height).catch(() => null);
  const answer: FromMatteWorker = { key: data.key, alpha };
  self.postMessage(answer, { transfer: alpha ? [alpha] : [] });
};
