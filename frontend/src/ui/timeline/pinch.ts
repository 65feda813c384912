/** Binds two fingers on the timeline to its zoom. Touch events, because pointers that scroll are taken by the browser. */
import { Pinch } from '../../gestures/pinch';
import { HEADER, useTimelineView } from './view';

/** Returns what ends it. */
export function followPinch(scroll: HTMLElement): () => void {
  let pinch: Pinch | null = null;
  const places = (event: TouchEvent): [number, number] => {
    const from = scroll.getBoundingClientRect().left + HEADER;
    return [(event.touches[0]?.clientX ?? 0) - from, (event.touches[1]?.clientX ?? 0) - from];
  };
  const begin = (event: TouchEvent) => {
    const { zoom, left } = useTimelineView.getState();
    pinch = event.touches.length === 2 ? new Pinch(zoom, left, ...places(event)) : null;
  };
  const move = (event: TouchEvent) => {
    if (!pinch || event.touches.length !== 2) return;
    if (event.cancelable) event.preventDefault();
    const shown = pinch.move(...places(event));
    useTimelineView.setState(shown);
    scroll.scrollLeft = shown.left; // where the zoom is as far as it goes, the middle still moves
  };
  const end = () => {
    pinch = null;
  };
  const listening = new AbortController();
  const on = { signal: listening.signal };
  scroll.addEventListener('touchstart', begin, { ...on, passive: true });
  scroll.addEventListener('touchmove', move, { ...on, passive: false });
  for (const name of ['touchend', 'touchcancel'] as const) scroll.addEventListener(name, end, on);
  return () => listening.abort();
}
