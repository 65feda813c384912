/**
 * Draw list -> pixels, in WebGL2. Twin of editor/render/compositor.py: bilinear at pixel centres, premultiplied alpha,
 * matte sampled at the source's own coordinates.
 */
import type { Effect } from '../model/effects';
import type { Picture } from './decoder';
import type { Pixels } from './decoder.worker';
import { BLUR, packed, rasterFor, SHARPEN, stagesOf } from './effects';
import { newTexture, Program, Textures } from './gl';
import type { Plane } from './matte-store';
import type { DrawItem } from './plan';
import { Rasters, type Target } from './rasters';
import { fragment, type Kind, type Look, VERTEX } from './shaders';

export interface Layer {
  item: DrawItem;
  /** null for colours; ImageBitmaps are premultiplied */
  image: Picture['image'] | ImageBitmap | null;
  /** degrees, clockwise, that stand the stored picture upright */
  turn: number;
  /** no pixel of the image lets through what lies below */
  solid: boolean;
  matte: Plane | null;
  /** the matte shown as a colour over the picture: [r, g, b, strength] in 0..1 */
  tint: readonly [number, number, number, number] | null;
}

/** Everything that the pixels depend on. Sizes in project pixels. */
export interface Scene {
  width: number;
  height: number;
  background: string;
  layers: Layer[];
}

/** Drawn at less than one pixel for so many, a texture is averaged. */
const SMALL = 1.5;
/** Texture units. */
const UNITS = { picture: 0, matte: 1, chroma: 2, backdrop: 3 };

/** What is composed into; `frame` is null for the canvas. */
interface Surface {
  frame: WebGLFramebuffer | null;
  width: number;
  height: number;
}

/** Where a picture goes: a rectangle of a surface that is `size` large, in its own pixels. */
interface Place {
  size: { width: number; height: number };
  rect: DrawItem['rect'];
  rotation: number;
  part: readonly number[];
  /** 1; -1 into a raster, whose top row comes first */
  down: 1 | -1;
}

interface Paint extends Place {
  opacity: number;
  look: Look;
  effects: readonly Effect[];
  blend: string;
  /** it lets through what lies below */
  over: boolean;
}

/** All of a picture on all of a raster. */
const whole = ({ width, height }: { width: number; height: number }) =>
  ({
    size: { width, height },
    rect: { x: 0, y: 0, w: width, h: height },
    rotation: 0,
    part: [0, 0, 1, 1],
    down: -1,
    opacity: 1,
    look: 'plain',
    effects: [],
    blend: 'normal',
    over: false,
  }) as const;

export class Compositor {
  #gl: WebGL2RenderingContext;
  /** made when first needed */
  #programs = new Map<string, Program>();
  #textures: Textures;
  #rasters: Rasters;
  #backdrop: WebGLTexture | null = null;
  #shown: (Scene & { on: string }) | null = null;
  #stopListening = new AbortController();

