/** The open project: its document, what it says now, and whether the server has it. */
import { IndexeddbPersistence } from 'y-indexeddb';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { create } from 'zustand';
import { applyPatch, createUndo, ensureTracks, isEmpty, type Patch } from '../model/document';
import { DocumentReader, readDocument } from '../model/reading';
import type { Reading } from '../model/types';
import { api, withShare } from '../net/api';
import { ProjectSocket } from '../net/socket';
import type { Away, ProjectInfo, Role, ServerEvent } from '../net/wire';
import { toast, toastError } from './toasts';

interface ProjectState {
  id: string;
  name: string;
  role: Role;
  doc: Y.Doc | null;
  reading: Reading;
  connected: boolean;
  /** what the server itself waits for; empty while all is well, or unknown */
  away: Away[];
  /** the first answer of the server, or the copy kept in this browser, is in the document */
  loaded: boolean;
  /** the server has every edit made here */
  saved: boolean;
  /** what undo and redo would take back or do again, such as 'Ripple delete'; null when there is nothing */
  undoable: string | null;
  redoable: string | null;
}

const nothing = (): ProjectState => ({
  id: '',
  name: '',
  role: 'viewer',
  doc: null,
  reading: readDocument(new Y.Doc()),
  connected: false,
  away: [],
  loaded: false,
  saved: true,
  undoable: null,
  redoable: null,
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
/** name of the edit being applied, undone or redone */
let step = 'Edit';

const mayEdit = () => useProject.getState().role !== 'viewer';

/** Applies an edit as one undo step (or as part of the gesture under way). False when there was nothing to do. */
export function edit(patch: Patch): boolean {
  const { doc } = useProject.getState();
  if (!doc || isEmpty(patch)) return false;
  if (!mayEdit()) {
    toast('You are viewing a shared project. Ask its owner for a copy to edit it.');
    return true;
  }
  if (!gestures) undoManager?.stopCapturing();
  step = patch.label ?? step;
  applyPatch(doc, patch, LOCAL);
  if (patch.note) toast(patch.note);
  return true;
}

export function undo(): void {
  const { undoable } = useProject.getState();
  if (!mayEdit() || !undoManager || undoable === null) return;
  step = undoable;
  undoManager.undo();
}

export function redo(): void {
  const { redoable } = useProject.getState();
  if (!mayEdit() || !undoManager || redoable === null) return;
  step = redoable;
  undoManager.redo();
}

/** Names the steps of undo, and tells the page what the next ones are. */
function watchUndo(manager: Y.UndoManager): void {
  const name = (stack: Y.UndoManager['undoStack']) => {
    const top = stack.at(-1);
    return top ? ((top.meta.get('label') as string | undefined) ?? 'Edit') : null;
  };
  const report = () => useProject.setState({ undoable: name(manager.undoStack), redoable: name(manager.redoStack) });
  manager.on('stack-item-added', ({ stackItem }) => {
    stackItem.meta.set('label', step);
    report();
  });
  manager.on('stack-item-popped', report);
  manager.on('stack-cleared', report);
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
  const reader = new DocumentReader(doc);
  const read = () => useProject.setState({ reading: reader.read() });
  doc.on('update', read);
  read();
  if (!readOnly) {
    persistence = new IndexeddbPersistence(`playhead-${info.id}`, doc);
    persistence.whenSynced.then(() => useProject.setState({ loaded: true })).catch(() => undefined);
    undoManager = createUndo(doc, LOCAL);
    undoManager.captureTimeout = 0;
    watchUndo(undoManager);
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
      const lost = connected ? {} : { away: [] };
      useProject.setState({ connected, saved, ...lost, ...(synced ? { loaded: true } : {}) });
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
