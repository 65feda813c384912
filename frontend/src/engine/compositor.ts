/**
 * Draw list -> pixels, in WebGL2. Twin of editor/render/compositor.py: bilinear at pixel centres, premultiplied alpha,
 * matte sampled at the source's own coordinates, feather = gaussian of sigma feather/2 in matte pixels.
 */
import type { Picture } from './decoder';
import type { Plane } from './matte-store';
import type { DrawItem } from './plan';
import { BLUR, FRAGMENT, VERTEX } from './shaders';

export interface Layer {
  item: DrawItem;
  /** null for colours */
  image: Picture['image'] | ImageBitmap | null;
  matte: Plane | null;
  /** the matte shown as a colour over the picture: [r, g, b, strength] in 0..1 */
  tint: readonly [number, number, number, number] | null;
}

interface Held {
  texture: WebGLTexture;
  of: unknown;
}

export class Compositor {
  #gl: WebGL2RenderingContext;
  #draw: WebGLProgram;
  #blur: WebGLProgram;
  #textures = new Map<string, Held>();
  #scratch: { texture: WebGLTexture; frame: WebGLFramebuffer }[] = [];
  #uniforms = new Map<WebGLProgram, Map<string, WebGLUniformLocation | null>>();

  constructor(private readonly canvas: HTMLCanvasElement) {
    const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, preserveDrawingBuffer: true });
    if (!gl) throw new Error('This browser has no WebGL2, which the preview needs. Try a current Chrome or Firefox.');
    this.#gl = gl;
    this.#draw = this.#program(FRAGMENT);
    this.#blur = this.#program(BLUR);
    const corners = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, corners);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]), gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  }

  /** True where pixels reach the GPU faster as RGBA than as VideoFrame: software GL. */
  get prefersRgba(): boolean {
    const info = this.#gl.getExtension('WEBGL_debug_renderer_info');
    const name = info ? String(this.#gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : '';
    return /swiftshader|llvmpipe|software/i.test(name);
  }

  draw(width: number, height: number, background: string, layers: Layer[]): void {
    const gl = this.#gl;
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    const mattes = layers.map((layer) => (layer.matte ? this.#matteTexture(layer, layer.matte) : null));
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, width, height);
    const [r, g, b] = rgb(background);
    gl.clearColor(r, g, b, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.#use(this.#draw);
    for (const [index, layer] of layers.entries()) this.#layer(layer, mattes[index] ?? null, width, height);
    const used = new Set(
      layers.flatMap(({ item }) => [`picture ${item.clip}`, `matte ${item.clip}`, `soft ${item.clip}`]),
    );
    for (const [key, held] of this.#textures) {
      if (used.has(key)) continue;
      gl.deleteTexture(held.texture);
      this.#textures.delete(key);
    }
  }

  dispose(): void {
    for (const held of this.#textures.values()) this.#gl.deleteTexture(held.texture);
    this.#textures.clear();
  }

  #layer({ item, image, tint }: Layer, matte: WebGLTexture | null, width: number, height: number): void {
    const gl = this.#gl;
    const set = (name: string) => this.#uniform(this.#draw, name);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#pictureTexture(item, image));
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, matte ?? this.#pictureTexture(item, image));
    gl.uniform1i(set('picture'), 0);
    gl.uniform1i(set('matte'), 1);
    gl.uniform2f(set('size'), width, height);
    gl.uniform4f(set('rect'), item.rect.x, item.rect.y, item.rect.w, item.rect.h);
    gl.uniform1f(set('rotation'), (item.rotation * Math.PI) / 180);
    gl.uniform1f(set('opacity'), item.opacity);
    gl.uniform1i(set('matteMode'), !matte || !item.matte || tint ? 0 : item.matte.mode === 'keep' ? 1 : 2);
    gl.uniform4fv(set('tint'), matte && tint ? tint : [0, 0, 0, 0]);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  #pictureTexture(item: DrawItem, image: Layer['image']): WebGLTexture {
    const gl = this.#gl;
    const { held, fresh } = this.#hold(`picture ${item.clip}`, image ?? item.colour);
    if (!fresh) return held.texture;
    const { RGBA, TEXTURE_2D: target, UNSIGNED_BYTE: bytes } = gl;
    if (image === null) {
      const colour = new Uint8Array([...rgb(item.colour).map((part) => Math.round(part * 255)), 255]);
      gl.texImage2D(target, 0, RGBA, 1, 1, 0, RGBA, bytes, colour);
    } else if ('data' in image) {
      gl.texImage2D(target, 0, RGBA, image.width, image.height, 0, RGBA, bytes, new Uint8Array(image.data));
    } else {
      gl.texImage2D(target, 0, RGBA, RGBA, bytes, image);
    }
    return held.texture;
  }

  #matteTexture({ item }: Layer, plane: Plane): WebGLTexture {
    const gl = this.#gl;
    const { held, fresh } = this.#hold(`matte ${item.clip}`, plane);
    if (fresh) {
      const { width, height, alpha } = plane;
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, width, height, 0, gl.RED, gl.UNSIGNED_BYTE, alpha);
    }
    const feather = item.matte?.feather ?? 0;
    return feather > 0 ? this.#soften(item.clip, held.texture, plane, feather / 2) : held.texture;
  }

  /** Two passes: across into the first scratch texture, then down into the second. */
  #soften(clip: string, source: WebGLTexture, { width, height }: Plane, sigma: number): WebGLTexture {
    const gl = this.#gl;
    this.#use(this.#blur);
    gl.disable(gl.BLEND);
    gl.viewport(0, 0, width, height);
    const across = this.#target(0, width, height);
    this.#pass(source, across.frame, width, height, [1 / width, 0], sigma);
    const { held } = this.#hold(`soft ${clip}`, null);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, width, height, 0, gl.RED, gl.UNSIGNED_BYTE, null);
    const down = this.#target(1, width, height, held.texture);
    this.#pass(across.texture, down.frame, width, height, [0, 1 / height], sigma);
    return held.texture;
  }

  #pass(from: WebGLTexture, to: WebGLFramebuffer, width: number, height: number, along: number[], sigma: number): void {
    const gl = this.#gl;
    const set = (name: string) => this.#uniform(this.#blur, name);
    gl.bindFramebuffer(gl.FRAMEBUFFER, to);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, from);
    gl.uniform1i(set('matte'), 0);
    gl.uniform2f(set('size'), width, height);
    // rendered upside down by the projection, so the rectangle is flipped to keep rows in order
    gl.uniform4f(set('rect'), 0, height, width, -height);
    gl.uniform1f(set('rotation'), 0);
    gl.uniform2fv(set('along'), along);
    gl.uniform1f(set('sigma'), sigma);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  #target(index: number, width: number, height: number, into?: WebGLTexture) {
    const gl = this.#gl;
    this.#scratch[index] ??= { texture: this.#texture(), frame: gl.createFramebuffer() };
    const made = this.#scratch[index];
    if (!into) {
      gl.bindTexture(gl.TEXTURE_2D, made.texture);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, width, height, 0, gl.RED, gl.UNSIGNED_BYTE, null);
    }
    gl.bindFramebuffer(gl.FRAMEBUFFER, made.frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, into ?? made.texture, 0);
    return made;
  }

  /** The texture kept under `key`, bound; fresh when it does not yet hold `of`. */
  #hold(key: string, of: unknown): { held: Held; fresh: boolean } {
    const gl = this.#gl;
    const held = this.#textures.get(key) ?? { texture: this.#texture(), of: undefined };
    this.#textures.set(key, held);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, held.texture);
    const fresh = held.of !== of;
    held.of = of;
    return { held, fresh };
  }

  #texture(): WebGLTexture {
    const gl = this.#gl;
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    return texture;
  }

  #program(fragment: string): WebGLProgram {
    const gl = this.#gl;
    const program = gl.createProgram();
    for (const [kind, source] of [
      [gl.VERTEX_SHADER, VERTEX],
      [gl.FRAGMENT_SHADER, fragment],
    ] as const) {
      const shader = gl.createShader(kind);
      if (!shader) throw new Error('the GPU made no shader');
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader) ?? 'shader');
      gl.attachShader(program, shader);
    }
    gl.bindAttribLocation(program, 0, 'corner');
    gl.linkProgram(program);
    return program;
  }

  #use(program: WebGLProgram): void {
    // biome-ignore lint/correctness/useHookAtTopLevel: WebGL's useProgram is no React hook
    this.#gl.useProgram(program);
  }

  #uniform(program: WebGLProgram, name: string): WebGLUniformLocation | null {
    const known = this.#uniforms.get(program) ?? new Map<string, WebGLUniformLocation | null>();
    this.#uniforms.set(program, known);
    if (!known.has(name)) known.set(name, this.#gl.getUniformLocation(program, name));
    return known.get(name) ?? null;
  }
}

const rgb = (hex: string): [number, number, number] => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
};
