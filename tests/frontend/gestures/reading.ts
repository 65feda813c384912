/** Small readings for the gestures' tests; times in frames of 30 a second. */
import { blankClip, blankTrack } from '@/model/fields';
import type { Clip, Reading, Track } from '@/model/types';
import { frameToTicks, type Rate, type Ticks } from '@/time/time';

export const RATE: [number, number] = [30, 1];
export const frames = (count: number, rate: Rate = RATE): Ticks => frameToTicks(count, rate);

export const track = (id: string, kind: Track['kind'] = 'video', more: Partial<Track> = {}): Track =>
  blankTrack(id, { kind, name: id.toUpperCase(), order: id, ...more });

export const clip = (id: string, on: string, start: number, length: number, more: Partial<Clip> = {}): Clip =>
  blankClip(id, { track: on, asset: 'asset', start: frames(start), length: frames(length), ...more });

export const reading = (tracks: Track[], clips: Clip[]): Reading => ({
  settings: { width: 1280, height: 720, rate: RATE, background: '#000000' },
  tracks,
  clips,
  markers: [],
  problems: [],
});
