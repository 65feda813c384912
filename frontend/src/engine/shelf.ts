/** The pictures that a decoder keeps, by time, under a budget. */
import type { Shot } from './frames';
import { leastNeeded, type Place, type Span } from './prefetch';

export interface Counter {
  /** decoded frames that are not closed yet */
  open: number;
  /** of the pictures that all shelves keep */
  bytes: number;
  /** pictures decoded before they were asked for, and those of them that were asked for then */
  prefetched: number;
  prefetchHits: number;
}

interface Kept extends Shot {
  /** when the picture after it begins; null until that is decoded */
  next: number | null;
  /** decoded ahead of a hand that has not come there yet */
  isAhead: boolean;
}

/** Of all pictures kept, whosever they are; some 80 of 540p. */
const KEPT_BYTES = 64 << 20;

export class Shelf {
  #kept: Kept[] = [];

  /** `most`: pictures, where their bytes allow for them; `least`: whatever their bytes. */
  constructor(
    private readonly most: number,
    private readonly least: number,
    private readonly counter: Counter,
  ) {}

  get spans(): Span[] {
    return this.#kept.map((kept) => ({ seconds: kept.seconds, until: untilOf(kept) }));
  }

  /** So many pictures find room. */
  get room(): number {
    const [first] = this.#kept;
    if (!first) return this.most;
    const others = this.counter.bytes - this.#kept.length * bytesOf(first);
    return Math.max(this.least, Math.min(this.most, Math.floor((KEPT_BYTES - others) / bytesOf(first))));
  }

  /** Takes a picture over. `after`: when the one before it begins, where that came from the same decoder just now. */
  add(shot: Shot, after: number | null, isAhead: boolean, place: Place): void {
    const last = after === null ? undefined : this.#at(after);
    if (last) last.next = shot.seconds;
    if (this.has(shot.seconds)) {
      this.#close(shot);
      return;
    }
    if (isAhead) this.counter.prefetched++;
    this.counter.bytes += bytesOf(shot);
    const index = this.#kept.findLastIndex((kept) => kept.seconds < shot.seconds) + 1;
    this.#kept.splice(index, 0, { ...shot, next: null, isAhead });
    while (this.#kept.length > this.room) this.#drop(leastNeeded(this.spans, place));
  }

  has(seconds: number): boolean {
    return this.#at(seconds) !== undefined;
  }

  /** A copy of the picture that is shown at `seconds`, where it is certain which one that is. */
  covering(seconds: number): Shot | null {
    const kept = this.#kept.find((each) => each.seconds <= seconds + 1e-6 && seconds < untilOf(each) - 1e-6);
    return kept ? this.#copy(kept) : null;
  }

  /** A copy of the last one that begins by `seconds`, else of the first. */
  lastUntil(seconds: number): Shot | null {
    const kept = this.#kept.findLast((each) => each.seconds <= seconds + 1e-6) ?? this.#kept[0];
    return kept ? this.#copy(kept) : null;
  }

  clear(): void {
    while (this.#kept.length) this.#drop(0);
  }

  #at(seconds: number): Kept | undefined {
    return this.#kept.find((kept) => Math.abs(kept.seconds - seconds) < 2e-6);
  }

  #copy(kept: Kept): Shot {
    this.counter.open++;
    if (kept.isAhead) this.counter.prefetchHits++;
    kept.isAhead = false;
    const { frame, seconds, duration } = kept;
    return { frame: frame.clone(), seconds, duration };
  }

  #drop(index: number): void {
    for (const shot of this.#kept.splice(index, 1)) {
      this.counter.bytes -= bytesOf(shot);
      this.#close(shot);
    }
  }

  #close(shot: Shot): void {
    this.counter.open--;
    shot.frame.close();
  }
}

const untilOf = ({ seconds, duration, next }: Kept): number => next ?? seconds + duration;

const bytesOf = ({ frame }: Shot): number => frame.codedWidth * frame.codedHeight * 1.5;
