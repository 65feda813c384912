/** The project's Yjs document: its plain reading, and the one way to change it. Twin of editor/render/document.py. */
import * as Y from 'yjs';
import { subTicks, type Ticks, ticks } from '../time/time';
import type { Clip, ClipKind, Reading, Settings, Track } from './types';

/**
 * What an edit wants changed. A value of null removes the row; fields that are not named stay.
 * New rows must carry every field that has no default (track and asset for clips).
 */
export interface Patch {
  /** what undo and redo call it, such as 'Ripple delete' */
  label?: string;
  /** a sentence that the person should hear */
  note?: string | undefined;
  settings?: Partial<Settings>;
  tracks?: Record<string, Partial<Track> | null>;
  clips?: Record<string, Partial<Clip> | null>;
  /** new clip -> the one it comes from, whose fields unknown to this reading it takes over */
  copies?: Record<string, string>;
}

/** True where there is nothing to do. */
export const isEmpty = ({ settings = {}, tracks = {}, clips = {} }: Patch): boolean =>
  ![settings, tracks, clips].some((changes) => Object.keys(changes).length);

export const DEFAULT_SETTINGS: Settings = { width: 1280, height: 720, rate: [30, 1], background: '#000000' };
const MAX_SIDE = 8192;
const firstTracks = (): Track[] => [
  blankTrack('v1', { kind: 'video', name: 'V1', order: 'a0' }),
  blankTrack('a1', { kind: 'audio', name: 'A1', order: 'a0' }),
];

/** Settles a document that has no tracks: two clients that do it at once agree, since the ids are fixed. */
export function ensureTracks(doc: Y.Doc): void {
  if (doc.getMap('tracks').size) return;
  applyPatch(doc, { tracks: Object.fromEntries(firstTracks().map((track) => [track.id, track])) }, 'setup');
}

/** Applies a patch in one transaction. Undo tracks the origin. */
export function applyPatch(doc: Y.Doc, patch: Patch, origin: unknown): void {
  doc.transact(() => {
    const settings = doc.getMap('settings');
    for (const [key, value] of Object.entries(patch.settings ?? {})) settings.set(key, value);
    write(doc.getMap('tracks'), patch.tracks);
    write(doc.getMap('clips'), patch.clips, patch.copies);
  }, origin);
}

/** Parts of a clip that are kept as plain objects: what this version does not know of them stays. */
const NESTED = new Set(['transform', 'audio', 'matte']);

function write(
  rows: Y.Map<unknown>,
  changes: Record<string, object | null> = {},
  copies: Record<string, string> = {},
): void {
  // read first: what a copy comes from may be removed or changed by the same patch
  const origins = Object.entries(copies).flatMap(([id, from]) => {
    const row = rows.get(from);
    return row instanceof Y.Map ? [[id, row.toJSON() as Plain] as const] : [];
  });
  const inherited = new Map(origins);
  for (const [id, fields] of Object.entries(changes)) {
    if (fields === null) {
      rows.delete(id);
      continue;
    }
    let row = rows.get(id);
    if (!(row instanceof Y.Map)) {
      row = new Y.Map(Object.entries(inherited.get(id) ?? {}));
      rows.set(id, row);
    }
    for (const [key, value] of Object.entries(fields)) {
      if (key === 'id') continue;
      const before = NESTED.has(key) ? (row as Y.Map<unknown>).get(key) : undefined;
      (row as Y.Map<unknown>).set(key, isPlain(before) && isPlain(value) ? { ...before, ...value } : value);
    }
  }
}

/** Undo of this person's own edits, one step an edit. */
export function createUndo(doc: Y.Doc, origin: unknown): Y.UndoManager {
  const scope = [doc.getMap('settings'), doc.getMap('tracks'), doc.getMap('clips')];
  return new Y.UndoManager(scope, { trackedOrigins: new Set([origin]), captureTimeout: 0 });
}

type Plain = Record<string, unknown>;

/** The document as plain data. Whatever is missing or of a wrong type gets its default; it never throws. */
export function readDocument(doc: Y.Doc): Reading {
  return readPlain({
    settings: doc.getMap('settings').toJSON(),
    tracks: doc.getMap('tracks').toJSON(),
    clips: doc.getMap('clips').toJSON(),
  });
}

/** The same reading of the document's plain JSON. */
export function readPlain(plain: { settings: Plain; tracks: Plain; clips: Plain }): Reading {
  const tracks = rows(plain.tracks).map(([id, row]) => readTrack(id, row));
  tracks.sort((a, b) => byKind(a, b) || byText(a.order, b.order) || byText(a.id, b.id));
  const place = new Map(tracks.map((track, index) => [track.id, index]));
  const clips = rows(plain.clips)
    .map(([id, row]) => readClip(id, row))
    .filter((clip) => place.has(clip.track) && clip.length > 0 && clip.start >= 0);
  clips.sort(
    (a, b) => (place.get(a.track) ?? 0) - (place.get(b.track) ?? 0) || a.start - b.start || byText(a.id, b.id),
  );
  const { kept, resolved } = resolveOverlaps(clips);
  return { settings: readSettings(plain.settings), tracks, clips: kept, resolved };
}

