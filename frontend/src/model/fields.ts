/** Rows of the document, field by field: whatever is missing or of a wrong type gets its default. Nothing here throws. */
import { TICKS_PER_SECOND, type Ticks, ticks } from '../time/time';
import { BLENDS } from './effects';
import { readEffects, readKeyframes, readMatte, readTitle, readTransition } from './looks';
import { GAIN, PAN, TRANSFORM } from './params';
import type { Clip, ClipKind, Marker, Settings, Track, Transform } from './types';
import { colour, flag, isPlain, MAX_SAFE, number, type Plain, ranged, readTicks, text, time, whole } from './values';

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
    gain: number(row.gain, GAIN.otherwise, GAIN.low, GAIN.high),
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
      pan: number(audio.pan, PAN.otherwise, PAN.low, PAN.high),
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
