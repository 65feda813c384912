/**
 * Draw list -> pixels, in WebGL2. Twin of editor/render/compositor.py: bilinear at pixel centres, premultiplied alpha,
 * matte sampled at the source's own coordinates.
 */
import type { Effect } from '../model/effects';
import { say } from '../words/words';
import { Bindings, UNITS } from './bindings';
import { Casts } from './casts';
import { Composites } from './composites';
import { packed, rasterFor, stagesOf } from './effects';
import { Filters } from './filters';
import { newTexture, Program } from './gl';
import { bindCorners, drawQuad, type Place, type Surface, whole } from './quad';
import { Rasters, type Target } from './rasters';
import { Readback } from './readback';
import {
  covers,
  halved,
  isCostly,
  isOpaque,
  isSame,
  type Layer,
  lookOf,
  partOf,
  rgb,
  type Scene,
  sizeOf,
} from './scene';
import type { Sample } from './scopes';
import { fragment, type Kind, type Look, VERTEX } from './shaders';
import { Tables } from './tables';

interface Paint extends Place {
  opacity: number;
  look: Look;
  effects: readonly Effect[];
  blend: string;
  /** it lets through what lies below */
  over: boolean;
}

/** A picture as it is, onto a raster. */
const AS_IT_IS = { opacity: 1, look: 'plain', blend: 'normal', over: false } as const;

/** Texture unit of the first effect's table. */
const FIRST_TABLE = Object.keys(UNITS).length;

/** What was asked for last. */
interface Shown extends Scene {
  /** the canvas's size */
  on: string;
  key: string | null;
  /** the canvas has a scene that is kept, and its pictures were not here yet */
  isAhead: boolean;
}

/** What is lost with the GPU. */
interface Tools {
  /** made when first needed */
  programs: Map<string, Program>;
  bindings: Bindings;
  rasters: Rasters;
  filters: Filters;
  casts: Casts;
  tables: Tables;
  readback: Readback;
  composites: Composites;
}

export class Compositor {
  #gl: WebGL2RenderingContext;
  #tools: Tools;
  /** scenes drawn from their layers, and not had again */
  composed = 0;
  /**
   * Of the canvas's full width, what it has: less while a machine cannot keep up. Averaging pictures for a canvas made smaller so
   * would take what was saved.
   */
  share = 1;
  #shown: Shown | null = null;
  /** reached by the GPU when the last picture is done */
  #done: WebGLSync | null = null;
  #stopListening = new AbortController();

