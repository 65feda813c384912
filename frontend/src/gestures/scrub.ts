import { type Rate, snapToFrame, type Ticks } from '../time/time';
import { toTicks, type Zoom } from './scale';

/** Moves the playhead over the ruler, frame by frame. `cancel` gives the time it began at. */
export class Scrub {
  private readonly from: Ticks;
  private readonly zoom: Zoom;
  private readonly rate: Rate;

  constructor(from: Ticks, zoom: Zoom, rate: Rate) {
    this.from = from;
    this.zoom = zoom;
    this.rate = rate;
  }

  /** `pixels` from the beginning of the timeline; places before it give 0. */
  move(pixels: number): Ticks {
    return snapToFrame(toTicks(pixels, this.zoom), this.rate);
  }

  cancel(): Ticks {
    return this.from;
  }
}
