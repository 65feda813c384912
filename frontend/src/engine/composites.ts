/**
 * Scenes as they were composed, kept on the GPU under a byte budget, so that a hand that comes back over a heavy stack waits
 * for none of it again. What is on the canvas is told by a key of everything that its pixels depend on.
 */
import { newTexture } from './gl';
import type { Target } from './rasters';

/** Some 38 at the size of a preview in a window of 1440 x 900, 13 of 720p. */
const BUDGET_BYTES = 48 << 20;

export class Composites {
  /** the one used longest ago goes first */
  #held = new Map<string, Target>();

  constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly budget = BUDGET_BYTES,
  ) {}

  get count(): number {
    return this.#held.size;
  }

  get bytes(): number {
    return [...this.#held.values()].reduce((sum, target) => sum + bytesOf(target), 0);
  }

  has(key: string): boolean {
    return this.#held.has(key);
  }

  /** Puts it on the canvas, which is as large as it was; false where it is not held. */
  show(key: string): boolean {
    const { gl } = this;
    const target = this.#held.get(key);
    if (!target) return false;
    this.#held.delete(key);
    this.#held.set(key, target);
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, target.frame);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
    this.#copy(target);
    return true;
  }

  /** Copies the canvas of `width` x `height`, on which it was composed in this very task. */
  keep(key: string, width: number, height: number): void {
    const { gl } = this;
    if (4 * width * height > this.budget) return;
    const target = this.#target(width, height);
    this.#held.set(key, target);
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, null);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, target.frame);
    this.#copy(target);
  }

  clear(): void {
    for (const target of this.#held.values()) this.#drop(target);
    this.#held.clear();
  }

  /** A new one, or that of another scene that makes room. */
  #target(width: number, height: number): Target {
    const { gl } = this;
    for (const [key, target] of this.#held) {
      if (this.bytes + 4 * width * height <= this.budget) break;
      this.#held.delete(key);
      if (target.width === width && target.height === height) return target;
      this.#drop(target);
    }
    const texture = newTexture(gl);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, width, height);
    const frame = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    return { texture, frame, width, height };
  }

  #copy({ width, height }: Target): void {
    const { gl } = this;
    gl.blitFramebuffer(0, 0, width, height, 0, 0, width, height, gl.COLOR_BUFFER_BIT, gl.NEAREST);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  #drop({ texture, frame }: Target): void {
    this.gl.deleteFramebuffer(frame);
    this.gl.deleteTexture(texture);
  }
}

const bytesOf = ({ width, height }: Target): number => 4 * width * height;
