/** Curves of light: levels in, levels out. Twin of editor/render/curves.py, on tests/vectors/curves.json. */
import { isNumber, isPlain } from './values';

/** all three alike first, then each by itself */
export const CHANNELS = ['all', 'red', 'green', 'blue'] as const;
export type Channel = (typeof CHANNELS)[number];
/** 0..1 each */
export type Point = readonly [level: number, becomes: number];
/** of each at least two points, by level, no two at one */
export type Curves = Readonly<Record<Channel, readonly Point[]>>;

export const STRAIGHT: readonly Point[] = [
  [0, 0],
  [1, 1],
];
/** Of one channel; the later ones are not looked at. */
export const MOST_POINTS = 16;

export const isStraight = (points: readonly Point[]): boolean => points.length === 2 && String(points) === '0,0,1,1';

export const readCurves = (value: unknown): Curves =>
  Object.fromEntries(
    CHANNELS.map((channel) => [channel, readPoints(isPlain(value) ? value[channel] : null)]),
  ) as unknown as Curves;

/** Of two points at one level the later in the list stays; fewer than two levels are a straight line. */
function readPoints(value: unknown): readonly Point[] {
  const held = (level: number) => Math.min(1, Math.max(0, level));
  const found = new Map<number, number>();
  for (const point of Array.isArray(value) ? value.slice(0, MOST_POINTS) : [])
    if (Array.isArray(point) && point.length === 2 && point.every(isNumber))
      found.set(held(point[0] as number), held(point[1] as number));
  return found.size < 2 ? STRAIGHT : [...found].sort((a, b) => a[0] - b[0]);
}

/** What a level becomes: between points a cubic that never overshoots them (Steffen 1990), beyond the ends what is there. */
export function curveAt(points: readonly Point[], level: number): number {
  const next = points.findIndex(([at]) => at > level);
  if (next === 0) return (points[0] as Point)[1];
  if (next < 0) return (points.at(-1) as Point)[1];
  const [a, b] = [points[next - 1], points[next]] as [Point, Point];
  const h = b[0] - a[0];
  const t = (level - a[0]) / h;
  const [p, q] = [slopeAt(points, next - 1) * h, slopeAt(points, next) * h];
  const rise = b[1] - a[1];
  return a[1] + t * (p + t * (3 * rise - 2 * p - q + t * (p + q - 2 * rise)));
}

function slopeAt(points: readonly Point[], index: number): number {
  const secant = (from: number) => {
    const [a, b] = [points[from], points[from + 1]] as [Point, Point];
    return { h: b[0] - a[0], slope: (b[1] - a[1]) / (b[0] - a[0]) };
  };
  if (index === 0) return secant(0).slope;
  if (index === points.length - 1) return secant(index - 1).slope;
  const [left, right] = [secant(index - 1), secant(index)];
  if (left.slope * right.slope <= 0) return 0;
  const mean = (left.slope * right.h + right.slope * left.h) / (left.h + right.h);
  return Math.sign(mean) * Math.min(2 * Math.abs(left.slope), 2 * Math.abs(right.slope), Math.abs(mean));
}

/** Of each of 256 levels what red, green, blue and (always 255) alpha become. */
export function tableOf(curves: Curves): Uint8Array {
  const table = new Uint8Array(256 * 4).fill(255);
  for (let level = 0; level < 256; level++) {
    const all = curveAt(curves.all, level / 255);
    (['red', 'green', 'blue'] as const).forEach((channel, part) => {
      table[level * 4 + part] = Math.floor(curveAt(curves[channel], all) * 255 + 0.5);
    });
  }
  return table;
}
