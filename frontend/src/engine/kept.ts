/** What is read once from a source and kept: pictures that stand still, colour tables. */
import { parseCube } from '../model/cube';
import { say } from '../words/words';
import type { Address } from './address';

type Held<T> = { value: T } | 'coming' | 'broken';

export class Kept<T> {
  #held = new Map<string, Held<T>>();

  /** `onCome`: something came, or will never. */
  constructor(
    private readonly read: (file: Blob) => Promise<T>,
    private readonly onCome: () => void,
    private readonly onError: (asset: string, message: string) => void,
    private readonly close: (value: T) => void = () => undefined,
  ) {}

  /** It, or null: not `exact` while it comes. */
  get(asset: string, blob: Blob | undefined, address: Address | undefined): { value: T | null; exact: boolean } {
    const held = this.#held.get(asset);
    if (!held) {
      this.#held.set(asset, 'coming');
      void this.#fetch(asset, blob, address);
    }
    return {
      value: typeof held === 'object' ? held.value : null,
      exact: typeof held === 'object' || held === 'broken',
    };
  }

  drop(asset: string): void {
    const held = this.#held.get(asset);
    this.#held.delete(asset);
    if (typeof held === 'object') this.close(held.value);
  }

  get count(): number {
    return this.#held.size;
  }

  async #fetch(asset: string, blob: Blob | undefined, address: Address | undefined): Promise<void> {
    try {
      const value = await this.read(blob ?? (await fetched(address)));
      if (this.#held.get(asset) === 'coming') this.#held.set(asset, { value });
      else this.close(value);
    } catch (error) {
      if (this.#held.get(asset) === 'coming') this.#held.set(asset, 'broken');
      this.onError(asset, error instanceof Error ? error.message : String(error));
    }
    this.onCome();
  }
}

/** Premultiplied. */
export const readStill = (file: Blob): Promise<ImageBitmap> =>
  createImageBitmap(file, { premultiplyAlpha: 'premultiply' });

export const readCube = async (file: Blob) => parseCube(new Uint8Array(await file.arrayBuffer()));

async function fetched(address: Address | undefined): Promise<Blob> {
  const answer = await address?.fetch();
  if (!answer) throw new Error(say('the storage answered nothing'));
  if (!answer.ok) throw new Error(say('the storage answered {status}', { status: answer.status }));
  return answer.blob();
}
