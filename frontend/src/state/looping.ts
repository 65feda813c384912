/** Playing between in and out again and again; without marks all of the timeline. */
import { create } from 'zustand';
import type { Span } from '../model/edits/ripple';
import { useMarks } from './marks';
import { usePlayback } from './playback';

export const useLooping = create<{ on: boolean }>()(() => ({ on: false }));

export const toggleLoop = (): void => useLooping.setState(({ on }) => ({ on: !on }));

/** What is played round, or null. */
export function loopSpan(): Span | null {
  const { in: from, out } = useMarks.getState().marks;
  const { end } = usePlayback.getState();
  const span = { from: from ?? 0, to: Math.min(out ?? end, end) } as Span;
  return useLooping.getState().on && span.from < span.to ? span : null;
}
