/** What the timeline shows: zoom, scroll, and how things look in the middle of a gesture. Nothing of it is saved. */
import { create } from 'zustand';
import type { Rect } from '../../gestures/marquee';
import { clampZoom, toPixels, type Zoom, zoomAround } from '../../gestures/scale';
import type { Clip, Track } from '../../model/types';
import { endPeek } from '../../state/peek';
import { usePlayback } from '../../state/playback';
import type { Ticks } from '../../time/time';
import { isCoarse, isIn } from '../touch';

/** Pixels of the track headers, less where the page opens on a phone. The style sheets know it as --timeline-header. */
export const HEADER = isIn('(max-width: 640px)') ? 104 : 152;
export const RULER = 28;
const HEIGHTS: Record<Track['kind'], number> = { video: 68, audio: isCoarse() ? 68 : 52 };

export interface Row {
  track: Track;
  /** pixels below the ruler */
  top: number;
  height: number;
}

export type Shape = Pick<Clip, 'start' | 'length' | 'in' | 'track'> & Partial<Pick<Clip, 'audio' | 'transition'>>;

/** What a press on a clip does. ripple and roll trim at its edges, and move it elsewhere. */
export type Tool = 'select' | 'ripple' | 'roll' | 'slip' | 'slide' | 'razor';

interface TimelineView {
  tool: Tool;
  zoom: Zoom;
  /** pixels scrolled to the right */
  left: number;
  /** pixels of lane in the window */
  width: number;
  /** pixels scrolled down, and of tracks in the window */
  top: number;
  height: number;
  snapping: boolean;
  /** clips as a drag or a trim would leave them */
  shapes: Record<string, Shape>;
  snap: Ticks | null;
  marquee: Rect | null;
  /** a marker under the hand */
  marker: { id: string; at: Ticks } | null;
  /** pixels below the ruler where a dragged track would go */
  trackDrop: number | null;
  /** a hand holds the playhead, and scrolls by itself */
  scrubbing: boolean;
  /** where the lanes are to scroll to */
  wanted: { left: number } | null;
}

export const useTimelineView = create<TimelineView>()(() => ({
  tool: 'select',
  zoom: 60,
  left: 0,
  width: 1000,
  top: 0,
  height: 400,
  snapping: true,
  shapes: {},
  snap: null,
  marquee: null,
  marker: null,
  trackDrop: null,
  scrubbing: false,
  wanted: null,
}));

/** Zooms by a factor around `pointer`, in pixels from the lane's visible left; without one around the playhead. */
export function zoomBy(factor: number, pointer?: number): void {
  const { time } = usePlayback.getState();
  const playhead = isInSight(time);
  useTimelineView.setState(({ zoom, left, width }) => {
    const next = clampZoom(zoom * factor);
    const around = pointer ?? (playhead ? toPixels(time, zoom) - left : width / 2);
    return { zoom: next, left: zoomAround(left, around, zoom, next) };
  });
}

export const zoomTo = (zoom: Zoom, left = 0): void => useTimelineView.setState({ zoom: clampZoom(zoom), left });

export function isInSight(at: Ticks): boolean {
  const { zoom, left, width } = useTimelineView.getState();
  const x = toPixels(at, zoom);
  return x >= left && x <= left + width;
}

/** Scrolls to a time that is out of sight, until it is at this share of the window. */
export function showTime(at: Ticks, share = 0.2): void {
  const { zoom, width } = useTimelineView.getState();
  if (!isInSight(at)) useTimelineView.setState({ wanted: { left: Math.max(0, toPixels(at, zoom) - width * share) } });
}

/** Shows everything where it is in the document. */
export function settle(): void {
  useTimelineView.setState({ shapes: {}, snap: null, marquee: null, marker: null, trackDrop: null, scrubbing: false });
  endPeek();
}

/** Tracks from the top of the screen down: video with the front one first, then sound. */
export function rowsOf(tracks: readonly Track[], heights: Readonly<Record<string, number>> = {}): Row[] {
  const video = tracks.filter((track) => track.kind === 'video').reverse();
  const audio = tracks.filter((track) => track.kind === 'audio');
  let top = 0;
  return [...video, ...audio].map((track) => {
    const row = { track, top, height: heights[track.id] ?? HEIGHTS[track.kind] };
    top += row.height;
    return row;
  });
}
