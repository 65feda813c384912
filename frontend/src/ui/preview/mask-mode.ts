import { useEffect, useState } from 'react';
import { create } from 'zustand';

export const BRUSHES = [0.006, 0.012, 0.025, 0.05, 0.1, 0.2] as const;

interface MaskMode {
  /** whether plain clicks and drags of the mask tool remove: the way without an Alt key, for touch */
  removing: boolean;
  /** whether a drag paints; else it draws a box */
  brush: boolean;
  /** the brush's width, a share of the picture's */
  width: number;
}

export const useMaskMode = create<MaskMode>()(() => ({ removing: false, brush: false, width: 0.025 }));

export function resizeBrush(larger: boolean): void {
  const { width } = useMaskMode.getState();
  const next = larger ? BRUSHES.find((each) => each > width) : BRUSHES.findLast((each) => each < width);
  if (next) useMaskMode.setState({ brush: true, width: next });
}

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
