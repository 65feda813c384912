/** What a hand does between press and release is one step of undo; so are the repeats of a key and turns of a wheel. */
import { type PointerEvent, useEffect, useRef } from 'react';
import { follow } from '../../gestures/follow';
import { beginGesture, cancelGesture, endGesture } from '../../state/project';

/** Edits from a press until it is lifted are one step; Escape or a second finger takes them back. */
export function asOneStep({ nativeEvent, target }: PointerEvent, settle?: () => void): void {
  const hand = {
    enter() {
      // words being written end their own step first
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      beginGesture();
    },
    move: () => undefined,
    end() {
      endGesture();
      settle?.();
    },
    cancel() {
      // whoever follows the pointer by its capture, as sliders do, hears no more of it
      if (target instanceof Element && target.hasPointerCapture(nativeEvent.pointerId))
        target.releasePointerCapture(nativeEvent.pointerId);
      cancelGesture();
      settle?.();
    },
  };
  follow(nativeEvent, hand, 0);
}

/** A step that begins with the first of several edits and ends when told, or after `pause` ms without another. */
export function useRun(pause?: number): { next: () => void; settle: () => void } {
  const run = useRef({ isOpen: false, timer: 0 });
  const settle = () => {
    clearTimeout(run.current.timer);
    if (run.current.isOpen) endGesture();
    run.current.isOpen = false;
  };
  const next = () => {
    if (!run.current.isOpen) beginGesture();
    run.current.isOpen = true;
    clearTimeout(run.current.timer);
    if (pause) run.current.timer = window.setTimeout(settle, pause);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the field goes, whichever closure
  useEffect(() => settle, []);
  return { next, settle };
}
