/**
 * The project socket: the shared document and presence by y-protocols, and the server's JSON events.
 *
 * Lost connections come back by themselves with back-off. An edit counts as saved once the server has answered a
 * sync question that was asked after it, so `saved` is the server's word and not a guess.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { type Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';
import { backOffMs } from './persist';
import type { ServerEvent } from './wire';

const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const ASK_AFTER_MS = 250;
/** The server's close codes: for who may not see the project, where asking again would not help, … */
const STRANGER = 4404;
/** … for what it does not take, which this page would say again at once, and for what is larger than it reads. */
const REFUSED = [4400, 1009];
const TRIES_WHEN_REFUSED = 10;
/** bytes of an update without a change */
const NO_CHANGE = 2;

export interface ProjectSocketOptions {
  url: string;
  doc: Y.Doc;
  awareness: Awareness;
  /** A viewer's page listens and never sends changes. */
  readOnly: boolean;
  onEvent: (event: ServerEvent) => void;
  onStatus: (status: { connected: boolean; synced: boolean; saved: boolean }) => void;
  /** The document has what was kept of it elsewhere: the server is asked for the rest then, and not for all of it before. */
  ready?: Promise<unknown>;
  /** How to open a socket; tests give their own. */
  open?: (url: string) => WebSocket;
}

export class ProjectSocket {
  #options: ProjectSocketOptions;
  #socket: WebSocket | null = null;
  #closed = false;
  #tries = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #asking: ReturnType<typeof setTimeout> | undefined;
  #synced = false;
  /** edits made since the question now under way, or never asked about */
  #unasked = false;
  #waiting = false;
  /** state vector of what the server had when it asked, on this connection */
  #theirs: Uint8Array | null = null;

  #isReady: boolean;
  /** what the server asked before */
  #question: Uint8Array | null = null;

