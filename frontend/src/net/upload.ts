/**
 * One file on its way to S3: presigned parts, four at a time, retried with back-off, paused and gone on with.
 *
 * What was sent is asked from the server before the first part, so a fresh page goes on where the old one stopped.
 */
import { api } from './api';

const AT_ONCE = 4;
const SIGN_AHEAD = 16;
const TRIES = 6;

export type UploadState = 'uploading' | 'paused' | 'failed' | 'done';
export interface UploadProgress {
  /** bytes */
  loaded: number;
  total: number;
  state: UploadState;
  error?: string;
}

/** What an upload asks of the outside; tests give their own. */
export interface UploadPorts {
  partsDone: typeof api.partsDone;
  signParts: typeof api.signParts;
  completeUpload: typeof api.completeUpload;
  put: (url: string, part: Blob, onLoaded: (bytes: number) => void, signal: AbortSignal) => Promise<void>;
  wait: (ms: number) => Promise<void>;
}

export class PutError extends Error {
  readonly status: number;
  constructor(status: number) {
    super(status ? `The storage answered ${status}.` : 'The connection to the storage was lost.');
    this.status = status;
  }
}

/** PUT by XMLHttpRequest, since fetch tells no progress of what it sends. */
function putByXhr(url: string, part: Blob, onLoaded: (bytes: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal.addEventListener('abort', abort, { once: true });
    request.open('PUT', url);
    request.upload.onprogress = (event) => onLoaded(event.loaded);
    request.onload = () => (request.status < 300 ? resolve() : reject(new PutError(request.status)));
    request.onerror = () => reject(new PutError(0));
    request.onabort = () => reject(new DOMException('paused', 'AbortError'));
    request.onloadend = () => signal.removeEventListener('abort', abort);
    request.send(part);
  });
}

const realPorts = (): UploadPorts => ({
  ...api,
  put: putByXhr,
  wait: (ms) => new Promise((done) => setTimeout(done, ms)),
});

/** Number and byte range of each part; S3 counts parts from 1. */
export function planParts(size: number, partSize: number): { number: number; start: number; end: number }[] {
  if (!(partSize > 0)) throw new RangeError(`part size ${partSize}: the server must give a positive one`);
  const parts = [];
  for (let start = 0, number = 1; start < size || number === 1; start += partSize, number++)
    parts.push({ number, start, end: Math.min(size, start + partSize) });
  return parts;
}

export class Upload {
  readonly asset: string;
  readonly file: Blob;
  #state: UploadState = 'paused';
  #ports: UploadPorts;
  #onProgress: (progress: UploadProgress) => void;
  #abort: AbortController | null = null;
  #loaded = new Map<number, number>();
  #urls = new Map<number, string>();

  constructor(asset: string, file: Blob, onProgress: (progress: UploadProgress) => void, ports?: Partial<UploadPorts>) {
    this.asset = asset;
    this.file = file;
    this.#onProgress = onProgress;
    this.#ports = { ...realPorts(), ...ports };
  }

  get state(): UploadState {
    return this.#state;
  }

  /** Sends what is missing. Resolves when done, paused or failed; never rejects. */
  async start(): Promise<void> {
    const { state } = this;
    if (state === 'uploading' || state === 'done') return;
    const abort = new AbortController();
    this.#abort = abort;
    this.#say('uploading');
    try {
      const { done, part_size } = await this.#retried(() => this.#ports.partsDone(this.asset), abort.signal);
      const have = new Map(done.map((part) => [part.number, part.size]));
      this.#loaded.clear();
      const missing = planParts(this.file.size, part_size).filter((part) => {
        const whole = have.get(part.number) === part.end - part.start;
        if (whole) this.#loaded.set(part.number, part.end - part.start);
        return !whole;
      });
      this.#say('uploading');
      const queue = [...missing];
      const lane = async () => {
        for (let part = queue.shift(); part && !abort.signal.aborted; part = queue.shift())
          await this.#send(part, [part.number, ...queue.slice(0, SIGN_AHEAD - 1).map((p) => p.number)], abort.signal);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      abort.signal.throwIfAborted();
      await this.#retried(() => this.#ports.completeUpload(this.asset), abort.signal);
      this.#say('done');
    } catch (error) {
      if (abort !== this.#abort || this.state !== 'uploading') return; // paused meanwhile
      abort.abort();
      this.#say('failed', error instanceof Error ? error.message : String(error));
    }
  }

  pause(): void {
    if (this.state !== 'uploading') return;
    this.#say('paused');
    this.#abort?.abort();
  }

  async #send(
    part: { number: number; start: number; end: number },
    ahead: number[],
    signal: AbortSignal,
  ): Promise<void> {
    await this.#retried(async () => {
      let url = this.#urls.get(part.number);
      if (!url) {
        const signed = await this.#ports.signParts(this.asset, ahead);
        for (const [number, address] of Object.entries(signed.urls)) this.#urls.set(Number(number), address);
        url = this.#urls.get(part.number);
        if (!url) throw new Error(`The server signed no address for part ${part.number}.`);
      }
      this.#urls.delete(part.number); // used once: a retry asks for a fresh one, as it may have expired
      await this.#ports.put(
        url,
        this.file.slice(part.start, part.end),
        (bytes) => {
          this.#loaded.set(part.number, bytes);
          if (this.state === 'uploading') this.#say('uploading');
        },
        signal,
      );
      this.#loaded.set(part.number, part.end - part.start);
      this.#say('uploading');
    }, signal);
  }

  async #retried<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      try {
        return await work();
      } catch (error) {
        const status = (error as { status?: number }).status;
        const hopeless = status !== undefined && status >= 400 && status < 500 && ![403, 408, 429].includes(status);
        if (signal.aborted || hopeless || attempt >= TRIES) throw error;
        await this.#ports.wait(Math.min(15_000, 400 * 2 ** attempt) * (0.7 + 0.6 * Math.random()));
      }
    }
  }

  #say(state: UploadState, error?: string): void {
    this.#state = state;
    let loaded = 0;
    for (const bytes of this.#loaded.values()) loaded += bytes;
    if (state === 'done') loaded = this.file.size;
    this.#onProgress({ loaded: Math.min(loaded, this.file.size), total: this.file.size, state, error });
  }
}