  /** `onRestored`: the GPU came back after a loss, and nothing is drawn yet. Throws Error where there is no WebGL2. */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    onRestored: () => void,
  ) {
    const gl = canvas.getContext('webgl2', { alpha: false, antialias: false });
    if (!gl) throw new Error('This browser has no WebGL2, which the preview needs. Try a current Chrome or Firefox.');
    this.#gl = gl;
    this.#textures = this.#build();
    this.#rasters = new Rasters(gl);
    const { signal } = this.#stopListening;
    // without preventDefault the browser never restores it
    canvas.addEventListener('webglcontextlost', (event) => event.preventDefault(), { signal });
    const restored = () => {
      this.#textures = this.#build();
      this.#rasters = new Rasters(gl);
      this.#backdrop = null;
      onRestored();
    };
    canvas.addEventListener('webglcontextrestored', restored, { signal });
  }

  get gl(): WebGL2RenderingContext {
    return this.#gl;
  }

  /** Draws on the canvas at its own size; false when it shows just that already. */
  draw(scene: Scene): boolean {
    const { width, height } = this.canvas;
    const on = `${width} ${height}`;
    if (this.#gl.isContextLost() || (this.#shown?.on === on && isSame(this.#shown, scene))) return false;
    this.#compose(scene, width, height, null);
    this.#shown = { ...scene, on };
    return true;
  }

  /** The scene at the project's size: RGBA, rows top to bottom. */
  pixels(scene: Scene): Uint8Array<ArrayBuffer> {
    const gl = this.#gl;
    const { width, height } = scene;
    const texture = newTexture(gl);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    const frame = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    this.#compose(scene, width, height, frame);
    gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
    const upsideDown = new Uint8Array(width * height * 4);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, upsideDown);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.deleteFramebuffer(frame);
    gl.deleteTexture(texture);
    const row = width * 4;
    const out = new Uint8Array(upsideDown.length);
    for (let y = 0; y < height; y++) out.set(upsideDown.subarray(y * row, (y + 1) * row), (height - 1 - y) * row);
    return out;
  }

  dispose(): void {
    this.#stopListening.abort();
    this.#textures.keepOnly(new Set());
    this.#rasters.sweep();
    this.#rasters.sweep();
  }

  #build(): Textures {
    const gl = this.#gl;
    this.#shown = null;
    this.#programs.clear();
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]), gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    return new Textures(gl);
  }

  /** Into `frame`, which is `width` x `height`; null for the canvas. */
  #compose(scene: Scene, width: number, height: number, frame: WebGLFramebuffer | null): void {
    const gl = this.#gl;
    const surface = { frame, width, height };
    gl.viewport(0, 0, width, height);
    const [r, g, b] = rgb(scene.background);
    gl.clearColor(r, g, b, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const covering = scene.layers.findLastIndex((layer) => covers(layer, scene));
    scene.layers.forEach((layer, index) => {
      if (index >= covering) this.#layer(layer, index, scene, surface);
    });
    const parts = Object.keys(UNITS);
    this.#textures.keepOnly(new Set(scene.layers.flatMap(({ item }) => parts.map((part) => `${part} ${item.clip}`))));
    this.#rasters.sweep();
  }

  /** Each effect that looks beyond a pixel works on a raster of the picture; the last run of the others as it is drawn. */
  #layer(layer: Layer, index: number, scene: Scene, surface: Surface): void {
    const gl = this.#gl;
    const { item } = layer;
    // the canvas has other pixels than the project
    const share = surface.width / scene.width;
    const [across, down] = [item.rect.w * share, item.rect.h * share];
    let raster: Target | null = null;
    for (const [n, { point, spatial }] of stagesOf(item.effects).entries()) {
      if (spatial) {
        const size = rasterFor(spatial, across, down, surface);
        const target = this.#rasters.begin(`${item.clip} ${index} ${n}`, size);
        this.#paint(layer, raster, size.width, { ...whole(size), effects: point });
        raster = this.#filter(spatial, target, `${item.clip} ${index} ${n}`);
        continue;
      }
      gl.bindFramebuffer(gl.FRAMEBUFFER, surface.frame);
      gl.viewport(0, 0, surface.width, surface.height);
      if (item.blend !== 'normal') this.#takeBackdrop(surface);
      this.#paint(layer, raster, across, {
        size: scene,
        rect: item.rect,
        rotation: item.rotation,
        part: partOf(layer),
        opacity: item.opacity,
        down: 1,
        look: lookOf(layer),
        effects: point,
        blend: item.blend,
        over: !isOpaque(layer) && item.blend === 'normal',
      });
    }
  }

  /** Draws a layer's picture, or a raster of it, `drawn` pixels wide. */
  #paint(layer: Layer, raster: Target | null, drawn: number, paint: Paint): void {
    const gl = this.#gl;
    const { item, matte, tint } = layer;
    const yuv = !raster && layer.image && 'data' in layer.image ? layer.image.yuv : null;
    const { look, blend } = paint;
    const effects = paint.effects.map(({ kind }) => kind);
    const program = this.#program({ form: yuv ? 'yuv' : 'rgba', look, effects, blend });
    const set = (name: string) => program.uniform(name);
    // biome-ignore lint/correctness/useHookAtTopLevel: WebGL's useProgram is no React hook
    gl.useProgram(program.program);
    if (paint.over) gl.enable(gl.BLEND);
    else gl.disable(gl.BLEND);
    if (matte && look !== 'plain') this.#bindMatte(item, matte, drawn);
    if (raster) this.#bindRaster(raster, drawn);
    else this.#bindPicture(layer, drawn);
    for (const [name, unit] of Object.entries(UNITS)) gl.uniform1i(set(name), unit);
    if (yuv && layer.image) {
      gl.uniformMatrix3fv(set('toRgb'), false, yuv.matrix);
      gl.uniform3fv(set('offset'), yuv.offset);
      // chroma lies on every other sample of luma, as in H.264 and its kin, not between two
      gl.uniform1f(set('aside'), 0.25 / halved(sizeOf(layer.image).width));
    }
    paint.effects.forEach((effect, n) => {
      const [p, q] = packed(effect);
      gl.uniform4fv(set(`p${n}`), p);
      gl.uniform4fv(set(`q${n}`), q);
    });
    gl.uniform1f(set('opacity'), paint.opacity);
    gl.uniform4fv(set('tint'), tint ?? [0, 0, 0, 0]);
    this.#quad(program, paint, raster ? 0 : layer.turn);
  }

  #quad(program: Program, { size, rect, rotation, part, down }: Place, turn = 0): void {
    const gl = this.#gl;
    const set = (name: string) => program.uniform(name);
    gl.uniform2f(set('size'), size.width, size.height);
    gl.uniform4f(set('rect'), rect.x, rect.y, rect.w, rect.h);
    gl.uniform4fv(set('part'), part);
    gl.uniform1f(set('rotation'), radians(rotation));
    gl.uniform1f(set('down'), down);
    const [c, s] = [Math.round(Math.cos(radians(turn))), Math.round(Math.sin(radians(turn)))];
    gl.uniformMatrix2fv(set('turn'), false, [c, -s, s, c]);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  /** A raster after an effect that looks beyond a pixel. */
  #filter(effect: Effect, from: Target, key: string): Target {
    const gl = this.#gl;
    const { width, height: rows } = from;
    gl.disable(gl.BLEND);
    const radius = (effect.values.radius ?? 0) / 1000;
    if (effect.kind === 'sharpen') {
      const [away, amount] = [radius * rows, effect.values.amount ?? 0];
      const to = this.#rasters.begin(`${key} filtered`, from);
      this.#pass('sharpen', SHARPEN, from, { away: [away / width, away / rows], amount });
      return to;
    }
    const sigma = radius * rows;
    const half = this.#rasters.begin(`${key} half`, from);
    this.#pass('blur', BLUR, from, { along: [1 / width, 0], sigma });
    const to = this.#rasters.begin(`${key} filtered`, from);
    this.#pass('blur', BLUR, half, { along: [0, 1 / rows], sigma });
    return to;
  }

  #pass(name: string, shader: string, from: Target, figures: Record<string, number | number[]>): void {
    const gl = this.#gl;
    const program = this.#programs.get(name) ?? new Program(gl, VERTEX, shader);
    this.#programs.set(name, program);
    // biome-ignore lint/correctness/useHookAtTopLevel: WebGL's useProgram is no React hook
    gl.useProgram(program.program);
    this.#bindRaster(from, from.width);
    gl.uniform1i(program.uniform('picture'), UNITS.picture);
    for (const [figure, value] of Object.entries(figures))
      if (typeof value === 'number') gl.uniform1f(program.uniform(figure), value);
      else gl.uniform2fv(program.uniform(figure), value);
    this.#quad(program, whole(from));
  }

  #bindRaster({ texture, width }: Target, drawn: number): void {
    const gl = this.#gl;
    const small = width > SMALL * drawn;
    gl.activeTexture(gl.TEXTURE0 + UNITS.picture);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    if (small) gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, small ? gl.LINEAR_MIPMAP_LINEAR : gl.LINEAR);
  }

  /** What is drawn so far, for a layer that is blended with it. */
  #takeBackdrop({ width, height }: Surface): void {
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0 + UNITS.backdrop);
    this.#backdrop ??= newTexture(gl);
    gl.bindTexture(gl.TEXTURE_2D, this.#backdrop);
    gl.copyTexImage2D(gl.TEXTURE_2D, 0, gl.RGB, 0, 0, width, height, 0);
  }

  #program(kind: Kind): Program {
    const key = JSON.stringify(kind);
    const program = this.#programs.get(key) ?? new Program(this.#gl, VERTEX, fragment(kind));
    this.#programs.set(key, program);
    return program;
  }

  #bindPicture({ item, image, turn }: Layer, drawn: number): void {
    const gl = this.#gl;
    const { RGBA, TEXTURE_2D: target, UNSIGNED_BYTE: bytes } = gl;
    const small = image !== null && sideOf(image, turn) > SMALL * drawn;
    if (image && 'data' in image && image.yuv) {
      this.#bindPlanes(item.clip, image, small);
      return;
    }
    gl.activeTexture(gl.TEXTURE0 + UNITS.picture);
    this.#textures.bind(`picture ${item.clip}`, image ?? item.colour, small, () => {
      if (image === null) {
        const colour = new Uint8Array([...rgb(item.colour).map((part) => Math.round(part * 255)), 255]);
        gl.texImage2D(target, 0, RGBA, 1, 1, 0, RGBA, bytes, colour);
      } else if ('data' in image) {
        gl.texImage2D(target, 0, RGBA, image.width, image.height, 0, RGBA, bytes, new Uint8Array(image.data));
      } else {
        gl.texImage2D(target, 0, RGBA, RGBA, bytes, image);
      }
    });
  }

  #bindPlanes(clip: string, image: Pixels, small: boolean): void {
    const { width, height, data } = image;
    const [half, low] = [halved(width), halved(height)];
    const luma = new Uint8Array(data, 0, width * height);
    this.#bindPlane('picture', `picture ${clip}`, image, small, { width, height, parts: 1, bytes: luma });
    const chroma = new Uint8Array(data, width * height, 2 * half * low);
    this.#bindPlane('chroma', `chroma ${clip}`, image, small, { width: half, height: low, parts: 2, bytes: chroma });
  }

  #bindPlane(
    unit: keyof typeof UNITS,
    key: string,
    of: unknown,
    small: boolean,
    { width, height, parts, bytes }: { width: number; height: number; parts: 1 | 2; bytes: Uint8Array },
  ): void {
    const gl = this.#gl;
    const [inside, given] = parts === 1 ? [gl.R8, gl.RED] : [gl.RG8, gl.RG];
    gl.activeTexture(gl.TEXTURE0 + UNITS[unit]);
    this.#textures.bind(key, of, small, () => {
      gl.texImage2D(gl.TEXTURE_2D, 0, inside, width, height, 0, given, gl.UNSIGNED_BYTE, bytes);
    });
  }

  #bindMatte(item: DrawItem, plane: Plane, drawn: number): void {
    const { width, height, alpha } = plane;
    const matte = { width, height, parts: 1, bytes: alpha } as const;
    this.#bindPlane('matte', `matte ${item.clip}`, plane, width > SMALL * drawn, matte);
  }
}

