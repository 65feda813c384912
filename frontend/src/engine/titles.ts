/** Titles' pictures, one a clip; what draws them and their fonts come when first needed. */
import type { Title } from '../model/titles';
import { say } from '../words/words';

type Raster = typeof import('./title-raster');

/** Times the frame: a title that is enlarged further gets soft. */
const FINEST = 3;

export class Titles {
  #raster: Raster | null = null;
  #faces = new Map<string, 'coming' | 'here'>();
  #held = new Map<string, { of: string; image: ImageBitmap }>();

  constructor(
    private readonly onPicture: () => void,
    private readonly onError: (message: string) => void,
  ) {}

  /** A clip's title for a frame of `width` x `height`, drawn `drawn` pixels wide; while it comes the one before. */
  get(
    clip: string,
    title: Title,
    { width, height }: { width: number; height: number },
    drawn: number,
  ): { image: ImageBitmap | null; exact: boolean } {
    const fine = Math.max(1, Math.min(FINEST, Math.ceil(drawn / width - 1e-6)));
    const of = JSON.stringify([title, width * fine, height * fine]);
    const held = this.#held.get(clip);
    if (held?.of === of) return { image: held.image, exact: true };
    const raster = this.#raster;
    const faces = raster ? raster.facesOf(title) : [''];
    if (!raster || faces.some((face) => this.#faces.get(face) !== 'here')) {
      for (const face of faces) void this.#load(face);
      return { image: held?.image ?? null, exact: false };
    }
    held?.image.close();
    const image = raster.drawTitle(title, width * fine, height * fine);
    this.#held.set(clip, { of, image });
    return { image, exact: true };
  }

  /** Forgets the pictures of all other clips. */
  keepOnly(clips: ReadonlySet<string>): void {
    for (const [clip, { image }] of this.#held) {
      if (clips.has(clip)) continue;
      image.close();
      this.#held.delete(clip);
    }
  }

  /** A font file; '' for what draws them all. */
  async #load(face: string): Promise<void> {
    if (this.#faces.has(face)) return;
    this.#faces.set(face, 'coming');
    try {
      if (this.#raster) await this.#raster.loadFace(face);
      else this.#raster = await import('./title-raster');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.onError(
        say('The font of a title did not load ({reason}): it is shown in another. Reload the page to try again.', {
          reason,
        }),
      );
    }
    // without it the page's own letters stand in
    if (face) this.#faces.set(face, 'here');
    if (this.#raster) this.onPicture();
  }
}
