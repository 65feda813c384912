/** The sources that are given, opened where they are read from and closed when they go. */
import type { Cube } from '../model/cube';
import { Address } from './address';
import type { Decoder } from './decoder';
import type { Kept } from './kept';
import type { Mixer } from './mixer';
import type { Source } from './stage';

export class Footage {
  sources: ReadonlyMap<string, Source> = new Map();
  /** of what is read by this thread: stills and sound */
  readonly addresses = new Map<string, Address>();

  constructor(
    private readonly decoder: Decoder,
    private readonly mixer: Mixer,
    private readonly stills: Kept<ImageBitmap>,
    private readonly luts: Kept<Cube>,
    private readonly onExpired: (asset: string) => void,
  ) {}

  /** Those whose file or object changed are opened anew, newer addresses of the same are taken, the others dropped. */
  set(sources: ReadonlyMap<string, Source>): void {
    for (const [asset, source] of sources) {
      const had = this.sources.get(asset);
      if (had && had.blob === source.blob && sameObject(had.url, source.url)) {
        if (source.url) this.#renew(asset, source.url);
      } else if (source.blob || source.url) this.#open(asset, source);
    }
    for (const asset of this.sources.keys()) if (!sources.has(asset)) this.#drop(asset);
    this.sources = new Map(sources);
  }

  #open(asset: string, source: Source): void {
    const address = source.url ? new Address(source.url, () => this.onExpired(asset)) : undefined;
    if (address) this.addresses.set(asset, address);
    if (source.kind === 'video') this.decoder.setSource(asset, source);
    if (source.kind === 'image') this.stills.drop(asset);
    else if (source.kind === 'lut') this.luts.drop(asset);
    else this.mixer.setSource(asset, { blob: source.blob, address });
  }

  #renew(asset: string, url: string): void {
    this.addresses.get(asset)?.renew(url);
    this.decoder.renewSource(asset, url);
  }

  #drop(asset: string): void {
    this.addresses.delete(asset);
    this.decoder.dropSource(asset);
    this.mixer.dropSource(asset);
    this.stills.drop(asset);
    this.luts.drop(asset);
  }
}

/** Presigned addresses change by the hour while the object stays. */
const sameObject = (a: string | undefined, b: string | undefined): boolean => a?.split('?')[0] === b?.split('?')[0];
