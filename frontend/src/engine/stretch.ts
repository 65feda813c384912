/**
 * Another tempo at the same pitch (WSOLA, Verhelst and Roelands 1993): the sound goes on in pieces taken from where the
 * tempo has got to, each moved a little to where it fits best onto what would have come next.
 */

/** Seconds: of a piece, and how far it may be moved. */
const HOP_S = 0.02;
const SEARCH_S = 0.01;
/** Places and samples are first compared by every so many. */
const COARSE = 4;

type Channels = Float32Array<ArrayBuffer>[];

export class Stretch {
  readonly #hop: number;
  readonly #search: number;
  readonly #rise: Float32Array;
  /** samples that are still needed, of each channel and of all together; the first is number #base */
  #held: Channels;
  #mono = new Float32Array();
  #base = 0;
  #given = 0;
  #pieces = 0;
  /** where the last piece was taken from */
  #last = 0;
  #out: Channels[] = [];
  #ready = 0;

  /** `speed`: seconds in per second out. */
  constructor(
    channels: number,
    rate: number,
    private readonly speed: number,
  ) {
    this.#hop = Math.round(HOP_S * rate);
    this.#search = Math.round(SEARCH_S * rate);
    this.#rise = Float32Array.from(
      { length: this.#hop },
      (_, i) => 0.5 - 0.5 * Math.cos((Math.PI * (i + 0.5)) / this.#hop),
    );
    this.#held = Array.from({ length: channels }, () => new Float32Array());
  }

  /** Samples that come next, as many of each channel. */
  push(block: Channels): void {
    const mono = new Float32Array(block[0]?.length ?? 0);
    for (const channel of block) for (let i = 0; i < mono.length; i++) mono[i] = (mono[i] ?? 0) + (channel[i] ?? 0);
    this.#given += mono.length;
    this.#append(block, mono);
    while (this.#base + this.#mono.length >= this.#reach()) this.#lay();
  }

  /** `count` samples that are ready, or null while there are fewer. */
  take(count: number): Channels | null {
    return this.#ready >= count ? this.#give(Math.floor(count)) : null;
  }

  /** All that is left, after the last push: as much as makes up the whole length. */
  end(): Channels {
    const whole = Math.round(this.#given / this.speed);
    const taken = this.#pieces * this.#hop - this.#ready;
    const silence = new Float32Array(2 * (this.#hop + this.#search));
    while (this.#pieces * this.#hop < whole) {
      while (this.#base + this.#mono.length < this.#reach())
        this.#append(
          this.#held.map(() => silence),
          silence,
        );
      this.#lay();
    }
    return this.#give(Math.max(0, whole - taken));
  }

  /** One past the last sample that the next piece may need. */
  #reach(): number {
    return Math.max(this.#due() + this.#search, this.#last + this.#hop) + this.#hop;
  }

  #due(): number {
    return Math.round(this.#pieces * this.#hop * this.speed);
  }

  #lay(): void {
    const [hop, rise] = [this.#hop, this.#rise];
    // at first nothing comes before
    const next = this.#pieces ? this.#last + hop : 0;
    const from = this.#pieces ? this.#fit(this.#due(), next) : 0;
    const [a, b] = [next - this.#base, from - this.#base];
    const piece = this.#held.map((samples) => {
      const out = new Float32Array(hop);
      for (let i = 0; i < hop; i++) {
        const share = rise[i] as number;
        out[i] = (samples[a + i] as number) * (1 - share) + (samples[b + i] as number) * share;
      }
      return out;
    });
    this.#out.push(piece);
    this.#ready += hop;
    this.#pieces++;
    this.#last = from;
    this.#forget();
  }

  /** The place near `due` from where on the sound is most like that from `next` on. */
  #fit(due: number, next: number): number {
    const low = Math.max(this.#base, due - this.#search);
    const coarse = this.#best(low, due + this.#search, COARSE, next);
    return this.#best(Math.max(low, coarse - COARSE), coarse + COARSE, 1, next);
  }

  #best(low: number, high: number, step: number, next: number): number {
    const mono = this.#mono;
    const by = step > 1 ? COARSE : 2;
    let [best, most] = [low, Number.NEGATIVE_INFINITY];
    for (let at = low; at <= high; at += step) {
      let like = 0;
      let power = 1e-9;
      for (let i = 0; i < this.#hop; i += by) {
        const sample = mono[at - this.#base + i] as number;
        like += sample * (mono[next - this.#base + i] as number);
        power += sample * sample;
      }
      const score = like / Math.sqrt(power);
      if (score > most) [best, most] = [at, score];
    }
    return best;
  }

  #append(block: Channels, mono: Float32Array): void {
    const joined = (a: Float32Array, b: Float32Array) => {
      const both = new Float32Array(a.length + b.length);
      both.set(a);
      both.set(b, a.length);
      return both;
    };
    this.#held = this.#held.map((samples, index) => joined(samples, block[index] ?? new Float32Array(mono.length)));
    this.#mono = joined(this.#mono, mono);
  }

  /** Drops what comes before everything that may still be needed. */
  #forget(): void {
    const needed = Math.min(this.#last + this.#hop, Math.max(0, this.#due() - this.#search));
    const drop = Math.min(this.#mono.length, needed - this.#base);
    if (drop < this.#hop) return;
    this.#held = this.#held.map((samples) => samples.slice(drop));
    this.#mono = this.#mono.slice(drop);
    this.#base += drop;
  }

  #give(count: number): Channels {
    const given = this.#held.map(() => new Float32Array(count));
    let at = 0;
    while (at < count) {
      const piece = this.#out[0];
      if (!piece) break;
      const size = piece[0]?.length ?? 0;
      const part = Math.min(size, count - at);
      for (const [channel, samples] of given.entries())
        samples.set((piece[channel] as Float32Array).subarray(0, part), at);
      if (part === size) this.#out.shift();
      else this.#out[0] = piece.map((samples) => samples.slice(part));
      at += part;
    }
    this.#ready -= at;
    return given;
  }
}
