/** The document at one time -> what the compositor draws: each item with the picture and matte that are here for it. */
import type { Cube } from '../model/cube';
import { shownTime } from '../model/queries';
import type { Reading } from '../model/types';
import { frameAt, frameMiddle } from '../time/source-frames';
import { frameToTicks, type Rate, type Ticks, ticks, ticksToSeconds } from '../time/time';
import type { Address } from './address';
import type { Decoder, Picture, Shown } from './decoder';
import type { Hand } from './hand';
import { idOf } from './identity';
import type { Kept } from './kept';
import type { MatteStore } from './matte-store';
import { type DrawItem, type Facts, planAt } from './plan';
import type { Layer, Scene } from './scene';
import type { Titles } from './titles';

/** A source of pictures or sound: `blob`, the local original, or `url`, the proxy (of a still the original). */
export interface Source extends Facts {
  rate: Rate;
  /** start of every frame; null while only the rate is known */
  frameTicks: readonly Ticks[] | null;
  blob?: Blob | undefined;
  url?: string | undefined;
}

/** What a picture showed of a matte; state 0 where it had none to show. */
export interface ShownMatte {
  matte: string;
  /** source frame */
  frame: number;
  state: number;
  revision: number;
}

export interface Staged {
  scene: Scene;
  /** clips at this time, with or without a picture yet */
  clips: string[];
  mattes: ShownMatte[];
  /** all pictures and mattes are those of this very time */
  exact: boolean;
  /** some picture is not */
  late: boolean;
  /** all that the pixels of this very time depend on, in words; null while that is not known, or time runs */
  key: string | null;
}

export interface Overlay {
  matte: string;
  colour: string;
}

/** What the stage reads from. */
export interface Props {
  decoder: Decoder;
  hand: Hand;
  mattes: MatteStore;
  stills: Kept<ImageBitmap>;
  titles: Titles;
  luts: Kept<Cube>;
  sources: ReadonlyMap<string, Source>;
  addresses: ReadonlyMap<string, Address>;
}

/** A hand that is faster, in source seconds a second, leaves out so many frames that unpacking the next ones is in its way. */
const UNPACKED_PACE = 2;

interface StagedLayer {
  layer: Layer;
  matte?: ShownMatte;
  exact: boolean;
  late: boolean;
  /** what the layer of this very time is drawn from, here or not yet; null while that is not known */
  from: string | null;
}

/** Asks for whatever is missing. `runs`: time does, so that what comes next is asked for as well. */
export function stage(reading: Reading, at: Ticks, runs: boolean, overlay: Overlay | null, props: Props): Staged {
  const { width, height, background, rate } = reading.settings;
  const scene: Scene = { width, height, background, layers: [] };
  const items = shownAt(reading, at, props.sources);
  const clips = items.map((item) => item.clip);
  const staged: Staged = { scene, clips, mattes: [], exact: true, late: false, key: null };
  const parts: unknown[] = [];
  let isKnown = !runs;
  for (const item of items) {
    const looks = looksOf(item, props);
    const { layer, matte, exact, late, from } = stageItem(looks.item, { ...scene, rate }, runs, overlay, props);
    if (layer.image || item.kind === 'colour')
      scene.layers.push(looks.cubes ? { ...layer, cubes: looks.cubes } : layer);
    if (matte) staged.mattes.push(matte);
    staged.exact &&= exact && looks.exact;
    staged.late ||= late;
    isKnown &&= from !== null && looks.exact;
    parts.push({ ...looks.item, sourceTicks: 0 }, from, [...(looks.cubes?.values() ?? [])].map(idOf));
  }
  if (isKnown) staged.key = JSON.stringify([width, height, background, overlay, parts]);
  return staged;
}

/** An item with the tables of its effects; one whose table is not here, or is none, does nothing. */
function looksOf(item: DrawItem, props: Props): { item: DrawItem; cubes?: ReadonlyMap<string, Cube>; exact: boolean } {
  if (!item.effects.some(({ kind }) => kind === 'lut')) return { item, exact: true };
  const cubes = new Map<string, Cube>();
  let exact = true;
  const effects = item.effects.filter(({ kind, lut = '' }) => {
    if (kind !== 'lut') return true;
    const source = props.sources.get(lut);
    if (source?.kind !== 'lut') return false;
    const found = props.luts.get(lut, source.blob, props.addresses.get(lut));
    if (found.value) cubes.set(lut, found.value);
    exact &&= found.exact;
    return found.value !== null;
  });
  return { item: { ...item, effects }, cubes, exact };
}

