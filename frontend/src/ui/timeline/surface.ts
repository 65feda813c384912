/** Places on the scrolled timeline, from places in the window. */
import { toTicks } from '../../gestures/scale';
import type { Ticks } from '../../time/time';
import { HEADER, type Row, RULER, useTimelineView } from './view';

export interface Place {
  clientX: number;
  clientY: number;
}

export class Surface {
  rows: Row[] = [];

  constructor(readonly element: HTMLElement) {}

  /** pixels from the beginning of the timeline */
  x({ clientX }: { clientX: number }): number {
    return clientX - this.element.getBoundingClientRect().left + this.element.scrollLeft - HEADER;
  }

  /** pixels below the ruler */
  y({ clientY }: { clientY: number }): number {
    return clientY - this.element.getBoundingClientRect().top + this.element.scrollTop - RULER;
  }

  time(place: { clientX: number }): Ticks {
    return toTicks(this.x(place), useTimelineView.getState().zoom);
  }

  /** The track under a place, or null above the first and below the last. */
  track(place: { clientY: number }): string | null {
    const y = this.y(place);
    return this.rows.find((row) => y >= row.top && y < row.top + row.height)?.track.id ?? null;
  }

  /**
   * Scrolls on while the hand is held near an edge that it went to from where it was pressed; `moved` is called after each
   * step. Returns what stops it.
   */
  scrollAtEdges(press: Place, where: () => Place, moved: () => void): () => void {
    let next = requestAnimationFrame(step);
    const element = this.element;
    function step() {
      next = requestAnimationFrame(step);
      const box = element.getBoundingClientRect();
      const { clientX, clientY } = where();
      const before = [element.scrollLeft, element.scrollTop];
      element.scrollLeft += pull(clientX, box.left + HEADER, box.right, clientX - press.clientX);
      element.scrollTop += pull(clientY, box.top + RULER, box.bottom, clientY - press.clientY);
      if (element.scrollLeft !== before[0] || element.scrollTop !== before[1]) moved();
    }
    return () => cancelAnimationFrame(next);
  }
}

const EDGE = 36;

/** Pixels to scroll by in one frame: more the further the hand is past the edge. `went`: what it moved by. */
function pull(at: number, low: number, high: number, went: number): number {
  if (went < 0 && at < low + EDGE) return -Math.min(24, (low + EDGE - at) / 3);
  if (went > 0 && at > high - EDGE) return Math.min(24, (at - high + EDGE) / 3);
  return 0;
}
