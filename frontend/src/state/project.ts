/** The open project: its document, what it says now, and whether the server has it. */
import { IndexeddbPersistence } from 'y-indexeddb';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { create } from 'zustand';
import { applyPatch, createUndo, ensureTracks, type Patch, readDocument } from '../model/document';
import type { Reading } from '../model/types';
import { api, withShare } from '../net/api';
import { ProjectSocket } from '../net/socket';
import type { ProjectInfo, Role, ServerEvent } from '../net/wire';
import { toast, toastError } from './toasts';

interface ProjectState {
  id: string;
  name: string;
  role: Role;
  doc: Y.Doc | null;
  reading: Reading;
  connected: boolean;
  /** the first answer of the server, or the copy kept in this browser, is in the document */
  loaded: boolean;
  /** the server has every edit made here */
  saved: boolean;
  canUndo: boolean;
  canRedo: boolean;
}

const nothing = (): ProjectState => ({
  id: '',
  name: '',
  role: 'viewer',
  doc: null,
  reading: readDocument(new Y.Doc()),
  connected: false,
  loaded: false,
  saved: true,
  canUndo: false,
  canRedo: false,
});

export const useProject = create<ProjectState>()(nothing);

/** Origin of this page's own edits; undo tracks it alone. */
export const LOCAL = 'local';
/** A gesture's transactions merge for as long as it lasts. */
const WHOLE_GESTURE_MS = 24 * 3600 * 1000;

let socket: ProjectSocket | null = null;
let persistence: IndexeddbPersistence | null = null;
let undoManager: Y.UndoManager | null = null;
let gestures = 0;

const mayEdit = () => useProject.getState().role !== 'viewer';

/** Applies an edit as one undo step (or as part of the gesture under way). */
export function edit(patch: Patch): void {
  const { doc } = useProject.getState();
  if (!doc) return;
  if (!mayEdit()) {
    toast('You are viewing a shared project. Ask its owner for a copy to edit it.');
    return;
  }
  if (!gestures) undoManager?.stopCapturing();
  applyPatch(doc, patch, LOCAL);
}

export function undo(): void {
  if (mayEdit()) undoManager?.undo();
}

export function redo(): void {
  if (mayEdit()) undoManager?.redo();
}

/** Edits from here to endGesture() are one undo step. Nested calls count as one. */
export function beginGesture(): void {
  if (gestures++ || !undoManager) return;
  undoManager.stopCapturing();
  undoManager.captureTimeout = WHOLE_GESTURE_MS;
}

export function endGesture(): void {
  gestures = Math.max(0, gestures - 1);
  if (gestures || !undoManager) return;
  undoManager.captureTimeout = 0;
  undoManager.stopCapturing();
}

/** Opens a project and keeps it in step until closeProject(). `onEvent` gets the server's JSON events. */
export function openProject(info: ProjectInfo, onEvent: (event: ServerEvent) => void): void {
  closeProject();
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const readOnly = info.role === 'viewer';
  useProject.setState({ ...nothing(), id: info.id, name: info.name, role: info.role, doc });
  const read = () => useProject.setState({ reading: readDocument(doc) });
  doc.on('update', read);
  read();
  if (!readOnly) {
    persistence = new IndexeddbPersistence(`playhead-${info.id}`, doc);
    persistence.whenSynced.then(() => useProject.setState({ loaded: true })).catch(() => undefined);
    undoManager = createUndo(doc, LOCAL);
    undoManager.captureTimeout = 0;
    const report = () =>
      useProject.setState({ canUndo: undoManager?.canUndo() ?? false, canRedo: undoManager?.canRedo() ?? false });
    for (const name of ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const)
      undoManager.on(name, report);
  }
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  socket = new ProjectSocket({
    url: `${scheme}://${location.host}${withShare(`/ws/projects/${info.id}`)}`,
    doc,
    awareness,
    readOnly,
    onEvent,
    onStatus: ({ connected, synced, saved }) => {
      if (synced && !readOnly) ensureTracks(doc);
      useProject.setState({ connected, saved, ...(synced ? { loaded: true } : {}) });
    },
  });
}

export function closeProject(): void {
  socket?.close();
  undoManager?.destroy();
  persistence?.destroy();
  useProject.getState().doc?.destroy();
  socket = persistence = undoManager = null;
  gestures = 0;
  useProject.setState(nothing());
}

export async function renameProject(name: string): Promise<void> {
  const { id, name: before } = useProject.getState();
  const wanted = name.trim();
  if (!wanted || wanted === before) return;
  useProject.setState({ name: wanted });
  await api.renameProject(id, wanted).catch((error) => {
    useProject.setState({ name: before });
    toastError(error);
  });
}

/** True while closing the page would lose nothing from the server. */
export const isSafeToLeave = (): boolean => useProject.getState().saved;

export const reconnectNow = (): void => socket?.reconnectNow();
