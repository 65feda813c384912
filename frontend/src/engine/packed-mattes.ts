/** Matte frames as they came, by matte and source frame, under a byte budget: what lies far from the playhead goes. */
import { type Invalidation, isStale, splitChunk } from '../model/matte-frame';

/** About ten thousand frames of a 540p matte. */
const BUDGET_BYTES = 64 << 20;
/** After going over it, so much is left. */
const LEFT = 0.9;

export interface Packed {
  /** with its header */
  bytes: ArrayBuffer;
  revision: number;
  /** FrameState */
  state: number;
  width: number;
  height: number;
}

interface Frames {
  here: Map<number, Packed>;
  /** revisions of frames that made room: they can be had again */
  away: Map<number, number>;
  /** the frame that was asked for last */
  asked: number;
}

export class PackedMattes {
  #mattes = new Map<string, Frames>();
  #listeners = new Set<() => void>();
  #bytes = 0;

  /** `onWanted`: a frame that made room is asked for; push() brings it back. */
  constructor(
    private readonly onWanted: (matte: string, frame: number) => void = () => undefined,
    private readonly budget = BUDGET_BYTES,
  ) {}

  get bytes(): number {
    return this.#bytes;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A frame as it came off the wire, or a whole chunk. A newer revision wins; at one, the more trusted state. */
  push(bytes: ArrayBuffer): void {
    for (const { header, bytes: frame } of splitChunk(bytes)) {
      const frames = this.#mattes.get(header.matte) ?? { here: new Map(), away: new Map(), asked: 0 };
      this.#mattes.set(header.matte, frames);
      const had = frames.here.get(header.frame);
      const older =
        had && (had.revision > header.revision || (had.revision === header.revision && had.state > header.state));
      if (older) continue;
      const { revision, state, width, height } = header;
      frames.here.set(header.frame, { bytes: frame, revision, state, width, height });
      frames.away.delete(header.frame);
      this.#bytes += frame.byteLength - (had?.bytes.byteLength ?? 0);
    }
    this.#makeRoom();
    this.#changed();
  }

  /** Drops what a later prompt made stale. */
  invalidate(matte: string, invalidations: readonly Invalidation[]): void {
    const frames = this.#mattes.get(matte);
    if (!frames) return;
    for (const [frame, packed] of frames.here)
      if (isStale(frame, packed.revision, invalidations)) this.#remove(frames, frame);
    for (const [frame, revision] of frames.away) if (isStale(frame, revision, invalidations)) frames.away.delete(frame);
    this.#changed();
  }

  /** `away`: there is one, which comes back later. */
  get(matte: string, frame: number): { packed: Packed | null; away: boolean } {
    const frames = this.#mattes.get(matte);
    if (!frames) return { packed: null, away: false };
    frames.asked = frame;
    const packed = frames.here.get(frame) ?? null;
    const away = !packed && frames.away.has(frame);
    if (away) this.onWanted(matte, frame);
    return { packed, away };
  }

  drop(matte: string): void {
    const frames = this.#mattes.get(matte);
    for (const frame of frames?.here.keys() ?? []) if (frames) this.#remove(frames, frame);
    this.#mattes.delete(matte);
    this.#changed();
  }

  clear(): void {
    for (const matte of [...this.#mattes.keys()]) this.drop(matte);
  }

  #makeRoom(): void {
    if (this.#bytes <= this.budget) return;
    const all = [...this.#mattes.values()].flatMap((frames) =>
      [...frames.here].map(([frame, { revision }]) => ({
        frames,
        frame,
        revision,
        far: distance(frames.asked, frame),
      })),
    );
    all.sort((a, b) => b.far - a.far);
    for (const { frames, frame, revision } of all) {
      if (this.#bytes <= this.budget * LEFT) return;
      this.#remove(frames, frame);
      frames.away.set(frame, revision);
    }
  }

  #remove(frames: Frames, frame: number): void {
    this.#bytes -= frames.here.get(frame)?.bytes.byteLength ?? 0;
    frames.here.delete(frame);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** What is behind is twice as far: time mostly runs forward. */
const distance = (from: number, to: number): number => (to >= from ? to - from : 2 * (from - to));
