/** What the page is held in and touched with. */
import { useSyncExternalStore } from 'react';

/** False where there is no window, as in tests of what lies below the page. */
export const isIn = (media: string): boolean => typeof matchMedia === 'function' && matchMedia(media).matches;

/** A finger instead of a mouse: it has no Alt key beside it, nothing to hover with, and drags no files. */
export const isCoarse = (): boolean => isIn('(pointer: coarse)');

/** Follows a media query: windows are turned and drawn smaller. */
export function useMedia(media: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia(media);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => matchMedia(media).matches,
  );
}
