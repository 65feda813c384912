/** Effects that look beyond a pixel, as passes over rasters. */
import type { Effect } from '../model/effects';
import { type Bindings, UNITS } from './bindings';
import { BLUR, SHARPEN } from './effects';
import { Program } from './gl';
import { drawQuad, whole } from './quad';
import type { Rasters, Target } from './rasters';
import { VERTEX } from './shaders';

/** Uniforms by name: one figure, or two or three. */
type Figures = Record<string, number | number[]>;

export class Filters {
  #programs = new Map<string, Program>();

  constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly rasters: Rasters,
    private readonly bindings: Bindings,
  ) {}

  /** A raster after an effect that looks beyond a pixel. */
  apply(effect: Effect, from: Target, key: string): Target {
    const { gl } = this;
    const { width, height: rows } = from;
    gl.disable(gl.BLEND);
    const radius = (effect.values.radius ?? 0) / 1000;
    if (effect.kind === 'sharpen') {
      const [away, amount] = [radius * rows, effect.values.amount ?? 0];
      const to = this.rasters.begin(`${key} filtered`, from);
      this.pass('sharpen', SHARPEN, from, { away: [away / width, away / rows], amount });
      return to;
    }
    return this.blur(from, radius * rows, key);
  }

  /** By a Gaussian of `sigma` pixels of the raster. */
  blur(from: Target, sigma: number, key: string): Target {
    const half = this.rasters.begin(`${key} half`, from);
    this.pass('blur', BLUR, from, { along: [1 / from.width, 0], sigma });
    const to = this.rasters.begin(`${key} filtered`, from);
    this.pass('blur', BLUR, half, { along: [0, 1 / from.height], sigma });
    return to;
  }

  /** Draws all of a raster on the one that is begun. */
  pass(name: string, shader: string, from: Target, figures: Figures): void {
    drawQuad(this.gl, this.use(name, shader, from, figures), whole(from));
  }

  /** The program of that name, in use with its figures and, where there is one, its raster bound. */
  use(name: string, shader: string, from: Target | null, figures: Figures): Program {
    const { gl } = this;
    const program = this.#programs.get(name) ?? new Program(gl, VERTEX, shader);
    this.#programs.set(name, program);
    // biome-ignore lint/correctness/useHookAtTopLevel: WebGL's useProgram is no React hook
    gl.useProgram(program.program);
    if (from) this.bindings.raster(from, from.width);
    gl.uniform1i(program.uniform('picture'), UNITS.picture);
    for (const [figure, value] of Object.entries(figures)) {
      const at = program.uniform(figure);
      if (typeof value === 'number') gl.uniform1f(at, value);
      else if (value.length === 2) gl.uniform2fv(at, value);
      else gl.uniform3fv(at, value);
    }
    return program;
  }
}
