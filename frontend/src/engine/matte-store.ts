/** Matte frames unpacked as they are asked for, under a byte budget. */
import { HEADER_BYTES } from '../model/matte-frame';
import type { FromMatteWorker, ToMatteWorker } from './matte.worker';
import type { Packed, PackedMattes } from './packed-mattes';
import type { Bounds } from './plane';

const UNPACKED_BYTES = 96 << 20;
/** frames unpacked before they are shown: a picture whose matte comes later would flash up unmasked */
const AHEAD = 6;
/** frames that the worker has at once: one at work, and the next */
const AT_WORK = 2;
/** What was asked for so many times ago and not since is over: a slow machine leaves frames out, and does not fall behind. */
const KEPT_ASKINGS = 16;

export interface Plane {
  /** of the footage */
  frame: number;
  revision: number;
  /** FrameState */
  state: number;
  width: number;
  height: number;
  alpha: Uint8Array;
  /** it is 0 outside of these */
  bounds: Bounds;
}

/** What a plane is made of. */
interface Made {
  of: Packed;
  frame: number;
  feather: number;
}

interface Wish extends Made {
  /** number of the asking */
  asking: number;
  /** its place in it; the lower comes sooner */
  place: number;
}

/** `exact`: it is the newest there is, softened as asked, or there is none. */
export interface Shown {
  plane: Plane | null;
  exact: boolean;
}

export class MatteStore {
  #worker = new Worker(new URL('./matte.worker.ts', import.meta.url), { type: 'module' });
  /** by `matte frame`, as all of these; the one used longest ago goes first */
  #planes = new Map<string, Made & { plane: Plane }>();
  #bytes = 0;
  #wishes = new Map<string, Wish>();
  /** asked for last, of each matte */
  readonly #feathers = new Map<string, number>();
  #atWork = new Map<string, Made>();
  #askings = 0;

  constructor(
    private readonly packed: PackedMattes,
    private readonly onPlane: () => void,
  ) {
    this.#worker.onmessage = ({ data }: MessageEvent<FromMatteWorker>) => this.#take(data);
  }

  /**
   * The alpha of a frame with its edge softened by `feather` pixels of its own; asking unpacks it, and those after it
   * where time goes `way` 1, before it where that is -1. Until the newest is unpacked the one before it is shown, and
   * while time goes that of a frame just over.
   */
  plane(matte: string, frame: number, feather: number, way: number): Shown {
    this.#askings++;
    const shown = this.#shown(matte, frame, feather);
    const isLate = !shown.exact && !shown.plane;
    const over = way && isLate ? this.#justOver(matte, frame, way) : null;
    // where another stands in for it, those to come go first: made now, it would be late too
    shown.wish(over ? AHEAD + 1 : 0);
    // of a feather with keyframes nobody knows here what those to come have
    const isKnown = (this.#feathers.get(matte) ?? feather) === feather;
    this.#feathers.set(matte, feather);
    for (let n = 1; way && isKnown && n <= AHEAD && frame + n * way >= 0; n++)
      this.#shown(matte, frame + n * way, feather).wish(n);
    this.#send();
    return { plane: over ?? shown.plane, exact: shown.exact };
  }

  dispose(): void {
    this.#worker.terminate();
  }

  /** `wish`: has it made at that place, if it is not. */
  #shown(matte: string, frame: number, feather: number): Shown & { wish(place: number): void } {
    const { packed, away } = this.packed.get(matte, frame);
    const key = `${matte} ${frame}`;
    const held = this.#planes.get(key);
    if (!packed) return { plane: away ? (held?.plane ?? null) : null, exact: !away, wish: () => {} };
    if (held) {
      this.#planes.delete(key);
      this.#planes.set(key, held);
    }
    const isMade = (made?: Made) => made?.of === packed && made.feather === feather;
    const exact = isMade(held);
    const wish = (place: number) => {
      if (exact || isMade(this.#atWork.get(key))) this.#wishes.delete(key);
      else this.#wishes.set(key, { of: packed, frame, feather, asking: this.#askings, place });
    };
    return { plane: held?.plane ?? null, exact, wish };
  }

  #justOver(matte: string, frame: number, way: number): Plane | null {
    for (let n = 1; n <= AHEAD; n++) {
      const held = this.#planes.get(`${matte} ${frame - n * way}`);
      if (held) return held.plane;
    }
    return null;
  }

  /** Gives the worker what was asked for last, and of that what comes soonest. */
  #send(): void {
    for (const [key, { asking }] of this.#wishes) if (asking <= this.#askings - KEPT_ASKINGS) this.#wishes.delete(key);
    while (this.#atWork.size < AT_WORK) {
      let next: [string, Wish] | null = null;
      for (const entry of this.#wishes) {
        const [key, wish] = entry;
        // an answer names its frame alone: one at a time of each
        if (!this.#atWork.has(key) && (!next || isSooner(wish, next[1]))) next = entry;
      }
      if (!next) return;
      const [key, { of, frame, feather }] = next;
      this.#wishes.delete(key);
      this.#atWork.set(key, { of, frame, feather });
      const payload = of.bytes.slice(HEADER_BYTES);
      const ask: ToMatteWorker = { key, payload, width: of.width, height: of.height, feather };
      this.#worker.postMessage(ask, [payload]);
    }
  }

  #take({ key, alpha, bounds }: FromMatteWorker): void {
    const made = this.#atWork.get(key);
    this.#atWork.delete(key);
    this.#send();
    if (!made || !alpha) return;
    const { revision, state, width, height } = made.of;
    this.#bytes += alpha.byteLength - (this.#planes.get(key)?.plane.alpha.byteLength ?? 0);
    this.#planes.delete(key);
    const plane = { frame: made.frame, alpha: new Uint8Array(alpha), bounds, revision, state, width, height };
    this.#planes.set(key, { ...made, plane });
    for (const [old, { plane }] of this.#planes) {
      if (this.#bytes <= UNPACKED_BYTES) break;
      this.#planes.delete(old);
      this.#bytes -= plane.alpha.byteLength;
    }
    this.onPlane();
  }
}

const isSooner = (a: Wish, b: Wish): boolean => a.asking > b.asking || (a.asking === b.asking && a.place < b.place);
