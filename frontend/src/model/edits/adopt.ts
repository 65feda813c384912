/** A new project takes on the size and rate of the first video that is put on its timeline. */
import { editRate } from '../../time/rates';
import type { Rate } from '../../time/time';
import { DEFAULT_SETTINGS, MAX_SIDE } from '../fields';
import type { Reading, Settings } from '../types';

export interface Shape {
  kind: 'video' | 'audio' | 'image' | 'lut' | 'unknown';
  /** as displayed, in pixels */
  width: number;
  height: number;
  rate: Rate;
}

/** The settings to take on from `source`; null where the project has clips, or settings that somebody chose. */
export function settingsFrom(
  { clips, settings }: Reading,
  source: Shape,
): Pick<Settings, 'width' | 'height' | 'rate'> | null {
  if (clips.length || source.kind !== 'video' || !source.width || !source.height || !source.rate[0]) return null;
  if (!isSame(settings, DEFAULT_SETTINGS)) return null;
  const fit = Math.min(1, MAX_SIDE / Math.max(source.width, source.height));
  const even = (side: number) => Math.max(2, Math.floor((side * fit) / 2) * 2); // as encoders want it
  const found = { width: even(source.width), height: even(source.height), rate: editRate(source.rate) };
  return isSame(found, settings) ? null : found;
}

const isSame = (a: Pick<Settings, 'width' | 'height' | 'rate'>, b: typeof a): boolean =>
  String([a.width, a.height, a.rate]) === String([b.width, b.height, b.rate]);
