/** Work that must outlast an outage is tried again for as long as what fails may pass by itself. */

import { say } from '../words/words';
import { ApiError } from './api';

const LONGEST_WAIT_MS = 5_000;
const REFUSED_TRIES = 5;

/** Before the next try; grows, and differs from page to page so that they do not come back all at once. */
export const backOffMs = (attempt: number): number =>
  Math.min(LONGEST_WAIT_MS, 300 * 2 ** attempt) * (0.7 + 0.6 * Math.random());

const sleepers = new Set<() => void>();

/** What waits for its next try has it now: the network or the server is back. */
export function wakeAll(): void {
  for (const wake of sleepers) wake();
}

/** Resolves after `ms`, at wakeAll(), or when `signal` aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      sleepers.delete(wake);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    sleepers.add(wake);
    signal?.addEventListener('abort', wake);
    if (signal?.aborted) wake();
  });
}

/** No answer (status 0), or one that says 'later'. */
export function isPassing(error: unknown): boolean {
  const status = (error as { status?: number }).status;
  return status !== undefined && (status === 0 || status === 408 || status === 429 || status >= 500);
}

/** For work that takes a fresh address each time: a few refusals may be those of an address that had run out. */
export const isPassingOrExpired = (error: unknown, attempt: number): boolean =>
  isPassing(error) || ((error as { status?: number }).status === 403 && attempt < REFUSED_TRIES);

export interface Persistence {
  signal?: AbortSignal;
  mayPass?: (error: unknown, attempt: number) => boolean;
  /** told before each wait */
  onTrouble?: (error: unknown) => void;
  wait?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** What `work` gives in the end. Throws what cannot pass, and when `signal` aborts. */
export async function persistently<T>(work: () => Promise<T>, options: Persistence = {}): Promise<T> {
  const { signal, mayPass = isPassing, onTrouble, wait = sleep } = options;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted || !mayPass(error, attempt)) throw error;
      onTrouble?.(error);
      await wait(backOffMs(attempt), signal);
    }
  }
}

/** GET of a presigned address. Throws ApiError, its status 0 when there was no answer. */
export async function fetchStored(url: string, signal?: AbortSignal): Promise<Response> {
  const answer = await fetch(url, { signal: signal ?? null }).catch(() => null);
  if (!answer?.ok) throw new ApiError(answer?.status ?? 0, say('The media storage does not answer.'));
  return answer;
}
