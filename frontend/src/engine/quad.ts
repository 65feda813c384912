/** A quad on a surface, by a program: the one way in which anything is drawn. */
import type { Program } from './gl';
import type { DrawItem } from './plan';
import type { Raster } from './rasters';
import { radians } from './scene';

/** What is composed into; `frame` is null for the canvas. */
export interface Surface {
  frame: WebGLFramebuffer | null;
  width: number;
  height: number;
}

/** Where a picture goes: a rectangle of a surface that is `size` large, in its own pixels. */
export interface Place {
  size: { width: number; height: number };
  rect: DrawItem['rect'];
  rotation: number;
  part: readonly number[];
  /** 1; -1 into a raster, whose top row comes first */
  down: 1 | -1;
}

/** All of a picture on all of a raster. */
export const whole = ({ width, height }: Raster): Place => ({
  size: { width, height },
  rect: { x: 0, y: 0, w: width, h: height },
  rotation: 0,
  part: [0, 0, 1, 1],
  down: -1,
});

/** The four corners that all quads are made of. */
export function bindCorners(gl: WebGL2RenderingContext): void {
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]), gl.STATIC_DRAW);
  gl.enableVertexAttribArray(0);
  gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
}

/** With the program in use and its pictures bound. `turn`: degrees that stand a stored picture upright. */
export function drawQuad(
  gl: WebGL2RenderingContext,
  program: Program,
  { size, rect, rotation, part, down }: Place,
  turn = 0,
): void {
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
