import { clipEnd } from '../model/queries';
import type { Reading } from '../model/types';
import { toPixels, type Zoom } from './scale';

/** In pixels of the timeline's content: x from its beginning, y from the first track's top. */
export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Lane {
  track: string;
  top: number;
  height: number;
}

/** Selects by a rectangle drawn over the tracks. */
export class Marquee {
  rect: Rect;

  constructor(
    private readonly reading: Reading,
    private readonly lanes: readonly Lane[],
    private readonly zoom: Zoom,
    private readonly x: number,
    private readonly y: number,
    /** what was selected before, kept when the hand adds to it */
    private readonly kept: readonly string[] = [],
  ) {
    this.rect = { left: x, top: y, right: x, bottom: y };
  }

  /** The ids selected with the pointer at x, y. */
  move(x: number, y: number): string[] {
    this.rect = {
      left: Math.min(this.x, x),
      top: Math.min(this.y, y),
      right: Math.max(this.x, x),
      bottom: Math.max(this.y, y),
    };
    return [...new Set([...this.kept, ...this.hits()])];
  }

  cancel(): readonly string[] {
    return this.kept;
  }

  private hits(): string[] {
    const { left, top, right, bottom } = this.rect;
    const crossed = new Set(
      this.lanes.filter((lane) => lane.top < bottom && lane.top + lane.height > top).map((lane) => lane.track),
    );
    return this.reading.clips
      .filter((clip) => crossed.has(clip.track))
      .filter((clip) => toPixels(clip.start, this.zoom) <= right)
      .filter((clip) => toPixels(clipEnd(clip), this.zoom) >= left)
      .map((clip) => clip.id);
  }
}
