/** The figures of a clip that can change over time, by name: each with its range, and where it is in the clip. */
import type { Ticks } from '../time/time';
import { COLOURS, type Effect, rangesOf } from './effects';
import { mixedColours, valueAt } from './keyframes';
import { MATTE, MATTE_COLOURS } from './mattes';
import { type Range, range } from './range';
import { TITLE, TITLE_COLOURS } from './titles';
import type { Clip, Transform } from './types';

export const TRANSFORM: Record<keyof Transform, Range> = {
  x: range(0.5, -10, 10),
  y: range(0.5, -10, 10),
  scale: range(1, 0, 20),
  rotation: range(0, -1e9, 1e9),
  opacity: range(1, 0, 1),
  cropLeft: range(0, 0, 1),
  cropTop: range(0, 0, 1),
  cropRight: range(0, 0, 1),
  cropBottom: range(0, 0, 1),
};
export const GAIN = range(1, 0, 4);
export const PAN = range(0, -1, 1);

/** Colours are figures too: 0xrrggbb. */
export const numberOf = (hex: string): number => Number.parseInt(hex.slice(1), 16);
export const hexOf = (colour: number): string =>
  `#${Math.floor(Math.min(0xffffff, Math.max(0, colour)))
    .toString(16)
    .padStart(6, '0')}`;

/** Where in a clip a parameter is. */
interface Place {
  range: Range;
  value: number;
  isColour: boolean;
  /** the clip with another value there, which is within the range */
  put: (value: number) => Clip;
}

const figure = (limits: Range, value: number, put: (value: number) => Clip): Place => ({
  range: limits,
  value,
  isColour: false,
  put,
});

const colour = (otherwise: string, hex: string, put: (hex: string) => Clip): Place => ({
  range: range(numberOf(otherwise), 0, 0xffffff),
  value: numberOf(hex),
  isColour: true,
  put: (value) => put(hexOf(value)),
});

/** A figure or a colour of a title or a matte; null for a name that is neither. */
function inPart<Part extends object>(
  part: Part,
  name: string,
  figures: Record<string, Range>,
  colours: Record<string, string>,
  put: (part: Part) => Clip,
): Place | null {
  const value = part[name as keyof Part];
  const limits = Object.hasOwn(figures, name) ? figures[name] : undefined;
  if (limits) return figure(limits, value as number, (next) => put({ ...part, [name]: next }));
  const otherwise = Object.hasOwn(colours, name) ? colours[name] : undefined;
  return otherwise ? colour(otherwise, value as string, (next) => put({ ...part, [name]: next })) : null;
}

function inEffect(clip: Clip, effect: Effect, name: string): Place | null {
  const put = (change: Partial<Effect>): Clip => ({
    ...clip,
    effects: clip.effects.map((each) => (each === effect ? { ...effect, ...change } : each)),
  });
  const { values } = effect;
  const ranges = rangesOf(effect.kind);
  const limits = Object.hasOwn(ranges, name) ? ranges[name] : undefined;
  if (limits) return figure(limits, values[name] ?? 0, (next) => put({ values: { ...values, [name]: next } }));
  const otherwise = COLOURS[effect.kind];
  return name === 'colour' && effect.colour && otherwise
    ? colour(otherwise, effect.colour, (next) => put({ colour: next }))
    : null;
}

const isTransform = (param: string): param is keyof Transform => Object.hasOwn(TRANSFORM, param);

/** 'scale' is the clip's own, 'title.size' its title's, 'matte.feather' its matte's, 'e1.radius' that of an effect. */
function placeOf(clip: Clip, param: string): Place | null {
  const { transform, audio, title, matte } = clip;
  if (isTransform(param))
    return figure(TRANSFORM[param], transform[param], (value) => ({
      ...clip,
      transform: { ...transform, [param]: value },
    }));
  if (param === 'gain' || param === 'pan')
    return figure(param === 'gain' ? GAIN : PAN, audio[param], (value) => ({
      ...clip,
      audio: { ...audio, [param]: value },
    }));
  const dot = param.lastIndexOf('.');
  const [owner, name] = [param.slice(0, Math.max(0, dot)), param.slice(dot + 1)];
  if (owner === 'title')
    return title && inPart(title, name, TITLE, TITLE_COLOURS, (next) => ({ ...clip, title: next }));
  if (owner === 'matte')
    return matte && inPart(matte, name, MATTE, MATTE_COLOURS, (next) => ({ ...clip, matte: next }));
  const effect = clip.effects.find(({ id }) => id === owner);
  return effect ? inEffect(clip, effect, name) : null;
}

/** Whether its place, size, turn, opacity or crop are other than at first, or change over time. */
export const isPlaced = ({ transform, keyframes }: Clip): boolean =>
  Object.entries(TRANSFORM).some(
    ([param, { otherwise }]) => transform[param as keyof Transform] !== otherwise || keyframes[param],
  );

/** Range of a parameter; null for one that this clip has not. */
export const rangeOf = (clip: Clip, param: string): Range | null => placeOf(clip, param)?.range ?? null;

/** Whether the parameter's figure is a colour. */
export const isColour = (clip: Clip, param: string): boolean => placeOf(clip, param)?.isColour ?? false;

/** What the clip says, keyframes apart; 0 for a parameter that it has not. */
export const paramOf = (clip: Clip, param: string): number => placeOf(clip, param)?.value ?? 0;

/** The clip with one figure changed, held to its range. */
export function withParam(clip: Clip, param: string, value: number): Clip {
  const place = placeOf(clip, param);
  return place ? held(clip, place, value) : clip;
}

function held(clip: Clip, { range: { low, high }, value: before, put }: Place, value: number): Clip {
  const next = Math.min(high, Math.max(low, value));
  return next === before ? clip : put(next);
}

/** The clip as it is at source time `at`: the same object where nothing changes over time. */
export function poseAt(clip: Clip, at: Ticks): Clip {
  let posed = clip;
  for (const [param, keys] of Object.entries(clip.keyframes)) {
    const place = placeOf(posed, param);
    if (place) posed = held(posed, place, valueAt(keys, at, place.isColour ? mixedColours : undefined));
  }
  return posed;
}

/** Keyframes without those of one part, such as an effect or 'matte': the document forgets them by empty lists. */
export const withoutKeysOf = (clip: Clip, part: string): Clip['keyframes'] =>
  Object.keys(clip.keyframes).some((param) => param.startsWith(`${part}.`))
    ? Object.fromEntries(
        Object.entries(clip.keyframes).map(([param, keys]) => [param, param.startsWith(`${part}.`) ? [] : keys]),
      )
    : clip.keyframes;
