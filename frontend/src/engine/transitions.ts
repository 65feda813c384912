/** How a clip comes in over the one before. Twin of editor/render/transitions.py, which says what each kind does. */
import { type Side, spansOf } from '../model/transitions';
import type { Clip } from '../model/types';
import { type Ticks, ticks } from '../time/time';
import type { DrawItem } from './plan';

/** How far a clip has come in over the one before, 0..1, at a time around their cut; null outside its transition. */
export function shareOf(last: Clip | undefined, { transition, start, length }: Clip, at: Ticks): number | null {
  if (!transition) return null;
  const { before, after } = spansOf(transition, last?.length ?? 0, length);
  const since = at - start + before;
  return since >= 0 && since < before + after ? since / (before + after) : null;
}

/** The draw items of both clips at share p. */
export function between(
  before: DrawItem[],
  after: DrawItem[],
  { transition }: Clip,
  p: number,
  { width, height }: { width: number; height: number },
): DrawItem[] {
  if (!transition) return after;
  const { kind, from, colour } = transition;
  if (kind === 'dissolve') return [...before, ...after.map((item) => ({ ...item, opacity: item.opacity * p }))];
  if (kind === 'wipe') return [...before, ...after.map((item) => cropped(item, from, p))];
  const [across, down] = WAYS[from];
  const coming = () => after.map((item) => moved(item, across * width * (1 - p), down * height * (1 - p)));
  if (kind === 'slide') return [...before, ...coming()];
  if (kind === 'push')
    return [...before.map((item) => moved(item, -across * width * p, -down * height * p)), ...coming()];
  const dip: DrawItem = {
    clip: 'dip',
    kind: 'colour',
    asset: '',
    sourceTicks: ticks(0),
    rect: { x: 0, y: 0, w: width, h: height },
    rotation: 0,
    opacity: p < 0.5 ? 2 * p : 2 * (1 - p),
    colour,
    matte: null,
    part: null,
    effects: [],
    blend: 'normal',
  };
  return [...(p < 0.5 ? before : after), dip];
}

/** From the middle to the side that a clip comes from, across and down. */
const WAYS: Record<Side, readonly [number, number]> = { left: [-1, 0], right: [1, 0], top: [0, -1], bottom: [0, 1] };

const moved = (item: DrawItem, dx: number, dy: number): DrawItem => ({
  ...item,
  rect: { ...item.rect, x: item.rect.x + dx, y: item.rect.y + dy },
});

const FAR = { left: 'right', right: 'left', top: 'bottom', bottom: 'top' } as const satisfies Record<Side, Side>;

/** What is there of it reaches from the side to an edge that goes to the other. */
function cropped(item: DrawItem, side: Side, p: number): DrawItem {
  const part = item.part ?? { left: 0, top: 0, right: 1, bottom: 1 };
  const edge = side === 'left' || side === 'top' ? p : 1 - p;
  const [low, high] = [Math.min(part[side], part[FAR[side]]), Math.max(part[side], part[FAR[side]])];
  return { ...item, part: { ...part, [FAR[side]]: Math.max(low, Math.min(high, edge)) } };
}
