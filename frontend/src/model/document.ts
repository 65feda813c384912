/** The project's Yjs document: the one way to change it. What it says is in reading.ts. */
import * as Y from 'yjs';
import { blankTrack } from './fields';
import { asShared, putShared } from './shared';
import type { Clip, Marker, Settings, Track } from './types';
import type { Plain } from './values';

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
  tracks?: Record<string, (Partial<Track> & { removed?: boolean }) | null>;
  clips?: Record<string, Partial<Clip> | null>;
  markers?: Record<string, Partial<Marker> | null>;
  /** of the media bin, see bin.ts */
  folders?: Record<string, { name?: string; parent?: string } | null>;
  filed?: Record<string, { folder: string } | null>;
  /** new clip -> the one it comes from, whose fields unknown to this reading it takes over */
  copies?: Record<string, string>;
}

/** True where there is nothing to do. */
export const isEmpty = ({
  settings = {},
  tracks = {},
  clips = {},
  markers = {},
  folders = {},
  filed = {},
}: Patch): boolean =>
  ![settings, tracks, clips, markers, folders, filed].some((changes) => Object.keys(changes).length);

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
    write(doc.getMap('markers'), patch.markers);
    write(doc.getMap('folders'), patch.folders);
    write(doc.getMap('filed'), patch.filed);
  }, origin);
}

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
      row = new Y.Map(Object.entries(inherited.get(id) ?? {}).map(([key, value]) => [key, asShared(key, value)]));
      rows.set(id, row);
    }
    for (const [key, value] of Object.entries(fields)) if (key !== 'id') putShared(row as Y.Map<unknown>, key, value);
  }
}

/** Undo of this person's own edits, one step an edit. */
export function createUndo(doc: Y.Doc, origin: unknown): Y.UndoManager {
  const scope = ['settings', 'tracks', 'clips', 'markers', 'folders', 'filed'].map((name) => doc.getMap(name));
  return new Y.UndoManager(scope, { trackedOrigins: new Set([origin]), captureTimeout: 0 });
}
