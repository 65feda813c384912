/** A source frame by itself, as a proxy would have it. */
import type { Picture } from './decoder';
import type { DrawItem } from './plan';
import type { Scene } from './scene';

interface Size {
  width: number;
  height: number;
}

/** The largest even size of that shape inside `box`, no larger than the source. */
function fitted(source: Size, box: Size): Size {
  const scale = Math.min(1, box.width / source.width, box.height / source.height);
  const even = (side: number) => Math.max(2, Math.round((side * scale) / 2) * 2);
  return { width: even(source.width), height: even(source.height) };
}

/** Only the picture of an item, upright and whole, no larger than `box`. */
export function sourceScene(item: DrawItem, { image, turn }: Picture, source: Size, box: Size): Scene {
  const { width, height } = fitted(source, box);
  const rect = { x: 0, y: 0, w: width, h: height };
  const bare = { rect, rotation: 0, opacity: 1, matte: null, part: null, effects: [], blend: 'normal' } as const;
  const layer = { item: { ...item, ...bare }, image, turn, solid: true, matte: null, tint: null };
  return { width, height, background: '#000000', layers: [layer] };
}
