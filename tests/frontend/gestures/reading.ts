/** Small readings for the gestures' tests; times in frames of 30 a second. */
import type { Clip, Reading, Track } from '@/model/types';
import { frameToTicks, type Rate, type Ticks, ticks } from '@/time/time';

export const RATE: [number, number] = [30, 1];
export const frames = (count: number, rate: Rate = RATE): Ticks => frameToTicks(count, rate);

export const track = (id: string, kind: Track['kind'] = 'video', more: Partial<Track> = {}): Track => ({
  id,
  kind,
  name: id.toUpperCase(),
  order: id,
  muted: false,
  solo: false,
  locked: false,
  hidden: false,
  ...more,
});

export const clip = (id: string, on: string, start: number, length: number, more: Partial<Clip> = {}): Clip => ({
  id,
  track: on,
  kind: 'media',
  asset: 'asset',
  start: frames(start),
  length: frames(length),
  in: ticks(0),
  speed: 1,
  colour: '#000000',
  transform: { x: 0.5, y: 0.5, scale: 1, rotation: 0, opacity: 1 },
  audio: { gain: 1, fadeIn: ticks(0), fadeOut: ticks(0) },
  matte: null,
  link: '',
  ...more,
});

export const reading = (tracks: Track[], clips: Clip[]): Reading => ({
  settings: { width: 1280, height: 720, rate: RATE, background: '#000000' },
  tracks,
  clips,
  resolved: [],
});
