import { clampZoom, type Zoom } from './scale';

/** Two fingers on the timeline: the time that lay under their middle stays under it while they draw apart. */
export class Pinch {
  private readonly spread: number;
  private readonly middle: number;

  /** `a` and `b`: where the fingers are, in pixels from the lane's visible left; `left`: pixels scrolled. */
  constructor(
    private readonly zoom: Zoom,
    private readonly left: number,
    a: number,
    b: number,
  ) {
    this.spread = Math.max(24, Math.abs(a - b)); // fingers one above the other would zoom wildly
    this.middle = (a + b) / 2;
  }

  move(a: number, b: number): { zoom: Zoom; left: number } {
    const zoom = clampZoom((this.zoom * Math.max(24, Math.abs(a - b))) / this.spread);
    const left = ((this.left + this.middle) / this.zoom) * zoom - (a + b) / 2;
    return { zoom, left: Math.max(0, left) };
  }
}
