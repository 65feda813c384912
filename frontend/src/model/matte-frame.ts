/** The bytes of matte frames, one form on the wire and at rest. Twin of inference/mattes.py. */

/** State of a frame's mask; the order is the order of trust. */
export const FrameState = { missing: 0, draft: 1, final: 2, human: 3 } as const;

export interface Invalidation {
  revision: number;
  /** first and last frame, both included */
  start: number;
  end: number;
}

export interface FrameHeader {
  state: number;
  /** dashed lower-case uuid */
  matte: string;
  revision: number;
  frame: number;
  width: number;
  height: number;
  /** whole frame with its header, in bytes */
  bytes: number;
}

export const HEADER_BYTES = 40;
const MAGIC = 0x544d4850; // 'PHMT' read as a little-endian number

/** Reads the 40-byte header of the frame that begins at `offset`. Throws RangeError for what is not one. */
export function readFrameHeader(buffer: ArrayBuffer, offset = 0): FrameHeader {
  if (buffer.byteLength - offset < HEADER_BYTES)
    throw new RangeError(`a matte frame has a 40-byte header; ${buffer.byteLength - offset} bytes are left`);
  const view = new DataView(buffer, offset);
  if (view.getUint32(0, true) !== MAGIC) throw new RangeError(`no matte frame begins at byte ${offset}`);
  if (view.getUint8(4) !== 1)
    throw new RangeError(`matte frame version ${view.getUint8(4)}: this page reads version 1`);
  const hex = [...new Uint8Array(buffer, offset + 8, 16)].map((b) => b.toString(16).padStart(2, '0')).join('');
  const bytes = HEADER_BYTES + view.getUint32(36, true);
  if (offset + bytes > buffer.byteLength)
    throw new RangeError(`the matte frame at byte ${offset} wants ${bytes} bytes; the object is cut short`);
  return {
    state: view.getUint8(5),
    matte: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    revision: view.getUint32(24, true),
    frame: view.getUint32(28, true),
    width: view.getUint16(32, true),
    height: view.getUint16(34, true),
    bytes,
  };
}

/** Frames of a chunk object, each with a copy of its own bytes. */
export function* splitChunk(buffer: ArrayBuffer): Generator<{ header: FrameHeader; bytes: ArrayBuffer }> {
  for (let offset = 0; offset < buffer.byteLength; ) {
    const header = readFrameHeader(buffer, offset);
    yield { header, bytes: buffer.slice(offset, offset + header.bytes) };
    offset += header.bytes;
  }
}

/** A frame made at `revision` is stale once a later invalidation covers it. */
export const isStale = (frame: number, revision: number, invalidations: readonly Invalidation[]): boolean =>
  invalidations.some((i) => i.revision > revision && i.start <= frame && frame <= i.end);
