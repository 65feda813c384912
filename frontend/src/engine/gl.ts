/** WebGL2's chores: programs with their uniforms, and textures that know what they hold. */
import { say } from '../words/words';

export class Program {
  #uniforms = new Map<string, WebGLUniformLocation | null>();
  readonly program: WebGLProgram;

  /** Throws Error with the compiler's words. */
  constructor(
    private readonly gl: WebGL2RenderingContext,
    vertex: string,
    fragment: string,
  ) {
    this.program = gl.createProgram();
    for (const [kind, source] of [
      [gl.VERTEX_SHADER, vertex],
      [gl.FRAGMENT_SHADER, fragment],
    ] as const) {
      const shader = gl.createShader(kind);
      if (!shader) throw new Error(say('the GPU made no shader'));
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost())
        throw new Error(gl.getShaderInfoLog(shader) ?? say('a shader did not compile'));
      gl.attachShader(this.program, shader);
    }
    gl.bindAttribLocation(this.program, 0, 'corner');
    gl.linkProgram(this.program);
  }

  uniform(name: string): WebGLUniformLocation | null {
    if (!this.#uniforms.has(name)) this.#uniforms.set(name, this.gl.getUniformLocation(this.program, name));
    return this.#uniforms.get(name) ?? null;
  }
}

interface Held {
  texture: WebGLTexture;
  of: unknown;
  /** smaller copies are made of it */
  isSmall: boolean;
}

/** Textures by key. */
export class Textures {
  #held = new Map<string, Held>();

  constructor(private readonly gl: WebGL2RenderingContext) {}

  /**
   * Binds the texture of `key`; `upload` fills it when it does not yet hold `of`. One that is drawn `small` is averaged
   * from smaller copies of itself, or it would lose whatever lies between the pixels that are sampled.
   */
  bind(key: string, of: unknown, small: boolean, upload: () => void): void {
    const { gl } = this;
    const held = this.#held.get(key) ?? { texture: newTexture(gl), of: undefined, isSmall: false };
    this.#held.set(key, held);
    gl.bindTexture(gl.TEXTURE_2D, held.texture);
    const fresh = held.of !== of;
    if (fresh) upload();
    if (small && (fresh || !held.isSmall)) gl.generateMipmap(gl.TEXTURE_2D);
    if (small !== held.isSmall)
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, small ? gl.LINEAR_MIPMAP_LINEAR : gl.LINEAR);
    Object.assign(held, { of, isSmall: small });
  }

  keepOnly(keys: ReadonlySet<string>): void {
    for (const [key, { texture }] of this.#held) {
      if (keys.has(key)) continue;
      this.gl.deleteTexture(texture);
      this.#held.delete(key);
    }
  }
}

/** Bilinear, held at its edges. */
export function newTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return texture;
}
