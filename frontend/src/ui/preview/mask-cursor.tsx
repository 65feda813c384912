/** A cursor on the picture, for whoever masks by keys. */
import { type FocusEvent, type KeyboardEvent, useRef, useState } from 'react';
import { say } from '../../words/words';
import type { Spot } from './geometry';

/** Shares of the frame that an arrow key moves it by; the larger with Shift. */
const STEP = 0.01;
const STRIDE = 0.1;
const WAYS: Record<string, [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const within = (value: number) => Math.min(1, Math.max(0, value));

/** Where the cursor is, 0..1 of the frame, and what a focusable pad needs to move it; null while keys do not reach the pad. */
export function useMaskCursor(mark: (pad: HTMLElement, spot: Spot, removes: boolean) => void) {
  const [spot, setSpot] = useState<Spot | null>(null);
  const last = useRef<Spot>({ x: 0.5, y: 0.5 });
  const go = (to: Spot) => {
    last.current = to;
    setSpot(to);
  };
  const own = (event: FocusEvent | KeyboardEvent) => event.target === event.currentTarget;
  return {
    spot,
    leave: () => setSpot(null),
    pad: {
      role: 'application',
      tabIndex: 0,
      'aria-label': say(
        'Picture: arrow keys move the cursor, Enter keeps what is under it, Alt and Enter leave it out',
      ),
      // a click gives the focus too, and leaves the arrow keys to the playhead
      onFocus: (event: FocusEvent<HTMLElement>) =>
        own(event) && event.target.matches(':focus-visible') && go(last.current),
      onBlur: (event: FocusEvent) => own(event) && setSpot(null),
      onKeyDown(event: KeyboardEvent<HTMLElement>) {
        if (!spot || !own(event) || event.ctrlKey || event.metaKey) return;
        const [x, y] = WAYS[event.key] ?? [];
        const by = event.shiftKey ? STRIDE : STEP;
        if (x !== undefined && y !== undefined && !event.altKey)
          go({ x: within(spot.x + x * by), y: within(spot.y + y * by) });
        else if (event.key === 'Enter') mark(event.currentTarget, spot, event.altKey);
        else return;
        event.preventDefault();
      },
    },
  };
}

export function MaskCursor({ spot: { x, y }, removing }: { spot: Spot; removing: boolean }) {
  const [across, down] = [Math.round(x * 100), Math.round(y * 100)];
  return (
    <>
      <i
        className="mask-cursor"
        data-testid="mask-cursor"
        data-keep={!removing}
        style={{ left: `${x * 100}%`, top: `${y * 100}%` }}
      />
      <p className="hidden-visually" role="status">
        {say('{across} % across, {down} % down', { across, down })}
      </p>
    </>
  );
}

/** Puts the focus on the pad, once it is on the screen. */
export function reachForPicture(tries = 40): void {
  const pad = document.querySelector<HTMLElement>('.mask-overlay[tabindex]');
  if (pad) pad.focus();
  else if (tries) requestAnimationFrame(() => reachForPicture(tries - 1));
}
