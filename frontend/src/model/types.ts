/** The plain reading of a project document. Times are integer ticks (see time/time.ts). */
import type { Ticks } from '../time/time';
import type { Blend, Effect } from './effects';
import type { Keyframes } from './keyframes';
import type { ClipMatte } from './mattes';
import type { Title } from './titles';
import type { Transition } from './transitions';

export type { ClipMatte } from './mattes';

export type TrackKind = 'video' | 'audio';
export type ClipKind = 'media' | 'text' | 'colour';

export interface Settings {
  width: number;
  height: number;
  /** frames per second as a fraction, e.g. [30000, 1001] */
  rate: [number, number];
  /** CSS hex, e.g. "#000000" */
  background: string;
}

export interface Track {
  id: string;
  kind: TrackKind;
  name: string;
  /** fractional index; higher sorts later; the last video track is drawn on top */
  order: string;
  muted: boolean;
  solo: boolean;
  locked: boolean;
  hidden: boolean;
  /** volume of an audio track, linear, 0..4 */
  gain: number;
}

export interface Transform {
  /** centre of the clip, 0..1 of the frame; 0.5, 0.5 is the middle */
  x: number;
  y: number;
  /** 1 fits the source inside the frame */
  scale: number;
  /** degrees, clockwise */
  rotation: number;
  /** 0..1 */
  opacity: number;
  /** cut off each side, 0..1 of the picture */
  cropLeft: number;
  cropTop: number;
  cropRight: number;
  cropBottom: number;
}

export interface ClipAudio {
  /** linear, 0..4 */
  gain: number;
  /** -1 left, 1 right */
  pan: number;
  /** of the volume; on video tracks of the picture's opacity. In straight lines */
  fadeIn: Ticks;
  fadeOut: Ticks;
}

export interface Clip {
  id: string;
  track: string;
  kind: ClipKind;
  /** asset id for media; '' otherwise */
  asset: string;
  /** on the timeline */
  start: Ticks;
  length: Ticks;
  /** source time at its start; keyframes count by the time that runs on from there */
  in: Ticks;
  /** source seconds per timeline second; below 0 backwards, never 0 */
  speed: number;
  /** source time of the one frame that is shown all along; null where time runs */
  still: Ticks | null;
  /** CSS hex, for kind 'colour' */
  colour: string;
  /** of kind 'text'; null of the others */
  title: Title | null;
  /** at its start, from the clip that ends there; null for a cut */
  transition: Transition | null;
  transform: Transform;
  audio: ClipAudio;
  matte: ClipMatte | null;
  /** in the order in which they work on the picture */
  effects: readonly Effect[];
  /** how it is laid over what is below */
  blend: Blend;
  /** by parameter (see params.ts); what has none is the same at all times */
  keyframes: Keyframes;
  /** clips sharing a link move together (a video and its sound); '' for none */
  link: string;
  /** clips sharing a group are selected together; '' for none */
  group: string;
}

export interface Marker {
  id: string;
  at: Ticks;
  label: string;
  /** CSS hex */
  colour: string;
}

/**
 * What the reading had to settle.
 * shortened: the clip runs into `by`, which starts later, and is shown up to it.
 * covered: it starts where `by` does, and is not shown.
 * repaired: its times could not be taken as they are.
 * trackless: its track is not there.
 */
export interface Problem {
  clip: string;
  kind: 'shortened' | 'covered' | 'repaired' | 'trackless';
  /** the other clip; '' where there is none */
  by: string;
}

/** tracks in drawing order, clips by track order then start; clips on one track never overlap. */
export interface Reading {
  settings: Settings;
  tracks: Track[];
  clips: Clip[];
  /** by time */
  markers: Marker[];
  /** by clip; the document keeps what was there until somebody edits the clip */
  problems: Problem[];
}
