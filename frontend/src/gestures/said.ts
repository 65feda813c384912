/** What is said of an object in one frame, and how one mark is added to it and taken away again. */
import type { Said } from '../net/wire';
import type { Mark } from './mark';

export type Change = (said: Said) => Said;

export const NOTHING: Said = { points: [], box: null, strokes: [] };

export const saysNothing = ({ points, box, strokes }: Said): boolean => !points.length && !box && !strokes.length;

/** Whether it is more than before, or another box: what a mask comes for. */
export const saysMore = (now: Said, before: Said): boolean =>
  now.points.length > before.points.length ||
  now.strokes.length > before.strokes.length ||
  (now.box !== null && now.box !== before.box);

export const nameOf = (mark: Mark): 'point' | 'box' | 'stroke' =>
  'point' in mark ? 'point' : 'box' in mark ? 'box' : 'stroke';

/** `at`: its place among the points or strokes, the last where it is not given. A box takes the place of another. */
export function adding(mark: Mark, at = Number.POSITIVE_INFINITY): Change {
  if ('point' in mark) return (said) => ({ ...said, points: inserted(said.points, mark.point, at) });
  if ('stroke' in mark) return (said) => ({ ...said, strokes: inserted(said.strokes, mark.stroke, at) });
  return (said) => ({ ...said, box: mark.box });
}

/** By what it says and not by its place: others may have said more meanwhile. `before`: the box that it took the place of. */
export function taking(mark: Mark, before: Said['box'] = null): Change {
  if ('point' in mark) return (said) => ({ ...said, points: without(said.points, mark.point) });
  if ('stroke' in mark) return (said) => ({ ...said, strokes: without(said.strokes, mark.stroke) });
  return (said) => (isSame(said.box, mark.box) ? { ...said, box: before } : said);
}

function inserted<T>(list: readonly T[], item: T, at: number): T[] {
  return [...list.slice(0, at), item, ...list.slice(at)];
}

function without<T>(list: readonly T[], item: T): T[] {
  const at = list.findLastIndex((each) => isSame(each, item));
  return list.filter((_, index) => index !== at);
}

/** The server may have written the fields in another order. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return a === b;
  const [ours, theirs] = [Object.entries(a), b as Record<string, unknown>];
  return ours.length === Object.keys(b).length && ours.every(([key, value]) => isSame(value, theirs[key]));
}
