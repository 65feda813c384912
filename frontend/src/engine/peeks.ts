/** Frames of clips by themselves, beside what is shown: those at a cut that a hand moves. */
import type { Clip, Reading } from '../model/types';
import { type Ticks, ticks } from '../time/time';
import type { Staged } from './stage';

export interface Wish {
  clip: Clip;
  /** on the timeline */
  at: Ticks;
}

/** RGBA, rows top to bottom; `index`: of the wish that it answers */
export type OnPeek = (index: number, picture: ImageData) => void;

/** As much of the project's size as a share of the preview needs. */
const WIDEST = 640;

/** What draws them. */
export interface Draws {
  reading(): Reading | null;
  stage(reading: Reading, at: Ticks): Staged;
  pixels(staged: Staged): Uint8Array<ArrayBuffer>;
  /** is no longer wanted */
  stop(clip: string): void;
}

/** Each wish has one stream of the decoder, where a newer wish takes the place of those that wait. */
export class Peeks {
  #wishes: readonly Wish[] = [];
  #told: OnPeek = () => {};
  /** those whose own picture was given */
  #given = new Set<number>();

  constructor(private readonly draws: Draws) {}

  /** The streams in use. */
  get clips(): string[] {
    return this.#wishes.map((_, index) => nameOf(index));
  }

  set(wishes: readonly Wish[], told: OnPeek): void {
    for (let index = wishes.length; index < this.#wishes.length; index++) {
      this.draws.stop(nameOf(index));
      this.#given.delete(index);
    }
    wishes.forEach((wish, index) => {
      if (!isSame(wish, this.#wishes[index])) this.#given.delete(index);
    });
    this.#wishes = wishes;
    this.#told = told;
    this.arrived();
  }

  /** Something came that may be a part of a picture. One that is late is shown until its successor is here. */
  arrived(): void {
    const reading = this.draws.reading();
    if (!reading) return;
    this.#wishes.forEach(({ clip, at }, index) => {
      if (this.#given.has(index)) return;
      const staged = this.draws.stage(alone(reading, clip, nameOf(index)), at);
      const { scene, exact } = staged;
      if (exact) this.#given.add(index);
      if (!exact && !scene.layers.length) return;
      const data = new Uint8ClampedArray(this.draws.pixels(staged));
      this.#told(index, new ImageData(data, scene.width, scene.height));
    });
  }
}

/** A hand moves by pixels, and most of them are no frame. */
const isSame = ({ clip, at }: Wish, before: Wish | undefined): boolean =>
  before?.at === at && (['id', 'start', 'length', 'in'] as const).every((field) => before.clip[field] === clip[field]);

const nameOf = (index: number): string => `peek ${index}`;

/** The project as if it were this clip and nothing else, without what fades it in and out, and smaller. */
function alone({ settings, ...reading }: Reading, clip: Clip, id: string): Reading {
  const share = Math.min(1, WIDEST / settings.width);
  const [width, height] = [Math.round(settings.width * share), Math.round(settings.height * share)];
  const tracks = reading.tracks.filter(({ id: track }) => track === clip.track).map((t) => ({ ...t, hidden: false }));
  const audio = { ...clip.audio, fadeIn: ticks(0), fadeOut: ticks(0) };
  const clips = [{ ...clip, id, audio, transition: null }];
  return { ...reading, settings: { ...settings, width, height }, tracks, clips };
}
