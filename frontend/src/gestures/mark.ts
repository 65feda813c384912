/** A hand that says what the object is: a click is a point, a drag a box, or with the brush a stroke. */
import type { Box, Point, Stroke } from '../net/wire';

interface Place {
  x: number;
  y: number;
}

export type Mark = { point: Point } | { box: Box } | { stroke: Stroke };

/** Places of one stroke, as the server takes them, and how near to one another they are worth keeping, in brush widths. */
const MOST_PLACES = 512;
const NEAR = 0.2;
/** A box thinner than this, of the picture, was not meant. */
const THIN = 0.005;

const within = (value: number): number => Math.min(1, Math.max(0, value));

/** Places are in 0..1 of the source picture; what lies beside it counts as its edge. `shape` is its width over height. */
export class Marking {
  private readonly places: Place[];
  private last: Place;

  constructor(
    start: Place,
    private readonly keep: boolean,
    /** the brush's width, a share of the picture's; null draws a box */
    private readonly brush: number | null,
    private readonly shape: number,
  ) {
    this.last = { x: within(start.x), y: within(start.y) };
    this.places = [this.last];
  }

  /** What a press without a drag says: a point, or a dab of the brush. */
  click(): Mark {
    const [{ x, y } = this.last] = this.places;
    return this.brush === null ? { point: { x, y, keep: this.keep } } : this.stroke(this.brush);
  }

  /** What has been drawn so far, with the hand at a place now. */
  move(place: Place): Mark {
    this.last = { x: within(place.x), y: within(place.y) };
    if (this.brush === null) return { box: this.box() };
    const before = this.places[this.places.length - 1] ?? this.last;
    const gone = Math.hypot(this.last.x - before.x, (this.last.y - before.y) / this.shape);
    if (gone >= this.brush * NEAR) this.places.push(this.last);
    return this.stroke(this.brush);
  }

  /** What was drawn, or null where it is too little to be meant. */
  end(): Mark | null {
    if (this.brush !== null) {
      if (this.places[this.places.length - 1] !== this.last) this.places.push(this.last);
      return this.stroke(this.brush);
    }
    const box = this.box();
    return box.right - box.left < THIN || box.bottom - box.top < THIN ? null : { box };
  }

  private box(): Box {
    const [start = this.last] = this.places;
    return {
      left: Math.min(start.x, this.last.x),
      top: Math.min(start.y, this.last.y),
      right: Math.max(start.x, this.last.x),
      bottom: Math.max(start.y, this.last.y),
    };
  }

  private stroke(width: number): Mark {
    const step = Math.ceil(this.places.length / MOST_PLACES);
    const kept = this.places.filter((_, index) => index % step === 0);
    return { stroke: { places: kept.map(({ x, y }) => [round(x), round(y)]), width, keep: this.keep } };
  }
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;
