/** How a clip comes in. Twin of editor/render/transitions.py; the drawing is in engine/transitions.ts. */
import { TICKS_PER_SECOND, type Ticks, ticks } from '../time/time';

export const TRANSITIONS = ['dissolve', 'dip', 'wipe', 'push', 'slide'] as const;
export type TransitionKind = (typeof TRANSITIONS)[number];

export interface Transition {
  kind: TransitionKind;
  /** from the clip's start; no longer than the clip counts */
  length: Ticks;
  /** CSS hex, that a dip goes through */
  colour: string;
}

export const newTransition = (kind: TransitionKind = 'dissolve'): Transition => ({
  kind,
  length: ticks(TICKS_PER_SECOND / 2),
  colour: '#000000',
});
