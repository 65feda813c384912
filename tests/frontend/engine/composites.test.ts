/** Scenes that are kept, on a GPU that counts. */
import { beforeEach, expect, test } from 'vitest';
import { Composites } from '@/engine/composites';
import { Random } from '../model/random';

const [WIDTH, HEIGHT] = [100, 50];
const BYTES = WIDTH * HEIGHT * 4;

/** Framebuffers have pictures, and a blit copies the one it reads from. */
class CountingGpu {
  canvas = '';
  textures = 0;
  made = 0;
  pictures = new Map<unknown, string>();
  #reads: unknown = null;
  #draws: unknown = null;

  readonly gl = new Proxy({} as WebGL2RenderingContext, {
    get: (_, name: string) => {
      if (name === 'createTexture' || name === 'createFramebuffer') return () => this.#make(name);
      if (name === 'deleteTexture') return () => this.textures--;
      if (name === 'bindFramebuffer') return (target: string, frame: unknown) => this.#bind(target, frame);
      if (name === 'blitFramebuffer') return () => this.#blit();
      return name === name.toUpperCase() ? name : () => undefined;
    },
  });

  #make(what: string): object {
    if (what === 'createTexture') {
      this.textures++;
      this.made++;
    }
    return {};
  }
  #bind(target: string, frame: unknown): void {
    if (target !== 'DRAW_FRAMEBUFFER') this.#reads = frame;
    if (target !== 'READ_FRAMEBUFFER') this.#draws = frame;
  }
  #blit(): void {
    const picture = this.#reads ? (this.pictures.get(this.#reads) ?? '') : this.canvas;
    if (this.#draws) this.pictures.set(this.#draws, picture);
    else this.canvas = picture;
  }
}

let gpu: CountingGpu;
let composites: Composites;
beforeEach(() => {
  gpu = new CountingGpu();
  composites = new Composites(gpu.gl, 3 * BYTES);
});

function compose(key: string): void {
  gpu.canvas = `picture of ${key}`;
  composites.keep(key, WIDTH, HEIGHT);
}

test('a scene that was composed is had again, and one that was not is not', () => {
  compose('a');
  gpu.canvas = 'another';
  expect(composites.show('b')).toBe(false);
  expect(gpu.canvas).toBe('another');
  expect(composites.show('a')).toBe(true);
  expect(gpu.canvas).toBe('picture of a');
});

test('the scene shown longest ago makes room, and its texture is used again', () => {
  for (const key of ['a', 'b', 'c']) compose(key);
  composites.show('a');
  compose('d');
  expect(['a', 'b', 'c', 'd'].map((key) => composites.has(key))).toEqual([true, false, true, true]);
  expect([composites.count, composites.bytes, gpu.made]).toEqual([3, 3 * BYTES, 3]);
});

test('one that is larger than the budget is not kept, and drives nothing out', () => {
  compose('a');
  composites.keep('vast', WIDTH * 4, HEIGHT);
  expect([composites.has('vast'), composites.has('a'), gpu.textures]).toEqual([false, true, 1]);
});

test('whatever is kept and shown, the budget holds, each picture is its own and every texture is counted', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = new Random(seed);
    for (let step = 0; step < 60; step++) {
      const key = `${random.int(0, 8)}`;
      if (composites.show(key)) expect(gpu.canvas).toBe(`picture of ${key}`);
      else {
        gpu.canvas = `picture of ${key}`;
        composites.keep(key, WIDTH * random.int(1, 2), HEIGHT);
      }
      expect(composites.bytes).toBeLessThanOrEqual(3 * BYTES);
      expect(gpu.textures).toBe(composites.count);
    }
  }
  composites.clear();
  expect([composites.count, composites.bytes, gpu.textures]).toEqual([0, 0, 0]);
});
