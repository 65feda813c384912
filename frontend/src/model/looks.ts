/** How a clip looks, field by field of its row. */
import { ticks } from '../time/time';
import { readCurves } from './curves';
import { COLOURS, type Effect, rangesOf } from './effects';
import type { Ease, Keyframe, Keyframes } from './keyframes';
import { type ClipMatte, MATTE, MATTE_COLOURS, MODES } from './mattes';
import { ALIGNS, MOST_LETTERS, TITLE, TITLE_COLOURS, type Title } from './titles';
import { SIDES, TRANSITIONS, type Transition, usualSide } from './transitions';
import { colour, isNumber, isPlain, number, type Plain, ranged, readTicks, text } from './values';

/** One of an unknown kind or without a length is none. */
export function readTransition(row: unknown): Transition | null {
  const kind = isPlain(row) ? TRANSITIONS.find((each) => each === row.kind) : undefined;
  const length = isPlain(row) ? readTicks(row.length) : null;
  if (!isPlain(row) || !kind || length === null || length <= 0) return null;
  const before = Math.min(length, Math.max(0, readTicks(row.before) ?? 0));
  const from = SIDES.find((side) => side === row.from) ?? usualSide(kind);
  return { kind, from, length: ticks(length), before: ticks(before), colour: colour(row.colour, '#000000') };
}

export const readTitle = (row: Plain): Title => ({
  text: [...text(row.text)].slice(0, MOST_LETTERS).join(''),
  font: text(row.font, 'Inter'),
  weight: row.weight === 400 ? 400 : 700,
  align: ALIGNS.find((align) => align === row.align) ?? 'centre',
  colour: colour(row.colour, TITLE_COLOURS.colour),
  outlineColour: colour(row.outlineColour, TITLE_COLOURS.outlineColour),
  boxColour: colour(row.boxColour, TITLE_COLOURS.boxColour),
  ...(ranged(TITLE, row) as Record<keyof typeof TITLE, number>),
});

/** A title with every figure at its default. */
export const newTitle = (words: string): Title => readTitle({ text: words });

export const readMatte = (row: Plain): ClipMatte => ({
  id: text(row.id),
  mode: MODES.find((mode) => mode === row.mode) ?? 'keep',
  colour: colour(row.colour, MATTE_COLOURS.colour),
  outlineColour: colour(row.outlineColour, MATTE_COLOURS.outlineColour),
  shadowColour: colour(row.shadowColour, MATTE_COLOURS.shadowColour),
  ...(ranged(MATTE, row) as Record<keyof typeof MATTE, number>),
});

/** A matte that keeps its object, without feather. */
export const newMatte = (id: string): ClipMatte => readMatte({ id });

/** Of one clip; the later ones are not looked at. */
const MOST_EFFECTS = 32;

/** Those of unknown kinds too, with no figures; of two with one id the first stays. */
export function readEffects(value: unknown): Effect[] {
  const found = new Map<string, Effect>();
  for (const row of Array.isArray(value) ? value.slice(0, MOST_EFFECTS) : []) {
    const id = isPlain(row) ? text(row.id) : '';
    if (!isPlain(row) || !id || found.has(id)) continue;
    const kind = text(row.kind);
    found.set(id, {
      id,
      kind,
      on: row.on !== false,
      values: ranged(rangesOf(kind), isPlain(row.values) ? row.values : {}),
      ...(COLOURS[kind] ? { colour: colour(row.colour, COLOURS[kind]) } : {}),
      ...(kind === 'curves' ? { curves: readCurves(row.curves) } : {}),
      ...(kind === 'lut' ? { lut: text(row.lut) } : {}),
    });
  }
  return [...found.values()];
}

const EASES = ['linear', 'hold', 'in', 'out', 'both'] as const;
/** Of one parameter; the later ones are not looked at. */
const MOST_KEYS = 2000;

/** In their order, whatever order they come in; of two at one time the later in the list stays. */
export function readKeyframes(value: unknown): Keyframes {
  const lists = Object.entries(isPlain(value) ? value : {});
  return Object.fromEntries(
    lists.flatMap(([param, list]): [string, Keyframe[]][] => {
      const keys = new Map<number, Keyframe>();
      for (const row of Array.isArray(list) ? list.slice(0, MOST_KEYS) : []) {
        const at = isPlain(row) ? readTicks(row.at) : null;
        if (at === null || !isNumber(row.value)) continue;
        keys.set(at, { at: ticks(at), value: number(row.value, 0), ease: readEase(row.ease) });
      }
      return keys.size ? [[param, [...keys.values()].sort((a, b) => a.at - b.at)]] : [];
    }),
  );
}

function readEase(value: unknown): Ease {
  if (Array.isArray(value) && value.length === 4 && value.every(isNumber)) {
    const [x1, y1, x2, y2] = value as [number, number, number, number];
    return [number(x1, 0, 0, 1), number(y1, 0, -10, 10), number(x2, 0, 0, 1), number(y2, 0, -10, 10)];
  }
  return EASES.find((ease) => ease === value) ?? 'linear';
}