function sizeOf(image: NonNullable<Layer['image']>): { width: number; height: number } {
  return image instanceof VideoFrame ? { width: image.displayWidth, height: image.displayHeight } : image;
}

/** Pixels across the picture as it stands. */
const sideOf = (image: NonNullable<Layer['image']>, turn: number): number =>
  turn % 180 ? sizeOf(image).height : sizeOf(image).width;

const halved = (side: number): number => (side + 1) >> 1;

/** What is drawn of a layer, x, y, w, h in 0..1 of it: of an object that is kept no more than where it is. */
function partOf(layer: Layer): [number, number, number, number] {
  const { matte } = layer;
  let { left, top, right, bottom } = layer.item.part ?? { left: 0, top: 0, right: 1, bottom: 1 };
  if (matte && lookOf(layer) === 'keep') {
    // a pixel more on each side, since its edge is interpolated
    const { bounds, width, height } = matte;
    [left, top] = [Math.max(left, (bounds.left - 1) / width), Math.max(top, (bounds.top - 1) / height)];
    [right, bottom] = [Math.min(right, (bounds.right + 1) / width), Math.min(bottom, (bounds.bottom + 1) / height)];
  }
  return [left, top, Math.max(0, right - left), Math.max(0, bottom - top)];
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

function lookOf({ item, matte, tint }: Layer): Look {
  if (!matte || !item.matte) return 'plain';
  return tint ? 'tint' : item.matte.mode;
}

function isOpaque(layer: Layer): boolean {
  const look = lookOf(layer);
  const { opacity, effects, blend } = layer.item;
  if (!layer.solid || opacity < 1 || blend !== 'normal' || effects.some(({ kind }) => kind === 'key')) return false;
  return look === 'plain' || look === 'tint';
}

/** Nothing below it is seen. */
function covers(layer: Layer, { width, height }: Scene): boolean {
  const { rect, rotation } = layer.item;
  const fills = rect.x <= 0 && rect.y <= 0 && rect.x + rect.w >= width && rect.y + rect.h >= height;
  return fills && rotation === 0 && !layer.item.part && isOpaque(layer);
}

function isSame(a: Scene, b: Scene): boolean {
  if (a.width !== b.width || a.height !== b.height || a.background !== b.background) return false;
  return a.layers.length === b.layers.length && a.layers.every((layer, index) => isSameLayer(layer, b.layers[index]));
}

function isSameLayer(a: Layer, b: Layer | undefined): boolean {
  if (!b || a.image !== b.image || a.matte !== b.matte || a.turn !== b.turn) return false;
  const [p, q] = [a.item, b.item];
  const same = p.clip === q.clip && p.rotation === q.rotation && p.opacity === q.opacity && p.colour === q.colour;
  const alike = same && lookOf(a) === lookOf(b) && String(a.tint) === String(b.tint) && isAlike(p.rect, q.rect);
  return alike && p.blend === q.blend && isAlike(p.part, q.part) && isAlike(p.effects, q.effects);
}

/** Of plain figures. */
const isAlike = (p: object | null, q: object | null): boolean =>
  p === q || (p !== null && q !== null && JSON.stringify(p) === JSON.stringify(q));

const rgb = (hex: string): [number, number, number] => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
};
