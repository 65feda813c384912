/** Rows of the document, field by field: whatever is missing or of a wrong type gets its default. Nothing here throws. */
import { TICKS_PER_SECOND, type Ticks, ticks } from '../time/time';
import { BLENDS, COLOURS, type Effect, type Range, rangesOf } from './effects';
import type { Ease, Keyframe, Keyframes } from './keyframes';
import { GAIN, TRANSFORM } from './params';
import { ALIGNS, MOST_LETTERS, TITLE, type Title } from './titles';
import { TRANSITIONS, type Transition } from './transitions';
import type { Clip, ClipKind, ClipMatte, Marker, Settings, Track, Transform } from './types';

export type Plain = Record<string, unknown>;

/** A track and whether it was removed: it comes back while a clip lies on it. */
export interface TrackRow {
  track: Track;
  removed: boolean;
}

/** A clip and what had to be put right in it. */
export interface ClipRow {
  clip: Clip;
  /** its times or its speed could not be taken as they are */
  repaired: boolean;
  /** where it starts is not known */
  adrift: boolean;
}

export const DEFAULT_SETTINGS: Settings = { width: 1280, height: 720, rate: [30, 1], background: '#000000' };
export const MARKER_COLOUR = '#4c9ffe';
export const MAX_SIDE = 8192;
const MAX_SAFE = Number.MAX_SAFE_INTEGER;

export const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown, otherwise = ''): string => (typeof value === 'string' ? value : otherwise);
const flag = (value: unknown): boolean => value === true;
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const number = (value: unknown, otherwise: number, low = -1e9, high = 1e9): number =>
  isNumber(value) ? Math.min(high, Math.max(low, value)) : otherwise;
const whole = (value: unknown, otherwise: number, low: number, high: number): number =>
  Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high ? (value as number) : otherwise;
const time = (value: unknown, otherwise = 0): Ticks =>
  ticks(Number.isSafeInteger(value) ? (value as number) : otherwise);
/** Whole ticks, fractions cut off; null for what is no time at all. */
const readTicks = (value: unknown): number | null =>
  isNumber(value) && Math.abs(value) <= MAX_SAFE ? Math.floor(value) : null;
const colour = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && /^#[0-9a-fA-F]{6}$/.test(value) ? value : otherwise;

export function readSettings(row: Plain): Settings {
  const rate = Array.isArray(row.rate) ? row.rate : [];
  const num = whole(rate[0], 0, 1, 1_000_000);
  const den = whole(rate[1], 0, 1, 1_000_000);
  return {
    width: whole(row.width, DEFAULT_SETTINGS.width, 2, MAX_SIDE),
    height: whole(row.height, DEFAULT_SETTINGS.height, 2, MAX_SIDE),
    rate: rate.length === 2 && num && den ? [num, den] : DEFAULT_SETTINGS.rate,
    background: colour(row.background, DEFAULT_SETTINGS.background),
  };
}

export function readTrack(id: string, row: Plain): TrackRow {
  const track: Track = {
    id,
    kind: row.kind === 'audio' ? 'audio' : 'video',
    name: text(row.name, id),
    order: text(row.order),
    muted: flag(row.muted),
    solo: flag(row.solo),
    locked: flag(row.locked),
    hidden: flag(row.hidden),
  };
  return { track, removed: flag(row.removed) };
}

export const readMarker = (id: string, row: Plain): Marker => ({
  id,
  at: ticks(Math.max(0, time(row.at))),
  label: text(row.label),
  colour: colour(row.colour, MARKER_COLOUR),
});

const KINDS: ClipKind[] = ['media', 'text', 'colour'];

export function readClip(id: string, row: Plain): ClipRow {
  const transform = isPlain(row.transform) ? row.transform : {};
  const audio = isPlain(row.audio) ? row.audio : {};
  const matte = isPlain(row.matte) && typeof row.matte.id === 'string' ? row.matte : null;
  const kind = KINDS.find((each) => each === row.kind) ?? 'media';
  const clip: Clip = {
    id,
    track: text(row.track),
    kind,
    asset: text(row.asset),
    ...readPlace(row),
    speed: readSpeed(row.speed),
    still: readStill(row.still),
    colour: colour(row.colour, '#000000'),
    title: kind === 'text' ? readTitle(isPlain(row.title) ? row.title : {}) : null,
    transition: readTransition(row.transition),
    transform: ranged(TRANSFORM, transform) as unknown as Transform,
    audio: {
      gain: number(audio.gain, GAIN.otherwise, GAIN.low, GAIN.high),
      fadeIn: ticks(Math.max(0, time(audio.fadeIn))),
      fadeOut: ticks(Math.max(0, time(audio.fadeOut))),
    },
    matte: matte && readMatte(matte),
    effects: readEffects(row.effects),
    blend: BLENDS.find((blend) => blend === row.blend) ?? 'normal',
    keyframes: readKeyframes(row.keyframes),
    link: text(row.link),
    group: text(row.group),
  };
  const start = readTicks(row.start);
  const adrift = start === null || start < 0 || start > MAX_SAFE - clip.length;
  const repaired =
    adrift ||
    row.start !== clip.start ||
    row.length !== clip.length ||
    (row.in !== undefined && row.in !== clip.in) ||
    (row.speed !== undefined && row.speed !== clip.speed);
  return { clip, repaired, adrift };
}

