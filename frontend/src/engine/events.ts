/** What the preview tells whoever listens. */
import type { Ticks } from '../time/time';

export interface Events {
  time: Ticks;
  playing: boolean;
  error: { asset: string; message: string };
  /** the storage refuses the source's address: setSources() with a newer one goes on */
  expired: { asset: string };
  /** playback had to wait for a picture */
  stall: Ticks;
}

export class Emitter {
  #listeners: { [K in keyof Events]: Set<(event: Events[K]) => void> } = {
    time: new Set(),
    playing: new Set(),
    error: new Set(),
    expired: new Set(),
    stall: new Set(),
  };

  /** Returns what stops it. */
  on<K extends keyof Events>(name: K, listener: (event: Events[K]) => void): () => void {
    this.#listeners[name].add(listener);
    return () => this.#listeners[name].delete(listener);
  }

  emit<K extends keyof Events>(name: K, event: Events[K]): void {
    for (const listener of this.#listeners[name]) listener(event);
  }
}
