/** What lies under a point of the picture. */
import type { DrawItem } from './plan';

export interface Picked {
  clip: string;
  asset: string;
  /** source frame under the pointer */
  frame: number;
  /** 0..1 of the source picture */
  sx: number;
  sy: number;
}

export interface Hit {
  item: DrawItem;
  /** 0..1 of the source picture */
  at: { sx: number; sy: number };
}

/** At a point in project pixels: `preferred` if it is there, else the topmost clip. */
export function hitAt(items: readonly DrawItem[], px: number, py: number, preferred?: string): Hit | undefined {
  const hits = items
    .filter((item) => item.kind === 'media' && !item.cast)
    .map((item) => ({ item, at: sourcePoint(item, px, py) }))
    .filter(({ at }) => at.sx >= 0 && at.sx <= 1 && at.sy >= 0 && at.sy <= 1);
  return hits.findLast(({ item }) => item.clip === preferred) ?? hits.at(-1);
}

function sourcePoint({ rect, rotation }: DrawItem, px: number, py: number): Hit['at'] {
  const angle = (-rotation * Math.PI) / 180;
  const [dx, dy] = [px - rect.x - rect.w / 2, py - rect.y - rect.h / 2];
  const [x, y] = [dx * Math.cos(angle) - dy * Math.sin(angle), dx * Math.sin(angle) + dy * Math.cos(angle)];
  return { sx: x / rect.w + 0.5, sy: y / rect.h + 0.5 };
}
