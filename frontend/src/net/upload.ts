/**
 * One file on its way to S3: presigned parts, four at a time, retried with back-off, paused and gone on with.
 *
 * What was sent is asked from the server before the first part, so a fresh page goes on where the old one stopped.
 * A connection that is lost is waited for however long it takes; only what cannot succeed fails.
 */

import { say } from '../words/words';
import { api } from './api';
import { backOffMs, sleep } from './persist';

const AT_ONCE = 4;
const SIGN_AHEAD = 16;
/** Times that all is sent and S3 still lacks something, before it is called a failure. */
const ROUNDS = 3;
/** Failures in a row before the person hears of it. */
const QUIET_TRIES = 2;
/** Silence before the person hears of it, and before a connection counts as dead. */
const QUIET_MS = 4_000;
const DEAD_MS = 30_000;
/** Refusals in a row that may pass: an address that expired, a busy server. */
const REFUSALS = 6;
const WAITING = say('Waiting for the connection. It goes on by itself.');

export type UploadState = 'uploading' | 'paused' | 'failed' | 'done';
export interface UploadProgress {
  /** bytes */
  loaded: number;
  total: number;
  state: UploadState;
  /** a sentence: why it failed, or, while uploading, what it waits for */
  error?: string;
}

/** What an upload asks of the outside; tests give their own. */
export interface UploadPorts {
  partsDone: typeof api.partsDone;
  signParts: typeof api.signParts;
  completeUpload: typeof api.completeUpload;
  /** begins the upload again in S3, which has given it up */
  restartUpload: typeof api.restartUpload;
  put: (url: string, part: Blob, onLoaded: (bytes: number) => void, signal: AbortSignal) => Promise<void>;
  /** resolves after `ms`, or as soon as trying again makes sense */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export class PutError extends Error {
  readonly status: number;
  constructor(status: number) {
    super(say('The storage refused a part ({status}). Press ↻ to try again; what was sent is kept.', { status }));
    this.status = status;
  }
}

/** PUT by XMLHttpRequest, since fetch tells no progress of what it sends. */
function putByXhr(url: string, part: Blob, onLoaded: (bytes: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    let dead = setTimeout(abort, DEAD_MS);
    signal.addEventListener('abort', abort, { once: true });
    request.open('PUT', url);
    request.upload.onprogress = (event) => {
      clearTimeout(dead);
      dead = setTimeout(abort, DEAD_MS);
      onLoaded(event.loaded);
    };
    request.onload = () => (request.status < 300 ? resolve() : reject(new PutError(request.status)));
    request.onerror = () => reject(new PutError(0));
    request.onabort = () => reject(signal.aborted ? new DOMException('paused', 'AbortError') : new PutError(0));
    request.onloadend = () => {
      clearTimeout(dead);
      signal.removeEventListener('abort', abort);
    };
    request.send(part);
  });
}

