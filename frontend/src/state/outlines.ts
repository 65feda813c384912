/** The fine shape of sound where the timeline is seen closely, read piece by piece as it comes into sight. */
import { create } from 'zustand';
import type { Outline } from '../engine/outline';
import { usePlayback } from './playback';
import { useProject } from './project';

/** Of a piece. */
export const PIECE_S = 4;
/** Some 2 MB. */
const MOST = 96;
/** More than fit on any screen are those that were scrolled past. */
const MOST_WANTED = 32;

/** By asset and number of the piece. */
export type Outlines = ReadonlyMap<string, Outline>;

export const useOutlines = create<{ of: Outlines }>()(() => ({ of: new Map() }));

export const pieceName = (asset: string, piece: number): string => `${asset} ${piece}`;

useProject.subscribe((now, before) => {
  if (now.id === before.id) return;
  wanted.clear();
  useOutlines.setState({ of: new Map() });
});

const wanted = new Map<string, { asset: string; piece: number }>();
let isReading = false;

/** Has the sound between two source seconds read, unless it was. */
export function wantOutlines(asset: string, from: number, to: number): void {
  const { of } = useOutlines.getState();
  for (let piece = Math.floor(Math.max(0, from) / PIECE_S); piece * PIECE_S < to; piece++) {
    const name = pieceName(asset, piece);
    if (!of.has(name)) wanted.set(name, { asset, piece });
  }
  for (const name of wanted.keys()) {
    if (wanted.size <= MOST_WANTED) break;
    wanted.delete(name);
  }
  if (!isReading) void read();
}

/** One after another: what plays comes first. */
async function read(): Promise<void> {
  isReading = true;
  for (let next = last(wanted); next; next = last(wanted)) {
    const [name, { asset, piece }] = next;
    const { engine } = usePlayback.getState();
    const { id } = useProject.getState();
    if (!engine) break;
    const outline = await engine.outline(asset, piece * PIECE_S, PIECE_S).catch(() => null);
    wanted.delete(name);
    // what could not be read is asked for again when it comes into sight the next time
    if (outline && useProject.getState().id === id) keep(name, outline);
  }
  isReading = false;
}

function last<K, V>(map: ReadonlyMap<K, V>): [K, V] | undefined {
  return [...map].at(-1);
}

function keep(name: string, outline: Outline): void {
  const of = new Map(useOutlines.getState().of).set(name, outline);
  for (const oldest of of.keys()) {
    if (of.size <= MOST) break;
    of.delete(oldest);
  }
  useOutlines.setState({ of });
}
