/** The frames at a cut that a hand moves, for the preview to show. */
import { create } from 'zustand';
import type { Peek } from '../gestures/peek';

export const usePeek = create<{ peeks: readonly Peek[] }>()(() => ({ peeks: [] }));

export const peekAt = (peeks: readonly Peek[]): void => usePeek.setState({ peeks });

export function endPeek(): void {
  if (usePeek.getState().peeks.length) usePeek.setState({ peeks: [] });
}
