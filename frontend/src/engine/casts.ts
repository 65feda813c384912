/** What a matte's object casts around it: an outline, or a shadow. Twin of editor/render/casts.py. */
import type { Cast } from '../model/mattes';
import { type Bindings, UNITS } from './bindings';
import type { Filters } from './filters';
import type { Program } from './gl';
import type { DrawItem } from './plan';
import { drawQuad, type Place, type Surface, whole } from './quad';
import type { Raster, Rasters, Target } from './rasters';
import { type Layer, rgb } from './scene';

/** Pixels of its raster that an outline reaches at most, and that a shadow's sigma spans: wider ones need no fine one. */
const FINEST = { outline: 8, shadow: 2 };
/** Below this a blur is none. */
const LEAST_SIGMA = 0.3;

export interface CastRaster extends Raster {
  /** pixels of the raster for one as drawn */
  scale: number;
  /** pixels of the raster around the picture */
  margin: number;
}

/** How far an outline is looked for, in the pixels that `height` is in: half its soft edge lies outside its width. */
export const reachOf = ({ width, soft }: Cast, height: number): number =>
  (width / 1000) * height + softOf(soft, height) / 2;

/** A hard edge is a pixel wide. */
const softOf = (soft: number, height: number): number => Math.max(1, (soft / 1000) * height);

/** The raster for the matte of a picture drawn `width` x `height` large; never finer than twice the canvas. */
export function castRaster(cast: Cast, width: number, height: number, canvas: Raster): CastRaster {
  const fine = Math.min(1, (2 * canvas.width) / width, (2 * canvas.height) / height);
  const size = cast.kind === 'outline' ? reachOf(cast, height) : (cast.soft / 1000) * height;
  const scale = fine * Math.min(1, FINEST[cast.kind] / Math.max(size * fine, 1e-6));
  const reach = cast.kind === 'outline' ? size : 3 * size;
  const margin = Math.ceil(reach * scale) + 2;
  const side = (long: number) => Math.max(1, Math.round(long * scale)) + 2 * margin;
  return { width: side(width), height: side(height), scale, margin };
}

const MATTE = `#version 300 es
precision highp float;
in vec2 upright;
uniform sampler2D matte;
out vec4 colour;
void main() { colour = vec4(texture(matte, upright).r); }`;

/** Along one axis the most of what is near, less the square of how far it is: of both axes, 1 less the distance squared. */
const NEAREST = `#version 300 es
precision highp float;
in vec2 uv;
uniform sampler2D picture;
uniform vec2 along;   // one pixel of the raster
uniform float radius; // pixels of the raster
out vec4 colour;
void main() {
  int reach = int(ceil(radius));
  float most = 0.0;
  for (int i = -reach; i <= reach; i++)
    most = max(most, texture(picture, uv + float(i) * along).r - float(i * i) / (radius * radius));
  colour = vec4(most);
}`;

const CAST = `#version 300 es
precision highp float;
in vec2 uv;
uniform sampler2D picture;
uniform vec3 ink;
uniform float opacity;
uniform vec3 line; // of an outline: reach, width, softness in one unit; reach 0 for a shadow
out vec4 colour;
void main() {
  float a = texture(picture, uv).r;
  if (line.x > 0.0) a = clamp((line.y - line.x * sqrt(1.0 - a)) / line.z + 0.5, 0.0, 1.0);
  colour = vec4(ink, 1.0) * a * opacity;
}`;

export class Casts {
  constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly rasters: Rasters,
    private readonly bindings: Bindings,
    private readonly filters: Filters,
  ) {}

  /** `place`: where the picture itself goes on the surface; `across`, `down`: its size in the surface's pixels. */
  draw(layer: Layer, cast: Cast, key: string, place: Place, surface: Surface, across: number, down: number): void {
    const { gl } = this;
    const { item, matte } = layer;
    if (!matte) return;
    const raster = castRaster(cast, across, down, surface);
    gl.disable(gl.BLEND);
    const flat = this.#flatten(item, matte, raster, key);
    const made =
      cast.kind === 'outline'
        ? this.#near(flat, reachOf(cast, down) * raster.scale, key)
        : this.#soft(flat, cast, down * raster.scale, key);
    gl.bindFramebuffer(gl.FRAMEBUFFER, surface.frame);
    gl.viewport(0, 0, surface.width, surface.height);
    gl.enable(gl.BLEND);
    const line =
      cast.kind === 'outline' ? [reachOf(cast, down), (cast.width / 1000) * down, softOf(cast.soft, down)] : [0, 0, 1];
    const program = this.filters.use('cast', CAST, made, { ink: rgb(item.colour), opacity: item.opacity, line });
    const [side, top] = [
      raster.margin / (raster.width - 2 * raster.margin),
      raster.margin / (raster.height - 2 * raster.margin),
    ];
    const { x, y, w, h } = place.rect;
    const rect = { x: x - w * side, y: y - h * top, w: w * (1 + 2 * side), h: h * (1 + 2 * top) };
    drawQuad(gl, program, { ...place, rect, part: [0, 0, 1, 1] });
  }

  /** The matte alone, in the middle of its raster. */
  #flatten(item: DrawItem, matte: NonNullable<Layer['matte']>, raster: CastRaster, key: string): Target {
    const { gl } = this;
    const target = this.rasters.begin(`${key} flat`, raster);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const { margin } = raster;
    const [w, h] = [raster.width - 2 * margin, raster.height - 2 * margin];
    const { left, top, right, bottom } = item.part ?? { left: 0, top: 0, right: 1, bottom: 1 };
    const program: Program = this.filters.use('matte', MATTE, null, {});
    this.bindings.matte(item, matte, w);
    gl.uniform1i(program.uniform('matte'), UNITS.matte);
    const part = [left, top, Math.max(0, right - left), Math.max(0, bottom - top)];
    drawQuad(gl, program, { ...whole(raster), rect: { x: margin, y: margin, w, h }, part });
    return target;
  }

  #near(from: Target, radius: number, key: string): Target {
    const half = this.rasters.begin(`${key} half`, from);
    this.filters.pass('nearest', NEAREST, from, { along: [1 / from.width, 0], radius });
    const to = this.rasters.begin(`${key} near`, from);
    this.filters.pass('nearest', NEAREST, half, { along: [0, 1 / from.height], radius });
    return to;
  }

  #soft(from: Target, cast: Cast, height: number, key: string): Target {
    return this.filters.blur(from, Math.max(LEAST_SIGMA, (cast.soft / 1000) * height), key);
  }
}
