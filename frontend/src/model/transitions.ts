/** How a clip comes in. Twin of editor/render/transitions.py; the drawing is in engine/transitions.ts. */
import { TICKS_PER_SECOND, type Ticks, ticks } from '../time/time';

export const TRANSITIONS = ['dissolve', 'dip', 'wipe', 'push', 'slide'] as const;
export type TransitionKind = (typeof TRANSITIONS)[number];

/** Where a clip comes from. */
export const SIDES = ['left', 'right', 'top', 'bottom'] as const;
export type Side = (typeof SIDES)[number];

export interface Transition {
  kind: TransitionKind;
  /** of a wipe, push or slide */
  from: Side;
  length: Ticks;
  /** how much of it lies before the clip's start, over the end of the clip before */
  before: Ticks;
  /** CSS hex, that a dip goes through */
  colour: string;
}

/** Where a clip comes from if nothing is said. */
export const usualSide = (kind: TransitionKind): Side => (kind === 'wipe' ? 'left' : 'right');

export const newTransition = (kind: TransitionKind = 'dissolve'): Transition => ({
  kind,
  from: usualSide(kind),
  length: ticks(TICKS_PER_SECOND / 2),
  before: ticks(0),
  colour: '#000000',
});

/** What counts of a transition before and after its cut: no more than the clips that meet there are long. */
export const spansOf = (
  { length, before }: Transition,
  last: number,
  own: number,
): { before: Ticks; after: Ticks } => ({
  before: ticks(Math.min(before, last)),
  after: ticks(Math.min(length - before, own)),
});