/** Draw items of the project frame at `at`: what an export would draw. */
export function shownAt(reading: Reading, at: Ticks, sources: ReadonlyMap<string, Source>): DrawItem[] {
  return planAt(reading, shownTime(reading, at), (asset) => sources.get(asset) ?? null);
}

export const frameOf = (source: Source | undefined, at: Ticks): number =>
  source?.kind === 'video' ? frameAt(source, at) : 0;

function stageItem(
  item: DrawItem,
  frame: Scene & { rate: Rate },
  runs: boolean,
  overlay: Overlay | null,
  props: Props,
): StagedLayer {
  const bare: Layer = { item, image: null, turn: 0, solid: true, matte: null, tint: null };
  if (item.title) {
    const { image, exact } = props.titles.get(item.clip, item.title, frame, item.rect.w);
    return { layer: { ...bare, image, solid: false }, exact, late: false, from: exact ? `${idOf(image)}` : null };
  }
  const source = props.sources.get(item.asset);
  if (item.kind === 'colour' || !source) return { layer: bare, exact: true, late: false, from: '' };
  if (source.kind === 'image') {
    const { value: image, exact } = props.stills.get(item.asset, source.blob, props.addresses.get(item.asset));
    return { layer: { ...bare, image, solid: false }, exact, late: false, from: exact ? `${idOf(image)}` : null };
  }
  const { picture, exact } = pictureOf(item, source, runs ? frame.rate : null, props.decoder, props.hand.pace);
  const layer = { ...bare, image: picture?.image ?? null, turn: picture?.turn ?? 0 };
  const staged = { layer, exact, late: !exact, from: `${fileOf(source)} ${frameMiddle(source, item.sourceTicks)}` };
  const pace = runs ? Math.sign(item.speed ?? 1) : props.hand.pace * (item.speed ?? 1);
  return item.matte ? withMatte(item, item.matte, source, picture, staged, pace, overlay, props.mattes) : staged;
}

/** `rate`: of the pictures that are shown while time runs; null while it stands, or a hand moves it at `pace`. */
export function pictureOf(
  { clip, asset, sourceTicks, speed = 1 }: DrawItem,
  source: Source,
  rate: Rate | null,
  decoder: Decoder,
  pace = 0,
): Shown {
  const at = frameMiddle(source, sourceTicks);
  if (!rate || speed === 0) return decoder.still(clip, asset, at, pace * speed);
  return decoder.playing(clip, asset, at, ticksToSeconds(frameToTicks(1, rate)) * speed);
}

function withMatte(
  item: DrawItem,
  { id, feather }: NonNullable<DrawItem['matte']>,
  source: Source,
  picture: Picture | null,
  staged: StagedLayer,
  pace: number,
  overlay: Overlay | null,
  mattes: MatteStore,
): StagedLayer {
  const wanted = frameOf(source, item.sourceTicks);
  // the matte goes with the picture that is really shown, which may still be an earlier one
  const frame = staged.exact || !picture ? wanted : frameOf(source, ticks((picture.at + picture.until) / 2));
  const due = mattes.plane(id, wanted, feather, Math.abs(pace) <= UNPACKED_PACE ? Math.sign(pace) : 0);
  const { plane, exact } = frame === wanted ? due : mattes.plane(id, frame, feather, 0);
  const from = due.exact ? `${staged.from} ${idOf(due.plane)}` : null;
  if (!picture) return { ...staged, from };
  const own = plane?.frame === frame ? plane : null;
  const matte = { matte: id, frame, state: own?.state ?? 0, revision: own?.revision ?? 0 };
  const tint = overlay?.matte === id ? tintOf(overlay.colour) : null;
  return { ...staged, layer: { ...staged.layer, matte: plane, tint }, matte, exact: staged.exact && exact, from };
}

/** A file of a source, and what is known of its frames. */
const fileOf = ({ blob, url, rate, frameTicks }: Source): string =>
  `${idOf(blob)} ${url?.split('?')[0]} ${rate} ${idOf(frameTicks)}`;

function tintOf(hex: string): [number, number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255, 0.5];
}