/** Never so slow that nothing moves. */
function readSpeed(value: unknown): number {
  const speed = number(value, 1, -100, 100);
  return Math.abs(speed) < 0.01 ? (speed < 0 ? -0.01 : 0.01) : speed;
}

function readStill(value: unknown): Ticks | null {
  const at = readTicks(value);
  return at === null ? null : ticks(Math.max(0, at));
}

const ranged = (ranges: Record<string, Range>, row: Plain): Record<string, number> =>
  Object.fromEntries(
    Object.entries(ranges).map(([name, { otherwise, low, high }]) => [name, number(row[name], otherwise, low, high)]),
  );

/** One of an unknown kind or without a length is none. */
function readTransition(row: unknown): Transition | null {
  const kind = isPlain(row) ? TRANSITIONS.find((each) => each === row.kind) : undefined;
  const length = isPlain(row) ? readTicks(row.length) : null;
  if (!isPlain(row) || !kind || length === null || length <= 0) return null;
  return { kind, length: ticks(length), colour: colour(row.colour, '#000000') };
}

const readTitle = (row: Plain): Title => ({
  text: [...text(row.text)].slice(0, MOST_LETTERS).join(''),
  font: text(row.font, 'Inter'),
  weight: row.weight === 400 ? 400 : 700,
  align: ALIGNS.find((align) => align === row.align) ?? 'centre',
  colour: colour(row.colour, '#ffffff'),
  outlineColour: colour(row.outlineColour, '#000000'),
  boxColour: colour(row.boxColour, '#000000'),
  ...(ranged(TITLE, row) as Record<keyof typeof TITLE, number>),
});

/** A title with every figure at its default. */
export const newTitle = (words: string): Title => readTitle({ text: words });

const MODES = ['keep', 'remove', 'blur', 'recolour'] as const;

const readMatte = (row: Plain): ClipMatte => ({
  id: text(row.id),
  mode: MODES.find((mode) => mode === row.mode) ?? 'keep',
  feather: number(row.feather, 0, 0, 50),
  blur: number(row.blur, 20, 0, 100),
  strength: number(row.strength, 1, 0, 1),
  colour: colour(row.colour, '#2f6fed'),
});

/** A matte that keeps its object, without feather. */
export const newMatte = (id: string): ClipMatte => readMatte({ id });

/** Of one clip; the later ones are not looked at. */
const MOST_EFFECTS = 32;

/** Those of unknown kinds too, with no figures; of two with one id the first stays. */
function readEffects(value: unknown): Effect[] {
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
    });
  }
  return [...found.values()];
}

const EASES = ['linear', 'hold', 'in', 'out', 'both'] as const;
/** Of one parameter; the later ones are not looked at. */
const MOST_KEYS = 2000;

/** In their order, whatever order they come in; of two at one time the later in the list stays. */
function readKeyframes(value: unknown): Keyframes {
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

/** A length that is none is a second; a start that is none is 0, until there is an end to put the clip after. */
function readPlace(row: Plain): Pick<Clip, 'start' | 'length' | 'in'> {
  const length = readTicks(row.length);
  return {
    start: ticks(Math.max(0, readTicks(row.start) ?? 0)),
    length: ticks(length !== null && length > 0 ? length : TICKS_PER_SECOND),
    in: ticks(Math.max(0, readTicks(row.in) ?? 0)),
  };
}

/** A clip or a track with every field at its default but for those given: the one list of defaults is the reading's. */
export const blankClip = (id: string, fields: Partial<Clip>): Clip => ({ ...readClip(id, {}).clip, ...fields });
export const blankTrack = (id: string, fields: Partial<Track>): Track => ({ ...readTrack(id, {}).track, ...fields });
