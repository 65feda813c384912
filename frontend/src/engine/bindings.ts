/** Binds what a layer is drawn from to texture units: its picture, its matte, rasters, and what lies below. */

import type { Pixels } from './decoding';
import { newTexture, Textures } from './gl';
import type { Plane } from './matte-store';
import type { DrawItem } from './plan';
import type { Surface } from './quad';
import type { Target } from './rasters';
import { halved, type Layer, rgb, sideOf } from './scene';

/** Drawn at less than one pixel for so many, a texture is averaged. */
const SMALL = 1.5;
/** Texture units. */
export const UNITS = { picture: 0, matte: 1, chroma: 2, backdrop: 3 };

export class Bindings {
  #textures: Textures;
  #backdrop: WebGLTexture | null = null;

  constructor(private readonly gl: WebGL2RenderingContext) {
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    this.#textures = new Textures(gl);
  }

  raster({ texture, width }: Target, drawn: number): void {
    const { gl } = this;
    const small = width > SMALL * drawn;
    gl.activeTexture(gl.TEXTURE0 + UNITS.picture);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    if (small) gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, small ? gl.LINEAR_MIPMAP_LINEAR : gl.LINEAR);
  }

  /** What is drawn so far, for a layer that is blended with it. */
  backdrop({ width, height }: Surface): void {
    const { gl } = this;
    gl.activeTexture(gl.TEXTURE0 + UNITS.backdrop);
    this.#backdrop ??= newTexture(gl);
    gl.bindTexture(gl.TEXTURE_2D, this.#backdrop);
    gl.copyTexImage2D(gl.TEXTURE_2D, 0, gl.RGB, 0, 0, width, height, 0);
  }

  picture({ item, image, turn }: Layer, drawn: number): void {
    const { gl } = this;
    const { RGBA, TEXTURE_2D: target, UNSIGNED_BYTE: bytes } = gl;
    const small = image !== null && sideOf(image, turn) > SMALL * drawn;
    if (image && 'data' in image && image.yuv) {
      this.#planes(item.clip, image, small);
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

  #planes(clip: string, image: Pixels, small: boolean): void {
    const { width, height, data } = image;
    const [half, low] = [halved(width), halved(height)];
    const luma = new Uint8Array(data, 0, width * height);
    this.#plane('picture', `picture ${clip}`, image, small, { width, height, parts: 1, bytes: luma });
    const chroma = new Uint8Array(data, width * height, 2 * half * low);
    this.#plane('chroma', `chroma ${clip}`, image, small, { width: half, height: low, parts: 2, bytes: chroma });
  }

  #plane(
    unit: keyof typeof UNITS,
    key: string,
    of: unknown,
    small: boolean,
    { width, height, parts, bytes }: { width: number; height: number; parts: 1 | 2; bytes: Uint8Array },
  ): void {
    const { gl } = this;
    const [inside, given] = parts === 1 ? [gl.R8, gl.RED] : [gl.RG8, gl.RG];
    gl.activeTexture(gl.TEXTURE0 + UNITS[unit]);
    this.#textures.bind(key, of, small, () => {
      gl.texImage2D(gl.TEXTURE_2D, 0, inside, width, height, 0, given, gl.UNSIGNED_BYTE, bytes);
    });
  }

  matte(item: DrawItem, plane: Plane, drawn: number): void {
    const { width, height, alpha } = plane;
    const matte = { width, height, parts: 1, bytes: alpha } as const;
    this.#plane('matte', `matte ${item.clip}`, plane, width > SMALL * drawn, matte);
  }

  /** Forgets what belongs to clips that are not drawn any more; all of it without any. */
  keepOnly(clips: readonly string[]): void {
    const parts = Object.keys(UNITS);
    this.#textures.keepOnly(new Set(clips.flatMap((clip) => parts.map((part) => `${part} ${clip}`))));
  }
}
