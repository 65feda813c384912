/** Lets somebody measure what is shown: a copy of it some times a second, and always of the picture that stays. */
import type { Compositor } from './compositor';
import type { Sample } from './scopes';

const PAUSE_MS = 120;
/** Pixels across a copy: fewer while time runs, when the machine has other work. */
const MOST = { running: 256, standing: 640 };

export class Watch {
  #listener: ((sample: Sample) => void) | null = null;
  #next = 0;
  #busy = false;
  #owed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `redraw`: asks for a picture soon. */
  constructor(private readonly redraw: () => void) {}

  /** Null: nobody looks any more, and nothing is read. */
  set(listener: ((sample: Sample) => void) | null): void {
    this.#listener = listener;
    clearTimeout(this.#timer);
    this.#owed = listener !== null;
    if (listener) this.#ask();
  }

  /** A copy is due even of a picture that is shown already: it has to be drawn again, since the canvas keeps none. */
  get wants(): boolean {
    return this.#owed && !this.#busy && performance.now() >= this.#next;
  }

  /** A picture was drawn, in this very task. `runs`: time does. */
  drew(compositor: Compositor, runs: boolean): void {
    if (!this.#listener) return;
    this.#owed = true;
    if (!this.wants) {
      this.#ask();
      return;
    }
    clearTimeout(this.#timer);
    this.#owed = false;
    this.#busy = true;
    this.#next = performance.now() + PAUSE_MS;
    void compositor.copy(runs ? MOST.running : MOST.standing).then((sample) => {
      this.#busy = false;
      if (sample) this.#listener?.(sample);
      if (this.#owed) this.#ask();
    });
  }

  /** Asks for a picture when a copy is due: before, one that is shown already is not drawn again. Timers may be early. */
  #ask(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.redraw, Math.max(0, this.#next - performance.now()) + 1);
  }
}
