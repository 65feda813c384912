/** Pictures that stand still, decoded once each. */
import type { Address } from './address';

export class Stills {
  #held = new Map<string, ImageBitmap | 'coming'>();

  constructor(
    private readonly onPicture: () => void,
    private readonly onError: (asset: string, message: string) => void,
  ) {}

  /** The picture, premultiplied, or null while it comes. */
  get(asset: string, blob: Blob | undefined, address: Address | undefined): ImageBitmap | null {
    const held = this.#held.get(asset);
    if (held) return held === 'coming' ? null : held;
    this.#held.set(asset, 'coming');
    void (async () => {
      try {
        const bytes = blob ?? (await fetched(address));
        const picture = await createImageBitmap(bytes, { premultiplyAlpha: 'premultiply' });
        if (this.#held.get(asset) !== 'coming') picture.close();
        else this.#held.set(asset, picture);
        this.onPicture();
      } catch (error) {
        this.onError(asset, error instanceof Error ? error.message : String(error));
      }
    })();
    return null;
  }

  drop(asset: string): void {
    const held = this.#held.get(asset);
    this.#held.delete(asset);
    if (held && held !== 'coming') held.close();
  }

  get count(): number {
    return this.#held.size;
  }
}

/** Throws Error where the storage does not give it. */
export async function fetched(address: Address | undefined): Promise<Blob> {
  const answer = await address?.fetch();
  if (!answer?.ok) throw new Error(`the storage answered ${answer?.status ?? 'nothing'}`);
  return answer.blob();
}
