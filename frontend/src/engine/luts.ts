/** Colour tables, read once each. */
import { type Cube, parseCube } from '../model/cube';
import type { Address } from './address';
import { fetched } from './stills';

export class Luts {
  #held = new Map<string, Cube | 'coming' | 'broken'>();

  constructor(
    private readonly onTable: () => void,
    private readonly onError: (asset: string, message: string) => void,
  ) {}

  /** The table, or none: not `exact` while it comes. */
  get(asset: string, blob: Blob | undefined, address: Address | undefined): { cube: Cube | null; exact: boolean } {
    const held = this.#held.get(asset);
    if (held) return { cube: typeof held === 'string' ? null : held, exact: held !== 'coming' };
    this.#held.set(asset, 'coming');
    void (async () => {
      try {
        const file = blob ?? (await fetched(address));
        const cube = parseCube(new Uint8Array(await file.arrayBuffer()));
        if (this.#held.get(asset) === 'coming') this.#held.set(asset, cube);
        this.onTable();
      } catch (error) {
        if (this.#held.get(asset) === 'coming') this.#held.set(asset, 'broken');
        this.onError(asset, error instanceof Error ? error.message : String(error));
        this.onTable();
      }
    })();
    return { cube: null, exact: false };
  }

  drop(asset: string): void {
    this.#held.delete(asset);
  }
}