const realPorts = (): UploadPorts => ({ ...api, put: putByXhr, wait: sleep });

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
  #error: string | undefined;
  #ports: UploadPorts;
  #onProgress: (progress: UploadProgress) => void;
  #abort: AbortController | null = null;
  #loaded = new Map<number, number>();
  #urls = new Map<number, string>();
  /** what is tried again and again since the connection is lost */
  #trouble = new Set<unknown>();
  #heardAt = 0;

  constructor(asset: string, file: Blob, onProgress: (progress: UploadProgress) => void, ports?: Partial<UploadPorts>) {
    this.asset = asset;
    this.file = file;
    this.#onProgress = onProgress;
    this.#ports = { ...realPorts(), ...ports };
  }

  get state(): UploadState {
    return this.#state;
  }

  get progress(): UploadProgress {
    const { size: total } = this.file;
    let loaded = 0;
    for (const bytes of this.#loaded.values()) loaded += bytes;
    if (this.state === 'done') loaded = total;
    const error = this.state === 'uploading' && this.#trouble.size ? WAITING : this.#error;
    return { loaded: Math.min(loaded, total), total, state: this.state, error };
  }

  /** Sends what is missing. Resolves when done, paused or failed; never rejects. */
  async start(): Promise<void> {
    const { state } = this;
    if (state === 'uploading' || state === 'done') return;
    const abort = new AbortController();
    this.#abort = abort;
    this.#trouble.clear();
    this.#heard();
    this.#say('uploading');
    const watch = setInterval(() => this.#watch(), 1000);
    try {
      await this.#sendAll(abort.signal);
      this.#say('done');
    } catch (error) {
      if (abort !== this.#abort || this.state !== 'uploading') return; // paused meanwhile
      abort.abort();
      this.#say('failed', error instanceof Error ? error.message : String(error));
    } finally {
      clearInterval(watch);
    }
  }

  pause(): void {
    if (this.state !== 'uploading') return;
    this.#say('paused');
    this.#abort?.abort();
  }

  /** Sends, completes, and sends again what S3 turns out to lack. */
  async #sendAll(signal: AbortSignal): Promise<void> {
    for (let round = 1; ; round++) {
      const lanes = new AbortController();
      try {
        await this.#sendMissing(AbortSignal.any([signal, lanes.signal]));
        await this.#retried(() => this.#ports.completeUpload(this.asset), signal);
        return;
      } catch (error) {
        lanes.abort();
        const isGivenUp = error instanceof PutError && error.status === GIVEN_UP;
        if (signal.aborted || round >= ROUNDS || !(isGivenUp || statusOf(error) === LACKING)) throw error;
        if (isGivenUp) await this.#retried(() => this.#ports.restartUpload(this.asset), signal);
        this.#urls.clear();
      }
    }
  }

  async #sendMissing(signal: AbortSignal): Promise<void> {
    const { done, part_size, urls } = await this.#retried(() => this.#ports.partsDone(this.asset), signal);
    this.#know(urls);
    const have = new Map(done.map((part) => [part.number, part.size]));
    this.#loaded.clear();
    const queue = planParts(this.file.size, part_size).filter((part) => {
      const whole = have.get(part.number) === part.end - part.start;
      if (whole) this.#loaded.set(part.number, part.end - part.start);
      return !whole;
    });
    this.#tell(signal);
    const lane = async () => {
      for (let part = queue.shift(); part && !signal.aborted; part = queue.shift())
        await this.#send(part, [part.number, ...queue.slice(0, SIGN_AHEAD - 1).map((p) => p.number)], signal);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    signal.throwIfAborted();
  }

  #know(urls: Record<string, string>): void {
    for (const [number, address] of Object.entries(urls)) this.#urls.set(Number(number), address);
  }

  async #send(
    part: { number: number; start: number; end: number },
    ahead: number[],
    signal: AbortSignal,
  ): Promise<void> {
    await this.#retried(async (moves) => {
      let url = this.#urls.get(part.number);
      if (!url) {
        const signed = await this.#ports.signParts(this.asset, ahead);
        this.#know(signed.urls);
        url = this.#urls.get(part.number);
        if (!url)
          throw new Error(
            say('The server signed no address for part {number}. Press ↻ to try again.', { number: part.number }),
          );
      }
      this.#urls.delete(part.number); // used once: a retry asks for a fresh one, as it may have expired
      await this.#ports.put(
        url,
        this.file.slice(part.start, part.end),
        (bytes) => {
          this.#loaded.set(part.number, bytes);
          this.#heard();
          if (bytes) moves();
          this.#tell(signal);
        },
        signal,
      );
      this.#loaded.set(part.number, part.end - part.start);
      this.#tell(signal);
    }, signal);
  }

  /** `work` may say that it moves: then it waits for nothing, though a part on a slow line takes long to be answered. */
  async #retried<T>(work: (moves: () => void) => Promise<T>, signal: AbortSignal): Promise<T> {
    let refusals = 0;
    const moves = () => this.#trouble.delete(work);
    try {
      for (let attempt = 1; ; attempt++) {
        signal.throwIfAborted();
        try {
          const answer = await work(moves);
          this.#heard();
          return answer;
        } catch (error) {
          const fate = fateOf(error);
          if (fate === 'refused') refusals++;
          if (signal.aborted || fate === 'hopeless' || refusals >= REFUSALS) throw error;
          if (fate === 'away' && attempt >= QUIET_TRIES) this.#trouble.add(work);
          this.#tell(signal);
          await this.#ports.wait(backOffMs(attempt), signal);
        }
      }
    } finally {
      if (this.#trouble.delete(work)) this.#tell(signal);
    }
  }

  #heard(): void {
    this.#heardAt = performance.now();
    this.#trouble.delete(SILENCE);
  }

  /** A storage that hangs takes connections and bytes and never answers. */
  #watch(): void {
    if (this.state !== 'uploading' || performance.now() - this.#heardAt < QUIET_MS) return;
    this.#trouble.add(SILENCE);
    this.#say('uploading');
  }

  #tell(signal: AbortSignal): void {
    if (!signal.aborted) this.#say('uploading');
  }

  #say(state: UploadState, error?: string): void {
    this.#state = state;
    this.#error = error;
    this.#onProgress(this.progress);
  }
}

/** As a trouble: nothing was heard for a while. */
const SILENCE = Symbol('silence');
/** The server's answer to completing an upload that lacks parts. */
const LACKING = 409;
/** S3's answer for an upload that it has given up. */
const GIVEN_UP = 404;

const statusOf = (error: unknown): number | undefined => (error as { status?: number }).status;

/** What becomes of a failed try: the other end is away, or refused what it may take another time, or neither. */
function fateOf(error: unknown): 'away' | 'refused' | 'hopeless' {
  const status = statusOf(error);
  if (status === undefined) return 'hopeless';
  if (status === 0 || status >= 500) return 'away';
  return [403, 408, 429].includes(status) ? 'refused' : 'hopeless';
}