  constructor(options: ProjectSocketOptions) {
    this.#options = options;
    this.#isReady = !options.ready;
    options.ready?.then(() => this.#getReady());
    options.doc.on('update', this.#onUpdate);
    options.awareness.on('update', this.#onAwareness);
    this.#connect();
  }

  get connected(): boolean {
    return this.#socket?.readyState === 1;
  }

  get saved(): boolean {
    return !this.#unasked && !this.#waiting;
  }

  /** Tries at once instead of waiting out the back-off; for 'online' and a page shown again. */
  reconnectNow(): void {
    if (this.#closed || this.#socket) return;
    clearTimeout(this.#retry);
    this.#tries = 0;
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#asking);
    this.#options.doc.off('update', this.#onUpdate);
    this.#options.awareness.off('update', this.#onAwareness);
    this.#socket?.close();
    this.#socket = null;
  }

  #connect(): void {
    const socket = (this.#options.open ?? ((url) => new WebSocket(url)))(this.#options.url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => {
      this.#waiting = false;
      this.#unasked = true;
      this.#ask();
      const { awareness } = this.#options;
      awareness.setLocalState(awareness.getLocalState()); // newer than the farewell that the server said for this page
      this.#report();
    };
    socket.onmessage = ({ data }) =>
      typeof data === 'string' ? this.#onText(data) : this.#onBinary(new Uint8Array(data));
    socket.onclose = (event) => this.#onClose(socket, event?.code);
    socket.onerror = () => socket.close();
  }

  #onClose(socket: WebSocket, code: number | undefined): void {
    if (this.#socket !== socket) return;
    if (code === STRANGER) this.#closed = true;
    this.#socket = null;
    if (this.#waiting) this.#unasked = true;
    this.#waiting = false;
    this.#synced = false;
    this.#theirs = this.#question = null;
    if (code && REFUSED.includes(code)) this.#tries = TRIES_WHEN_REFUSED;
    this.#report();
    if (code === STRANGER) this.#options.onEvent({ type: 'gone' });
    if (this.#closed) return;
    this.#retry = setTimeout(() => this.#connect(), backOffMs(this.#tries++));
  }

  #onText(text: string): void {
    let event: ServerEvent;
    try {
      event = JSON.parse(text);
    } catch {
      return; // a newer server may speak otherwise; what is not understood is let pass
    }
    this.#options.onEvent(event);
  }

  #onBinary(bytes: Uint8Array): void {
    const { doc, awareness } = this.#options;
    const decoder = decoding.createDecoder(bytes);
    const kind = decoding.readVarUint(decoder);
    if (kind === AWARENESS) {
      applyAwarenessUpdate(awareness, decoding.readVarUint8Array(decoder), this);
    } else if (kind === QUERY_AWARENESS) {
      this.#sayWhoIsHere();
    } else if (kind === SYNC) {
      const ahead = decoding.clone(decoder);
      const step = decoding.readVarUint(ahead);
      if (step === sync.messageYjsSyncStep1) this.#hear(decoding.readVarUint8Array(ahead));
      else sync.readSyncMessage(decoder, encoding.createEncoder(), doc, this);
      if (step === sync.messageYjsSyncStep2) {
        this.#synced = true;
        this.#tries = 0; // a server that accepts and then breaks off is not back yet
        this.#waiting = false;
        if (this.#unasked) this.#askSoon();
        this.#report();
      }
    }
  }

  #getReady(): void {
    this.#isReady = true;
    if (this.#question) this.#answer(this.#question);
    this.#ask();
  }

  #hear(question: Uint8Array): void {
    if (this.#isReady) this.#answer(question);
    else this.#question = question;
  }

  /** The server said what it has, and gets what it lacks, which is saved once it answers a question that is asked after it. */
  #answer(theirs: Uint8Array): void {
    this.#theirs = theirs;
    if (this.#options.readOnly) return;
    const news = Y.encodeStateAsUpdate(this.#options.doc, theirs);
    if (news.length > NO_CHANGE) this.#unasked = true;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, SYNC);
    encoding.writeVarUint(encoder, sync.messageYjsSyncStep2);
    encoding.writeVarUint8Array(encoder, news);
    this.#send(encoding.toUint8Array(encoder));
  }

  #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this || this.#options.readOnly) return;
    // before the server has asked, the answer will hold it; the copy kept in this browser is mostly what it has
    const news = this.#theirs && Y.diffUpdate(update, this.#theirs);
    if (news?.length === NO_CHANGE) return;
    this.#unasked = true;
    if (news) {
      const encoder = encoding.createEncoder();
      encoding.writeVarUint(encoder, SYNC);
      sync.writeUpdate(encoder, news);
      this.#send(encoding.toUint8Array(encoder));
    }
    this.#askSoon();
    this.#report();
  };

  #askSoon(): void {
    if (this.#waiting) return;
    clearTimeout(this.#asking);
    this.#asking = setTimeout(() => this.#ask(), ASK_AFTER_MS);
  }

  /** Sync step 1: the answer comes after everything sent before it was taken in. */
  #ask(): void {
    if (!this.connected || !this.#isReady) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, SYNC);
    sync.writeSyncStep1(encoder, this.#options.doc);
    this.#unasked = false;
    this.#waiting = true;
    this.#send(encoding.toUint8Array(encoder));
  }

  /** A page speaks for itself alone. */
  #onAwareness = (
    { added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>,
    origin: unknown,
  ): void => {
    const own = this.#options.awareness.clientID;
    if (origin !== this && [...added, ...updated, ...removed].includes(own)) this.#sayWhoIsHere();
  };

  #sayWhoIsHere(): void {
    const { awareness } = this.#options;
    if (!awareness.meta.has(awareness.clientID)) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, AWARENESS);
    encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [awareness.clientID]));
    this.#send(encoding.toUint8Array(encoder));
  }

  #send(bytes: Uint8Array): void {
    if (this.connected) this.#socket?.send(bytes as Uint8Array<ArrayBuffer>);
  }

  #report(): void {
    this.#options.onStatus({ connected: this.connected, synced: this.#synced, saved: this.saved });
  }
}
