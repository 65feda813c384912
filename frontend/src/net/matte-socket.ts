/**
 * One matte's socket. Frames come as they are made; after a break the server goes on from the last one this page has.
 *
 * Each binary message begins with its Redis stream id (u64 milliseconds, u32 sequence, little endian). Frames are
 * acknowledged in small groups, because the server keeps a send window for slow clients.
 */
import { type FrameHeader, type Invalidation, readFrameHeader } from '../model/matte-frame';
import { backOffMs } from './persist';

const ID_BYTES = 12;
const ACK_EVERY = 8;
const ACK_WITHIN_MS = 120;
/** The server's close code for a matte that is gone, or not this person's to see. */
const STRANGER = 4404;

export interface Hint {
  frame: number;
  /** frames a second, signed; 0 when paused */
  rate: number;
  visible: boolean;
  /** first and last frame that it plays again and again */
  loop?: [number, number];
}

export interface MatteSocketState {
  revision: number;
  invalidations: Invalidation[];
  /** frames a second the worker makes */
  speed: number;
  error: string;
}

export interface MatteSocketOptions {
  url: string;
  onFrame: (bytes: ArrayBuffer, header: FrameHeader) => void;
  onState: (state: MatteSocketState) => void;
  /** After a break that the server's memory does not reach back over: what was missed is to be had from S3 alone. */
  onGap: () => void;
  open?: (url: string) => WebSocket;
}

export class MatteSocket {
  #options: MatteSocketOptions;
  #socket: WebSocket | null = null;
  #closed = false;
  #tries = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #ackTimer: ReturnType<typeof setTimeout> | undefined;
  #received = 0;
  #acknowledged = 0;
  #last = '';
  #hint: Hint | null = null;

  constructor(options: MatteSocketOptions) {
    this.#options = options;
    this.#connect();
  }

  /** Stream id of the newest frame this page has; '' for none. */
  get last(): string {
    return this.#last;
  }

  /** Tells the server where the playhead is. The newest hint is said again after a reconnect. */
  hint(hint: Hint): void {
    this.#hint = hint;
    this.#say({ type: 'hint', ...hint });
  }

  /** For the operator's figures; one that cannot be sent now is not worth keeping. */
  report(report: object): void {
    this.#say({ type: 'report', ...report });
  }

  /** Tries at once instead of waiting out the back-off. */
  reconnectNow(): void {
    if (this.#closed || this.#socket) return;
    clearTimeout(this.#retry);
    this.#tries = 0;
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#ackTimer);
    this.#socket?.close();
    this.#socket = null;
  }

  #connect(): void {
    const socket = (this.#options.open ?? ((url) => new WebSocket(url)))(this.#options.url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => {
      this.#received = this.#acknowledged = 0;
      this.#say({ type: 'hello', after: this.#last });
      if (this.#hint) this.#say({ type: 'hint', ...this.#hint });
    };
    socket.onmessage = ({ data }) => (typeof data === 'string' ? this.#onText(data) : this.#onFrame(data));
    socket.onerror = () => socket.close();
    socket.onclose = (event) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      if (this.#closed || event?.code === STRANGER) return;
      this.#retry = setTimeout(() => this.#connect(), backOffMs(this.#tries++));
    };
  }

  #onText(text: string): void {
    const said = JSON.parse(text);
    if (said.type === 'resumed' && !said.whole) this.#options.onGap();
    if (said.type !== 'state') return;
    this.#tries = 0; // a server that accepts and then breaks off is not back yet
    this.#options.onState(said);
  }

  #onFrame(data: ArrayBuffer): void {
    const view = new DataView(data);
    this.#last = `${view.getBigUint64(0, true)}-${view.getUint32(8, true)}`;
    this.#received++;
    if (this.#received - this.#acknowledged >= ACK_EVERY) this.#acknowledge();
    else this.#ackTimer ??= setTimeout(() => this.#acknowledge(), ACK_WITHIN_MS);
    const bytes = data.slice(ID_BYTES);
    this.#options.onFrame(bytes, readFrameHeader(bytes));
  }

  #acknowledge(): void {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    const n = this.#received - this.#acknowledged;
    if (n > 0) this.#say({ type: 'ack', n });
    this.#acknowledged = this.#received;
  }

  #say(message: object): void {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(message));
  }
}
