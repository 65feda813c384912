/** What is to be drawn, and what can be told of it without drawing. */
import type { Cube } from '../model/cube';
import type { Picture } from './decoder';
import { isSpatial } from './effects';
import type { Plane } from './matte-store';
import type { DrawItem } from './plan';
import type { Look } from './shaders';

export interface Layer {
  item: DrawItem;
  /** null for colours; ImageBitmaps are premultiplied */
  image: Picture['image'] | ImageBitmap | null;
  /** degrees, clockwise, that stand the stored picture upright */
  turn: number;
  /** no pixel of the image lets through what lies below */
  solid: boolean;
  matte: Plane | null;
  /** tables of the item's effects, by asset */
  cubes?: ReadonlyMap<string, Cube>;
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

export function sizeOf(image: NonNullable<Layer['image']>): { width: number; height: number } {
  return image instanceof VideoFrame ? { width: image.displayWidth, height: image.displayHeight } : image;
}

/** Pixels across the picture as it stands. */
export const sideOf = (image: NonNullable<Layer['image']>, turn: number): number =>
  turn % 180 ? sizeOf(image).height : sizeOf(image).width;

export const halved = (side: number): number => (side + 1) >> 1;

/** What is drawn of a layer, x, y, w, h in 0..1 of it: of an object that is kept no more than where it is. */
export function partOf(layer: Layer): [number, number, number, number] {
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

export const radians = (degrees: number): number => (degrees * Math.PI) / 180;

export function lookOf({ item, matte, tint }: Layer): Look {
  if (!matte || !item.matte) return 'plain';
  return tint ? 'tint' : item.matte.mode;
}

export function isOpaque(layer: Layer): boolean {
  const look = lookOf(layer);
  if (layer.item.cast) return false;
  const { opacity, effects, blend } = layer.item;
  if (!layer.solid || opacity < 1 || blend !== 'normal' || effects.some(({ kind }) => kind === 'key')) return false;
  return look === 'plain' || look === 'tint';
}

/** Nothing below it is seen. */
export function covers(layer: Layer, { width, height }: Scene): boolean {
  const { rect, rotation } = layer.item;
  const fills = rect.x <= 0 && rect.y <= 0 && rect.x + rect.w >= width && rect.y + rect.h >= height;
  return fills && rotation === 0 && !layer.item.part && isOpaque(layer);
}

/** It takes many times what a copy of it does: looking at a pixel's neighbours is what costs, not the number of layers. */
export const isCostly = ({ layers }: Scene): boolean =>
  layers.some(({ item }) => item.cast !== undefined || item.effects.some(isSpatial));

export function isSame(a: Scene, b: Scene): boolean {
  if (a.width !== b.width || a.height !== b.height || a.background !== b.background) return false;
  return a.layers.length === b.layers.length && a.layers.every((layer, index) => isSameLayer(layer, b.layers[index]));
}

function isSameLayer(a: Layer, b: Layer | undefined): boolean {
  if (!b || a.image !== b.image || a.matte !== b.matte || a.turn !== b.turn) return false;
  const [p, q] = [a.item, b.item];
  const same = p.clip === q.clip && p.rotation === q.rotation && p.opacity === q.opacity && p.colour === q.colour;
  const alike = same && lookOf(a) === lookOf(b) && String(a.tint) === String(b.tint) && isAlike(p.rect, q.rect);
  return (
    alike && p.blend === q.blend && isAlike(p.part, q.part) && isAlike(p.effects, q.effects) && isAlike(p.cast, q.cast)
  );
}

/** Of plain figures. */
const isAlike = (p: object | null | undefined, q: object | null | undefined): boolean =>
  p === q || (!!p && !!q && JSON.stringify(p) === JSON.stringify(q));

export const rgb = (hex: string): [number, number, number] => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
};
