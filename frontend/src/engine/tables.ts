/** Textures of what effects look levels and colours up in, each made once for as long as it is used. */
import type { Cube } from '../model/cube';
import { type Curves, tableOf } from '../model/curves';

export class Tables {
  #held = new Map<object, WebGLTexture>();
  #used = new Set<object>();

  constructor(private readonly gl: WebGL2RenderingContext) {}

  bind(of: Cube | Curves, unit: number): void {
    const { gl } = this;
    this.#used.add(of);
    gl.activeTexture(gl.TEXTURE0 + unit);
    const target = 'table' in of ? gl.TEXTURE_3D : gl.TEXTURE_2D;
    const held = this.#held.get(of);
    gl.bindTexture(target, held ?? this.#make(of));
  }

  /** Forgets what was not bound since the last call. */
  sweep(): void {
    for (const [of, texture] of this.#held) {
      if (this.#used.has(of)) continue;
      this.gl.deleteTexture(texture);
      this.#held.delete(of);
    }
    this.#used = new Set();
  }

  #make(of: Cube | Curves): WebGLTexture {
    const { gl } = this;
    const texture = gl.createTexture();
    this.#held.set(of, texture);
    const target = 'table' in of ? gl.TEXTURE_3D : gl.TEXTURE_2D;
    gl.bindTexture(target, texture);
    if ('table' in of) {
      const { size, table } = of;
      gl.texImage3D(target, 0, gl.RGB16F, size, size, size, 0, gl.RGB, gl.FLOAT, table);
      gl.texParameteri(target, gl.TEXTURE_WRAP_R, gl.CLAMP_TO_EDGE);
    } else gl.texImage2D(target, 0, gl.RGBA, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, tableOf(of));
    for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(target, name, gl.LINEAR);
    for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(target, name, gl.CLAMP_TO_EDGE);
    return texture;
  }
}
