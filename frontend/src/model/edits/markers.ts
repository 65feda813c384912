/** Markers: notes at a time of the timeline. */
import { snapToFrame, type Ticks, ticks } from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import { MARKER_COLOUR } from '../fields';
import type { Marker, Reading } from '../types';

const onFrame = (reading: Reading, at: Ticks): Ticks => ticks(Math.max(0, snapToFrame(at, reading.settings.rate)));

/** A marker at `at`, unless one stands there. */
export function addMarker(reading: Reading, at: Ticks): Patch {
  const time = onFrame(reading, at);
  if (reading.markers.some((marker) => marker.at === time)) return {};
  const id = crypto.randomUUID();
  return { label: say('Add marker'), markers: { [id]: { id, at: time, label: '', colour: MARKER_COLOUR } } };
}

/** Nothing for a marker that is gone: a patch would bring it back as a bare row. */
export function setMarker(reading: Reading, id: string, change: Partial<Omit<Marker, 'id'>>): Patch {
  if (!reading.markers.some((marker) => marker.id === id)) return {};
  const fields = change.at === undefined ? change : { ...change, at: onFrame(reading, change.at) };
  return { label: change.at === undefined ? say('Change marker') : say('Move marker'), markers: { [id]: fields } };
}

export const removeMarker = (reading: Reading, id: string): Patch =>
  reading.markers.some((marker) => marker.id === id) ? { label: say('Remove marker'), markers: { [id]: null } } : {};
