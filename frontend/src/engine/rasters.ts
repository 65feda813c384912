/** Textures that are drawn into: a layer's picture between two effects, upright, its top row first. */
import { newTexture } from './gl';

export interface Raster {
  width: number;
  height: number;
}

export interface Target extends Raster {
  texture: WebGLTexture;
  frame: WebGLFramebuffer;
}

/** By key. A key's texture is made anew when it is wanted in another size. */
export class Rasters {
  #held = new Map<string, Target>();
  #used = new Set<string>();

  constructor(private readonly gl: WebGL2RenderingContext) {}

  /** Binds the framebuffer of `key` and its whole viewport. */
  begin(key: string, { width, height }: Raster): Target {
    const { gl } = this;
    let target = this.#held.get(key);
    if (target?.width !== width || target.height !== height) {
      if (target) this.#drop(key, target);
      const texture = newTexture(gl);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
      const frame = gl.createFramebuffer();
      gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
      target = { texture, frame, width, height };
      this.#held.set(key, target);
    }
    this.#used.add(key);
    gl.bindFramebuffer(gl.FRAMEBUFFER, target.frame);
    gl.viewport(0, 0, width, height);
    return target;
  }

  /** Forgets what was not begun since the last call. */
  sweep(): void {
    for (const [key, target] of this.#held) if (!this.#used.has(key)) this.#drop(key, target);
    this.#used = new Set();
  }

  #drop(key: string, { texture, frame }: Target): void {
    this.gl.deleteFramebuffer(frame);
    this.gl.deleteTexture(texture);
    this.#held.delete(key);
  }
}
