/** Matte frames unpacked as they are asked for, under a byte budget. */
import { HEADER_BYTES } from '../model/matte-frame';
import type { Bounds, FromMatteWorker, ToMatteWorker } from './matte.worker';
import type { Packed, PackedMattes } from './packed-mattes';

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
  /** where it is not 0 */
  bounds: Bounds;
}

interface Unpacked {
  plane: Plane;
  of: Packed;
  feather: number;
}

/** `exact`: it is the newest there is, softened as asked, or there is none. */
export interface Shown {
  plane: Plane | null;
  exact: boolean;
}

export class MatteStore {
  #worker = new Worker(new URL('./matte.worker.ts', import.meta.url), { type: 'module' });
  /** by `matte frame`; the one used longest ago goes first */
  #planes = new Map<string, Unpacked>();
  #bytes = 0;
  #asked = new Map<string, Omit<Unpacked, 'plane'>>();

  constructor(
    private readonly packed: PackedMattes,
    private readonly onPlane: () => void,
  ) {
    this.#worker.onmessage = ({ data }: MessageEvent<FromMatteWorker>) => this.#take(data);
  }

  /**
   * The alpha of a frame with its edge softened by `feather` pixels of its own; asking unpacks it, and those after it
   * where time goes `way` 1, before it where that is -1. Until the newest is unpacked the one before it is shown.
   */
  plane(matte: string, frame: number, feather: number, way: number): Shown {
    const shown = this.#shown(matte, frame, feather);
    for (let n = 1; way && n <= AHEAD && frame + n * way >= 0; n++) this.#shown(matte, frame + n * way, feather);
    return shown;
  }

  #shown(matte: string, frame: number, feather: number): Shown {
    const { packed, away } = this.packed.get(matte, frame);
    const key = `${matte} ${frame}`;
    const held = this.#planes.get(key);
    if (!packed) return { plane: away ? (held?.plane ?? null) : null, exact: !away };
    if (held) {
      this.#planes.delete(key);
      this.#planes.set(key, held);
    }
    const exact = held?.of === packed && held.feather === feather;
    const asked = this.#asked.get(key);
    if (!exact && !(asked?.of === packed && asked.feather === feather)) {
      this.#asked.set(key, { of: packed, feather });
      const payload = packed.bytes.slice(HEADER_BYTES);
      const { width, height } = packed;
      const ask: ToMatteWorker = { key, payload, width, height, feather };
      this.#worker.postMessage(ask, [payload]);
    }
    return { plane: held?.plane ?? null, exact };
  }

  dispose(): void {
    this.#worker.terminate();
  }

  #take({ key, alpha, bounds }: FromMatteWorker): void {
    const asked = this.#asked.get(key);
    this.#asked.delete(key);
    if (!asked || !alpha) return;
    const { revision, state, width, height } = asked.of;
    this.#bytes += alpha.byteLength - (this.#planes.get(key)?.plane.alpha.byteLength ?? 0);
    this.#planes.delete(key);
    this.#planes.set(key, {
      ...asked,
      plane: { alpha: new Uint8Array(alpha), bounds, revision, state, width, height },
    });
    for (const [old, { plane }] of this.#planes) {
      if (this.#bytes <= UNPACKED_BYTES) break;
      this.#planes.delete(old);
      this.#bytes -= plane.alpha.byteLength;
    }
    this.onPlane();
  }
}
