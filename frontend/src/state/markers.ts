/** Markers of the open project, and which one is open to be written on. */
import { create } from 'zustand';
import { addMarker, removeMarker, setMarker } from '../model/edits/markers';
import type { Marker } from '../model/types';
import { snapToFrame } from '../time/time';
import { goTo } from './marks';
import { usePlayback } from './playback';
import { edit, useProject } from './project';

export const useOpenMarker = create<{ id: string | null }>()(() => ({ id: null }));

const readingNow = () => useProject.getState().reading;

/** A marker at the playhead; a second press opens the one that stands there. */
export function markHere(): void {
  const { time } = usePlayback.getState();
  if (edit(addMarker(readingNow(), time))) return;
  const at = snapToFrame(time, readingNow().settings.rate);
  useOpenMarker.setState({ id: readingNow().markers.find((marker) => marker.at === at)?.id ?? null });
}

export const changeMarker = (id: string, change: Partial<Omit<Marker, 'id'>>): boolean =>
  edit(setMarker(readingNow(), id, change));

export function dropMarker(id: string): void {
  useOpenMarker.setState({ id: null });
  edit(removeMarker(readingNow(), id));
}

export const goToMarker = (forward: boolean): void =>
  goTo(
    readingNow().markers.map((marker) => marker.at),
    forward,
  );
