/** How a clip comes in over the one before. Twin of editor/render/transitions.py, which says what each kind does. */
import { spansOf } from '../model/transitions';
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
  const { kind, colour } = transition;
  if (kind === 'dissolve') return [...before, ...after.map((item) => ({ ...item, opacity: item.opacity * p }))];
  if (kind === 'wipe') return [...before, ...after.map((item) => cropped(item, p))];
  const coming = () => after.map((item) => moved(item, width * (1 - p)));
  if (kind === 'slide') return [...before, ...coming()];
  if (kind === 'push') return [...before.map((item) => moved(item, -width * p)), ...coming()];
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

const moved = (item: DrawItem, dx: number): DrawItem => ({ ...item, rect: { ...item.rect, x: item.rect.x + dx } });

function cropped(item: DrawItem, p: number): DrawItem {
  const part = item.part ?? { left: 0, top: 0, right: 1, bottom: 1 };
  return { ...item, part: { ...part, right: Math.max(part.left, Math.min(part.right, p)) } };
}
