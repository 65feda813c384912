/** What the server says, as it says it: JSON shapes, socket events and the bytes of a matte frame. */
import type { Ticks } from '../time/time';

export type Role = 'owner' | 'editor' | 'viewer';

export interface Me {
  id: number | string;
  name: string;
  is_guest: boolean;
}

export interface ProjectCard {
  id: string;
  name: string;
  updated_at: string;
  created_at: string;
  poster_url: string | null;
}

export interface ProjectInfo {
  id: string;
  name: string;
  role: Role;
  updated_at?: string;
}

export interface AssetUrls {
  original: string | null;
  proxy: string | null;
  poster: string | null;
  filmstrip: string | null;
  peaks: string | null;
  frames: string | null;
}

export interface Asset {
  id: string;
  project: string;
  name: string;
  kind: 'unknown' | 'video' | 'audio' | 'image';
  state: 'uploading' | 'processing' | 'ready' | 'failed';
  /** a sentence; empty unless failed */
  error: string;
  /** 0..1 of the server's processing */
  progress: number;
  size: number;
  width: number;
  height: number;
  rate: [number, number];
  frame_count: number;
  duration: Ticks;
  has_audio: boolean;
  urls: AssetUrls;
  filmstrip?: { count: number; columns: number; interval: Ticks } | null;
}

export interface NewUpload {
  asset: Asset;
  part_size: number;
  part_count: number;
}

export interface Point {
  /** 0..1 of the source picture */
  x: number;
  y: number;
  keep: boolean;
}

export interface Prompt {
  frame: number;
  points: Point[];
}

export interface Invalidation {
  revision: number;
  /** first and last frame, both included */
  start: number;
  end: number;
}

export interface Matte {
  id: string;
  asset: string;
  name: string;
  colour: string;
  revision: number;
  prompts: Prompt[];
  invalidations: Invalidation[];
  error: string;
}

export interface Chunk {
  start: number;
  end: number;
  revision: number;
  url: string;
}

export interface ExportJob {
  id: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | string;
  progress: number;
  error: string;
  size: number | null;
  url: string | null;
  created_at: string;
}

export interface Share {
  id: string;
  token: string;
  role: Role;
  url: string;
  created_at: string;
  revoked: boolean;
}

export type ServerEvent =
  | { type: 'asset'; asset: Asset }
  | { type: 'export'; export: ExportJob }
  | { type: 'matte'; matte: Matte }
  | { type: 'error'; detail: string };

/** State of a frame's mask; the order is the order of trust. */
export const FrameState = { missing: 0, draft: 1, final: 2, human: 3 } as const;

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

const HEADER_BYTES = 40;
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
