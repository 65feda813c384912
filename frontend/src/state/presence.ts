/** Who else has the project open: where their playhead is and what they have selected. */
import type { Awareness } from 'y-protocols/awareness';
import { create } from 'zustand';
import { type Ticks, ticks } from '../time/time';
import { say } from '../words/words';
import { useMe } from './me';
import { usePlayback } from './playback';
import { useProject } from './project';
import { useSelection } from './selection';

export interface Person {
  /** of the page: a person with two pages is here twice */
  id: number;
  name: string;
  colour: string;
  playhead: Ticks | null;
  clips: readonly string[];
}

export const usePresence = create<{ people: Person[] }>()(() => ({ people: [] }));

const COLOURS = ['#f2994a', '#bb6bd9', '#56ccf2', '#f2c94c', '#6fcf97', '#eb5f94', '#9b8cff', '#2dd4bf'];
const SAY_EVERY_MS = 120;
const LONGEST_NAME = 40;
const MOST_CLIPS = 200;

/** The people in the states that other pages sent. They may hold anything. */
export function readPeople(states: ReadonlyMap<number, unknown>, own: number): Person[] {
  return [...states]
    .filter(([id, state]) => id !== own && typeof state === 'object' && state !== null)
    .map(([id, state]) => {
      const { name, at, clips } = state as Record<string, unknown>;
      return {
        id,
        name: typeof name === 'string' && name.trim() ? name.trim().slice(0, LONGEST_NAME) : guestName(id),
        colour: COLOURS[id % COLOURS.length] as string,
        playhead: Number.isSafeInteger(at) && (at as number) >= 0 ? ticks(at as number) : null,
        clips: Array.isArray(clips) ? clips.filter((clip) => typeof clip === 'string').slice(0, MOST_CLIPS) : [],
      };
    })
    .sort((a, b) => a.id - b.id);
}

const guestName = (id: number): string => say('Guest {number}', { number: 10 + (id % 90) });

/** Says where this page is, and hears of the others, for as long as a project is open. */
export function keepPresence(): void {
  useProject.subscribe((now, before) => {
    if (now.awareness === before.awareness) return;
    stop();
    stop = now.awareness ? follow(now.awareness) : () => undefined;
  });
}

let stop = (): void => undefined;

function follow(awareness: Awareness): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    timer = undefined;
    const { me } = useMe.getState();
    const name = me && !me.is_guest ? me.name : ''; // each reader calls a guest so in their own language
    const clips = useSelection.getState().clips.slice(0, MOST_CLIPS);
    awareness.setLocalState({ name, at: usePlayback.getState().time, clips });
  };
  const soon = () => {
    timer ??= setTimeout(tell, SAY_EVERY_MS);
  };
  const hear = () => usePresence.setState({ people: readPeople(awareness.getStates(), awareness.clientID) });
  awareness.on('change', hear);
  const watching = [
    usePlayback.subscribe((now, before) => now.time !== before.time && soon()),
    useSelection.subscribe((now, before) => now.clips !== before.clips && soon()),
    useMe.subscribe(soon),
  ];
  tell();
  return () => {
    clearTimeout(timer);
    awareness.off('change', hear);
    for (const end of watching) end();
    usePresence.setState({ people: [] });
  };
}