  /** `onRestored`: the GPU came back after a loss, and nothing is drawn yet. Throws Error where there is no WebGL2. */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    onRestored: () => void,
  ) {
    const gl = canvas.getContext('webgl2', { alpha: false, antialias: false });
    if (!gl)
      throw new Error(say('This browser has no WebGL2, which the preview needs. Try a current Chrome or Firefox.'));
    this.#gl = gl;
    this.#tools = this.#build();
    const { signal } = this.#stopListening;
    // without preventDefault the browser never restores it
    canvas.addEventListener('webglcontextlost', (event) => event.preventDefault(), { signal });
    const restored = () => {
      this.#tools = this.#build();
      onRestored();
    };
    canvas.addEventListener('webglcontextrestored', restored, { signal });
  }

  get gl(): WebGL2RenderingContext {
    return this.#gl;
  }

  /**
   * Draws on the canvas at its own size; false when it shows just that already. `anyway`: even then. `key`: of the scene
   * once it is `exact`, by which it is had again where it was costly and has been composed before; null for none.
   */
  draw(scene: Scene, anyway: boolean, key: string | null, exact: boolean): boolean {
    const gl = this.#gl;
    const { width, height } = this.canvas;
    const { composites } = this.#tools;
    const on = `${width} ${height}`;
    if (gl.isContextLost()) return false;
    if (this.#shown?.on !== on) composites.clear();
    const isKept = key !== null && composites.has(key);
    const { on: size, key: last, isAhead = false } = this.#shown ?? {};
    const isLike = this.#shown !== null && isSame(this.#shown, scene) && !(isAhead && exact);
    const isThere = size === on && (isKept ? last === key : isLike);
    this.#shown = { ...scene, on, key: isKept || exact ? key : null, isAhead: isKept ? !exact : isThere && isAhead };
    if (isThere && !anyway) return false;
    if (!key || !composites.show(key)) {
      this.#compose(scene, width, height, null);
      this.composed++;
      if (key && exact && isCostly(scene)) composites.keep(key, width, height);
    }
    gl.deleteSync(this.#done);
    this.#done = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    return true;
  }

  /** Whether that scene is had without composing it. */
  keeps(key: string | null): boolean {
    return key !== null && this.#tools.composites.has(key);
  }

  /** Gives back the memory of the scenes that are kept. */
  forget(): void {
    this.#tools.composites.clear();
  }

  /** Of the scenes that are kept. */
  get kept(): { count: number; bytes: number } {
    const { count, bytes } = this.#tools.composites;
    return { count, bytes };
  }

  /** The GPU has not finished the last picture yet. */
  get isBusy(): boolean {
    const gl = this.#gl;
    return (
      this.#done !== null && gl.isSync(this.#done) && gl.getSyncParameter(this.#done, gl.SYNC_STATUS) !== gl.SIGNALED
    );
  }

  /** Some pixels of what draw() put on the canvas in this very task, at most `most` across; null: the GPU is lost. */
  copy(most: number): Promise<Sample | null> {
    return this.#tools.readback.take(this.canvas.width, this.canvas.height, most);
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
    const { bindings, rasters, readback, composites } = this.#tools;
    bindings.keepOnly([]);
    composites.clear();
    readback.dispose();
    rasters.sweep();
    rasters.sweep();
  }

  #build(): Tools {
    const gl = this.#gl;
    this.#shown = this.#done = null;
    bindCorners(gl);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    const bindings = new Bindings(gl);
    const rasters = new Rasters(gl);
    const filters = new Filters(gl, rasters, bindings);
    const casts = new Casts(gl, rasters, bindings, filters);
    const [tables, readback, composites] = [new Tables(gl), new Readback(gl), new Composites(gl)];
    return { programs: new Map(), bindings, rasters, filters, casts, tables, readback, composites };
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
    this.#tools.bindings.keepOnly(scene.layers.map(({ item }) => item.clip));
    this.#tools.rasters.sweep();
    this.#tools.tables.sweep();
  }

  /** Each effect that looks beyond a pixel works on a raster of the picture; the last run of the others as it is drawn. */
  #layer(layer: Layer, index: number, scene: Scene, surface: Surface): void {
    const gl = this.#gl;
    const { rasters, filters, bindings } = this.#tools;
    const { item } = layer;
    // the canvas has other pixels than the project
    const share = surface.width / scene.width;
    const [across, down] = [item.rect.w * share, item.rect.h * share];
    const at: Place = { size: scene, rect: item.rect, rotation: item.rotation, part: [0, 0, 1, 1], down: 1 };
    if (item.cast) {
      this.#tools.casts.draw(layer, item.cast, `${item.clip} ${index}`, at, surface, across, down);
      return;
    }
    let raster: Target | null = null;
    for (const [n, { point, spatial }] of stagesOf(item.effects).entries()) {
      if (spatial) {
        const size = rasterFor(spatial, across, down, surface);
        const target = rasters.begin(`${item.clip} ${index} ${n}`, size);
        this.#paint(layer, raster, size.width, { ...whole(size), ...AS_IT_IS, effects: point });
        raster = filters.apply(spatial, target, `${item.clip} ${index} ${n}`);
        continue;
      }
      gl.bindFramebuffer(gl.FRAMEBUFFER, surface.frame);
      gl.viewport(0, 0, surface.width, surface.height);
      if (item.blend !== 'normal') bindings.backdrop(surface);
      this.#paint(layer, raster, across, {
        ...at,
        part: partOf(layer),
        opacity: item.opacity,
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
    const { bindings } = this.#tools;
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
    const seen = drawn / this.share;
    if (matte && look !== 'plain') bindings.matte(item, matte, seen);
    if (raster) bindings.raster(raster, seen);
    else bindings.picture(layer, seen);
    for (const [name, unit] of Object.entries(UNITS)) gl.uniform1i(set(name), unit);
    if (yuv && layer.image) {
      gl.uniformMatrix3fv(set('toRgb'), false, yuv.matrix);
      gl.uniform3fv(set('offset'), yuv.offset);
      // chroma lies on every other sample of luma, as in H.264 and its kin, not between two
      gl.uniform1f(set('aside'), 0.25 / halved(sizeOf(layer.image).width));
    }
    let tables = 0;
    paint.effects.forEach((effect, n) => {
      const cube = layer.cubes?.get(effect.lut ?? '');
      const table = effect.curves ?? cube;
      if (table) {
        const unit = FIRST_TABLE + tables++;
        this.#tools.tables.bind(table, unit);
        gl.uniform1i(set(`t${n}`), unit);
      }
      const [p, q] = packed(effect, cube);
      gl.uniform4fv(set(`p${n}`), p);
      gl.uniform4fv(set(`q${n}`), q);
    });
    gl.uniform1f(set('opacity'), paint.opacity);
    gl.uniform4fv(set('tint'), tint ?? [0, 0, 0, 0]);
    drawQuad(gl, program, paint, raster ? 0 : layer.turn);
  }

  #program(kind: Kind): Program {
    const { programs } = this.#tools;
    const key = JSON.stringify(kind);
    const program = programs.get(key) ?? new Program(this.#gl, VERTEX, fragment(kind));
    programs.set(key, program);
    return program;
  }
}
