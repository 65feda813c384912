/** Where a stored object is read. Its address runs out and is signed anew; a storage that is away is waited for. */

const LONGEST_WAIT_MS = 5_000;
/** a fresh address that is refused too may come of clocks that differ a little; more than that is a real refusal */
const RENEWALS = 3;
/** Of a file that is read from some place on, so much is asked for at once: eight seconds of a proxy. */
const STRETCH = 1 << 20;

export class Address {
  #url: string;
  #waiting = new Set<() => void>();
  /** its answers tell how long the file is, so that one that ends early is not taken for the file's end */
  #tellsLength = false;

  /** `onExpired` asks for a newer address, which comes by renew(). */
  constructor(
    url: string,
    private readonly onExpired: () => void,
  ) {
    this.#url = url;
  }

  get url(): string {
    return this.#url;
  }

  renew(url: string): void {
    this.#url = url;
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /**
   * fetch() of the newest address, whatever address is asked for. Rejects only when its signal aborts. A range without an
   * end gets one: a browser takes in all that comes, read or not, and has to close a connection that is broken off.
   */
  fetch = async (_asked?: unknown, asked?: RequestInit): Promise<Response> => {
    const init = this.#tellsLength ? ended(asked) : asked;
    const signal = init?.signal ?? undefined;
    for (let attempt = 1, renewals = 0; ; attempt++) {
      const tried = this.#url;
      const answer = await fetch(tried, init).catch((error) => {
        if (signal?.aborted) throw error;
        return null;
      });
      if (answer && answer.status !== 403 && answer.status !== 429 && answer.status < 500) {
        this.#tellsLength ||= answer.headers.has('Content-Range');
        return answer;
      }
      if (answer?.status === 403) {
        if (renewals++ === RENEWALS) return answer;
        if (tried === this.#url) await this.#renewed(signal);
        if (renewals === 1) continue;
      }
      await rest(Math.min(LONGEST_WAIT_MS, 250 * 2 ** attempt), signal);
    }
  };

  #renewed(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#waiting.add(resolve);
      if (this.#waiting.size === 1) this.onExpired();
    });
  }
}

function ended(init: RequestInit | undefined): RequestInit | undefined {
  const headers = new Headers(init?.headers);
  const from = /^bytes=(\d+)-$/.exec(headers.get('Range') ?? '')?.[1];
  if (from === undefined) return init;
  headers.set('Range', `bytes=${from}-${Number(from) + STRETCH - 1}`);
  return { ...init, headers };
}

function rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
