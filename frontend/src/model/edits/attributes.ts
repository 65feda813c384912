/** What clips take over from a copied one: all or some of what is not their place in time, their source or their company. */
import { say } from '../../words/words';
import type { Patch } from '../document';
import { type Keyframes, shifted } from '../keyframes';
import { findTrack, withLinked } from '../queries';
import type { Clip, Reading, TrackKind } from '../types';
import type { Clipboard } from './copy';

export const ATTRIBUTES = ['motion', 'crop', 'opacity', 'effects', 'mask', 'volume', 'fades'] as const;
export type Attribute = (typeof ATTRIBUTES)[number];

const MOTION = ['x', 'y', 'scale', 'rotation'] as const;
const CROP = ['cropLeft', 'cropTop', 'cropRight', 'cropBottom'] as const;
const PARAMS: Partial<Record<Attribute, readonly string[]>> = {
  motion: MOTION,
  crop: CROP,
  opacity: ['opacity'],
  volume: ['gain', 'pan'],
};
/** Parameters of a part: 'title.size' is the words' own, 'e1.radius' an effect's. */
const PARTS: Record<string, Attribute | null> = { title: null, matte: 'mask' };

const OF_KIND: Record<TrackKind, readonly Attribute[]> = {
  video: ['motion', 'crop', 'opacity', 'effects', 'mask', 'fades'],
  audio: ['volume', 'fades'],
};

/** Clips that may change, each with the copied one of its kind. */
function pairs(reading: Reading, { clips, tracks }: Clipboard, ids: readonly string[]): [to: Clip, from: Clip][] {
  return withLinked(reading, ids).flatMap((clip): [Clip, Clip][] => {
    const track = findTrack(reading, clip.track);
    const from = clips.find((copied) => tracks[copied.track]?.kind === track?.kind);
    return track && !track.locked && from ? [[clip, from]] : [];
  });
}

const canTake = (reading: Reading, to: Clip, from: Clip): Attribute[] =>
  OF_KIND[findTrack(reading, to.track)?.kind ?? 'video'].filter((name) => name !== 'mask' || from.asset === to.asset);

/** Those that some of the clips can take over. */
export function attributesFor(reading: Reading, held: Clipboard, ids: readonly string[]): Attribute[] {
  const found = new Set(pairs(reading, held, ids).flatMap(([to, from]) => canTake(reading, to, from)));
  return ATTRIBUTES.filter((name) => found.has(name));
}

/** Gives clips attributes of the copied one of their kind, with their keyframes; a matte to clips of its own asset alone. */
export function pasteAttributes(
  reading: Reading,
  held: Clipboard,
  ids: readonly string[],
  wanted: readonly Attribute[] = ATTRIBUTES,
): Patch {
  const changes: NonNullable<Patch['clips']> = {};
  for (const [to, from] of pairs(reading, held, ids)) {
    const names = canTake(reading, to, from).filter((name) => wanted.includes(name));
    if (names.length) changes[to.id] = taken(to, from, new Set(names));
  }
  return Object.keys(changes).length ? { label: say('Paste attributes'), clips: changes } : {};
}

function taken(to: Clip, from: Clip, names: ReadonlySet<Attribute>): Partial<Clip> {
  const transform = { ...to.transform };
  for (const [name, figures] of [
    ['motion', MOTION],
    ['crop', CROP],
    ['opacity', ['opacity']],
  ] as const)
    if (names.has(name)) for (const figure of figures) transform[figure] = from.transform[figure];
  const { fadeIn, fadeOut, gain, pan } = from.audio;
  const fits = fadeIn + fadeOut <= to.length;
  return {
    transform,
    audio: {
      ...to.audio,
      ...(names.has('volume') && { gain, pan }),
      ...(names.has('fades') && fits && { fadeIn, fadeOut }),
    },
    keyframes: keysTaken(to, from, names),
    ...(names.has('opacity') && { blend: from.blend }),
    ...(names.has('effects') && { effects: from.effects }),
    ...(names.has('mask') && { matte: from.matte }),
  };
}

/** Keyframes in the place of others: the document forgets a parameter's by an empty list. */
function keysTaken(to: Clip, from: Clip, names: ReadonlySet<Attribute>): Keyframes {
  const isTaken = (param: string) => {
    const [part, name] = param.split('.');
    const plain = ATTRIBUTES.find((each) => PARAMS[each]?.includes(param)) ?? null;
    const of = name === undefined ? plain : Object.hasOwn(PARTS, part ?? '') ? PARTS[part ?? ''] : 'effects';
    return of ? names.has(of) : false;
  };
  const gone = Object.keys(to.keyframes).filter(isTaken);
  const come = Object.entries(shifted(from.keyframes, to.in - from.in)).filter(([param]) => isTaken(param));
  return { ...to.keyframes, ...Object.fromEntries(gone.map((param) => [param, []])), ...Object.fromEntries(come) };
}
