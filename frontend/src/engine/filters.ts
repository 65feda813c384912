/** Effects that look beyond a pixel, as passes over rasters. */
import type { Effect } from '../model/effects';
import { type Bindings, UNITS } from './bindings';
import { BLUR, SHARPEN } from './effects';
import { Program } from './gl';
import { drawQuad, whole } from './quad';
import type { Rasters, Target } from './rasters';
import { VERTEX } from './shaders';

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
      this.#pass('sharpen', SHARPEN, from, { away: [away / width, away / rows], amount });
      return to;
    }
    const sigma = radius * rows;
    const half = this.rasters.begin(`${key} half`, from);
    this.#pass('blur', BLUR, from, { along: [1 / width, 0], sigma });
    const to = this.rasters.begin(`${key} filtered`, from);
    this.#pass('blur', BLUR, half, { along: [0, 1 / rows], sigma });
    return to;
  }

  #pass(name: string, shader: string, from: Target, figures: Record<string, number | number[]>): void {
    const { gl } = this;
    const program = this.#programs.get(name) ?? new Program(gl, VERTEX, shader);
    this.#programs.set(name, program);
    // biome-ignore lint/correctness/useHookAtTopLevel: WebGL's useProgram is no React hook
    gl.useProgram(program.program);
    this.bindings.raster(from, from.width);
    gl.uniform1i(program.uniform('picture'), UNITS.picture);
    for (const [figure, value] of Object.entries(figures))
      if (typeof value === 'number') gl.uniform1f(program.uniform(figure), value);
      else gl.uniform2fv(program.uniform(figure), value);
    drawQuad(gl, program, whole(from));
  }
}
