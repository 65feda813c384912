/** Matte frames by matte and source frame: packed ones are kept, unpacked ones under a byte budget. */
import { HEADER_BYTES, type Invalidation, isStale, splitChunk } from '../model/matte-frame';
import type { FromMatteWorker, ToMatteWorker } from './matte.worker';

const UNPACKED_BYTES = 96 << 20;
/** frames unpacked before they are shown: a picture whose matte comes later would flash up unmasked */
const AHEAD = 6;

interface Made {
  revision: number;
  /** FrameState */
  state: number;
  width: number;
  height: number;
}

export interface Plane extends Made {
  alpha: Uint8Array;
}

interface Packed extends Made {
  bytes: ArrayBuffer;
}

export class MatteStore {
  #worker = new Worker(new URL('./matte.worker.ts', import.meta.url), { type: 'module' });
  #packed = new Map<string, Map<number, Packed>>();
  /** by `matte frame revision`; the oldest used goes first */
  #planes = new Map<string, Plane>();
  #bytes = 0;
  #asked = new Map<string, Packed>();

  constructor(private readonly onPlane: () => void) {
    this.#worker.onmessage = ({ data }: MessageEvent<FromMatteWorker>) => this.#take(data);
  }

  /** A matte frame as it came off the wire, or a whole chunk. A newer revision wins; at one, the more trusted state. */
  push(bytes: ArrayBuffer): void {
    for (const { header, bytes: frame } of splitChunk(bytes)) {
      const frames = this.#packed.get(header.matte) ?? new Map<number, Packed>();
      this.#packed.set(header.matte, frames);
      const had = frames.get(header.frame);
      const older =
        had && (had.revision > header.revision || (had.revision === header.revision && had.state > header.state));
      if (older) continue;
      const { revision, state, width, height } = header;
      frames.set(header.frame, { bytes: frame, revision, state, width, height });
    }
    this.onPlane();
  }

  /** Drops what a later prompt made stale. */
  invalidate(matte: string, _revision: number, invalidations: readonly Invalidation[]): void {
    const frames = this.#packed.get(matte);
    if (!frames) return;
    for (const [frame, packed] of frames) if (isStale(frame, packed.revision, invalidations)) frames.delete(frame);
    this.onPlane();
  }

  /** The alpha of a frame, or null while it is not here or being unpacked; asking unpacks it and those after it. */
  plane(matte: string, frame: number): Plane | null {
    const plane = this.#held(matte, frame);
    for (let next = frame + 1; next <= frame + AHEAD; next++) this.#held(matte, next);
    return plane;
  }

  #held(matte: string, frame: number): Plane | null {
    const packed = this.#packed.get(matte)?.get(frame);
    if (!packed) return null;
    const key = `${matte} ${frame} ${packed.revision} ${packed.state}`;
    const plane = this.#planes.get(key);
    if (plane) {
      this.#planes.delete(key);
      this.#planes.set(key, plane);
      return plane;
    }
    if (!this.#asked.has(key)) {
      this.#asked.set(key, packed);
      const payload = packed.bytes.slice(HEADER_BYTES);
      const ask: ToMatteWorker = { key, payload, width: packed.width, height: packed.height };
      this.#worker.postMessage(ask, [payload]);
    }
    return null;
  }

  dispose(): void {
    this.#worker.terminate();
  }

  #take({ key, alpha }: FromMatteWorker): void {
    const packed = this.#asked.get(key);
    this.#asked.delete(key);
    if (!packed || !alpha) return;
    const { revision, state, width, height } = packed;
    this.#planes.set(key, { alpha: new Uint8Array(alpha), revision, state, width, height });
    this.#bytes += alpha.byteLength;
    for (const [old, plane] of this.#planes) {
      if (this.#bytes <= UNPACKED_BYTES) break;
      this.#planes.delete(old);
      this.#bytes -= plane.alpha.byteLength;
    }
    this.onPlane();
  }
}