/** The clip with the later start keeps its time and the earlier is shortened; of two with one start, the larger id stays. */
function resolveOverlaps(clips: Clip[]): { kept: Clip[]; resolved: string[] } {
  const kept: Clip[] = [];
  const resolved: string[] = [];
  clips.forEach((clip, index) => {
    const next = clips[index + 1];
    if (next && next.track === clip.track && clip.start + clip.length > next.start) {
      resolved.push(clip.id);
      if (next.start > clip.start) kept.push({ ...clip, length: subTicks(next.start, clip.start) });
    } else {
      kept.push(clip);
    }
  });
  return { kept, resolved };
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byKind = (a: Track, b: Track): number => (a.kind === b.kind ? 0 : a.kind === 'video' ? -1 : 1);

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const rows = (map: Plain): [string, Plain][] =>
  Object.entries(map).filter((entry): entry is [string, Plain] => isPlain(entry[1]));

const text = (value: unknown, otherwise = ''): string => (typeof value === 'string' ? value : otherwise);
const flag = (value: unknown): boolean => value === true;
const number = (value: unknown, otherwise: number, low = -1e9, high = 1e9): number =>
  typeof value === 'number' && Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : otherwise;
const whole = (value: unknown, otherwise: number, low: number, high: number): number =>
  Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high ? (value as number) : otherwise;
const time = (value: unknown, otherwise = 0): Ticks =>
  ticks(Number.isSafeInteger(value) ? (value as number) : otherwise);
const colour = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && /^#[0-9a-fA-F]{6}$/.test(value) ? value : otherwise;

function readSettings(row: Plain): Settings {
  const rate = Array.isArray(row.rate) ? row.rate : [];
  const num = whole(rate[0], 0, 1, 1_000_000);
  const den = whole(rate[1], 0, 1, 1_000_000);
  return {
    width: whole(row.width, DEFAULT_SETTINGS.width, 2, MAX_SIDE),
    height: whole(row.height, DEFAULT_SETTINGS.height, 2, MAX_SIDE),
    rate: rate.length === 2 && num && den ? [num, den] : DEFAULT_SETTINGS.rate,
    background: colour(row.background, DEFAULT_SETTINGS.background),
  };
}

const readTrack = (id: string, row: Plain): Track => ({
  id,
  kind: row.kind === 'audio' ? 'audio' : 'video',
  name: text(row.name, id),
  order: text(row.order),
  muted: flag(row.muted),
  solo: flag(row.solo),
  locked: flag(row.locked),
  hidden: flag(row.hidden),
});

const KINDS: ClipKind[] = ['media', 'text', 'colour'];

/** A clip or a track with every field at its default but for those given: the one list of defaults is the reading's. */
export const blankClip = (id: string, fields: Partial<Clip>): Clip => ({ ...readClip(id, {}), ...fields });
export const blankTrack = (id: string, fields: Partial<Track>): Track => ({ ...readTrack(id, {}), ...fields });

function readClip(id: string, row: Plain): Clip {
  const transform = isPlain(row.transform) ? row.transform : {};
  const audio = isPlain(row.audio) ? row.audio : {};
  const matte = isPlain(row.matte) && typeof row.matte.id === 'string' ? row.matte : null;
  return {
    id,
    track: text(row.track),
    kind: KINDS.find((kind) => kind === row.kind) ?? 'media',
    asset: text(row.asset),
    start: time(row.start, -1),
    length: time(row.length),
    in: ticks(Math.max(0, time(row.in))),
    speed: number(row.speed, 1, 0.01, 100),
    colour: colour(row.colour, '#000000'),
    transform: {
      x: number(transform.x, 0.5, -10, 10),
      y: number(transform.y, 0.5, -10, 10),
      scale: number(transform.scale, 1, 0, 20),
      rotation: number(transform.rotation, 0),
      opacity: number(transform.opacity, 1, 0, 1),
    },
    audio: {
      gain: number(audio.gain, 1, 0, 4),
      fadeIn: ticks(Math.max(0, time(audio.fadeIn))),
      fadeOut: ticks(Math.max(0, time(audio.fadeOut))),
    },
    matte: matte && {
      id: text(matte.id),
      mode: matte.mode === 'remove' ? 'remove' : 'keep',
      feather: number(matte.feather, 0, 0, 50),
    },
    link: text(row.link),
    group: text(row.group),
  };
}
