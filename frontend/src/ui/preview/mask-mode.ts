import { useEffect, useState } from 'react';
import { create } from 'zustand';

/** Whether plain clicks of the mask tool remove: the way without an Alt key, for touch. */
export const useMaskMode = create<{ removing: boolean }>()(() => ({ removing: false }));

/** A finger instead of a mouse, which has no Alt key beside it. */
export const isCoarse = (): boolean => matchMedia('(pointer: coarse)').matches;

/** Whether Alt is held, so that the pointer shows what a click would do before it is clicked. */
export function useAltKey(): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    const listening = new AbortController();
    const look = (event: KeyboardEvent) => setHeld(event.altKey);
    for (const name of ['keydown', 'keyup'] as const) addEventListener(name, look, { signal: listening.signal });
    addEventListener('blur', () => setHeld(false), { signal: listening.signal }); // Alt+Tab never tells of the release
    return () => listening.abort();
  }, []);
  return held;
}
