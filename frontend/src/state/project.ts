/** The open project: its document, what it says now, and whether the server has it. */
import { IndexeddbPersistence } from 'y-indexeddb';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { create } from 'zustand';
import { applyPatch, ensureTracks, isEmpty, type Patch } from '../model/document';
import { DocumentReader, readDocument } from '../model/reading';
import type { Reading } from '../model/types';
import { api, withShare } from '../net/api';
import { ProjectSocket } from '../net/socket';
import type { Away, ProjectInfo, Role, ServerEvent } from '../net/wire';
import { say } from '../words/words';
import { type Deed, History } from './history';
import { toast, toastError } from './toasts';

interface ProjectState {
  id: string;
  name: string;
  role: Role;
  doc: Y.Doc | null;
  awareness: Awareness | null;
  reading: Reading;
  connected: boolean;
  /** what the server itself waits for; empty while all is well, or unknown */
  away: Away[];
  /** the first answer of the server, or the copy kept in this browser, is in the document */
  loaded: boolean;
  /** the server has every edit made here */
  saved: boolean;
  /** it was deleted, or its link taken back, while it was open here; what is edited stays in this browser */
  gone: boolean;
  /** what undo and redo would take back or do again, such as 'Ripple delete'; null when there is nothing */
  undoable: string | null;
  redoable: string | null;
}

const nothing = (): ProjectState => ({
  id: '',
  name: '',
  role: 'viewer',
  doc: null,
  awareness: null,
  reading: readDocument(new Y.Doc()),
  connected: false,
  away: [],
  loaded: false,
  saved: true,
  gone: false,
  undoable: null,
  redoable: null,
});

export const useProject = create<ProjectState>()(nothing);

/** Origin of this page's own edits; undo tracks it alone. */
export const LOCAL = 'local';

/** A browser whose store does not answer is not waited for any longer. */
const KEPT_MS = 1000;

let socket: ProjectSocket | null = null;
let persistence: IndexeddbPersistence | null = null;
let history: History | null = null;

const mayEdit = () => useProject.getState().role !== 'viewer';

/**
 * Applies an edit as one undo step (or as part of the gesture under way). False when there was nothing to do.
 * `deed`: what was done outside of the document as part of the same step.
 */
export function edit(patch: Patch, deed?: Deed): boolean {
  const { doc } = useProject.getState();
  if (!doc || (isEmpty(patch) && !deed)) return false;
  if (!mayEdit()) {
    toast(say('You are viewing a shared project. Ask its owner for a copy to edit it.'));
    return true;
  }
  history?.edit(patch.label, () => applyPatch(doc, patch, LOCAL), deed);
  if (patch.note) toast(patch.note);
  return true;
}

export const undo = (): void => history?.undo();
export const redo = (): void => history?.redo();

/** Edits from here to endGesture() are one undo step. Nested calls count as one. */
export const beginGesture = (): void => history?.beginGesture();
export const endGesture = (): void => history?.endGesture();
/** Ends it and leaves nothing of it behind. */
export const cancelGesture = (): void => history?.cancelGesture();

/** Makes something done outside of the document a step of undo. Returns what takes the step out again. */
export const record = (label: string, deed: Deed): (() => void) => history?.record(label, deed) ?? (() => {});

/** Opens a project and keeps it in step until closeProject(). `onEvent` gets the server's JSON events. */
export function openProject(info: ProjectInfo, onEvent: (event: ServerEvent) => void): void {
  closeProject();
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const readOnly = info.role === 'viewer';
  useProject.setState({ ...nothing(), id: info.id, name: info.name, role: info.role, doc, awareness });
  const reader = new DocumentReader(doc);
  const read = () => useProject.setState({ reading: reader.read() });
  doc.on('update', read);
  read();
  let kept: Promise<unknown> = Promise.resolve();
  if (!readOnly) {
    persistence = new IndexeddbPersistence(`playhead-${info.id}`, doc);
    kept = persistence.whenSynced.then(() => useProject.setState({ loaded: true }));
    const onChange = (undoable: string | null, redoable: string | null) => useProject.setState({ undoable, redoable });
    const reading = () => useProject.getState().reading;
    history = new History({ doc, origin: LOCAL, reading, onChange, onError: toastError });
  }
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  socket = new ProjectSocket({
    url: `${scheme}://${location.host}${withShare(`/ws/projects/${info.id}`)}`,
    doc,
    awareness,
    readOnly,
    onEvent,
    ready: Promise.race([kept.catch(() => undefined), new Promise((done) => setTimeout(done, KEPT_MS))]),
    onStatus: ({ connected, synced, saved }) => {
      if (synced && !readOnly) ensureTracks(doc);
      const lost = connected ? {} : { away: [] };
      useProject.setState({ connected, saved, ...lost, ...(synced ? { loaded: true } : {}) });
    },
  });
}

export function closeProject(): void {
  socket?.close();
  history?.destroy();
  persistence?.destroy();
  useProject.getState().doc?.destroy();
  socket = persistence = history = null;
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
