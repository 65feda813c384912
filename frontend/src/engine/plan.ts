/** The document at one time -> what to draw, bottom to top. Twin of editor/render/plan.py, on tests/vectors/plan.json. */
import { type Blend, type Effect, isNeutral } from '../model/effects';
import type { Cast } from '../model/mattes';
import { poseAt } from '../model/params';
import { covers, sourceFrameTick, sourceTick, touching } from '../model/queries';
import type { Title } from '../model/titles';
import type { Clip, ClipMatte, Reading, Transform } from '../model/types';
import type { Ticks } from '../time/time';
import { between, shareOf } from './transitions';

export interface Facts {
  kind: 'video' | 'audio' | 'image' | 'lut';
  /** of the source as displayed, in pixels */
  width: number;
  height: number;
}

export interface DrawItem {
  clip: string;
  kind: Clip['kind'];
  asset: string;
  sourceTicks: Ticks;
  /** of source time, where it is not 1: below 0 backwards, 0 for a frame that stands still */
  speed?: number;
  /** output pixels; may be fractional or lie outside the frame */
  rect: { x: number; y: number; w: number; h: number };
  rotation: number;
  opacity: number;
  colour: string;
  /** of kind 'text' alone; it is set on the whole frame */
  title?: Title;
  matte: DrawMatte | null;
  /** what its matte casts is drawn in its colour, and nothing of the picture */
  cast?: Cast;
  /** what is left of the picture, 0..1 of it; null for all of it */
  part: Part | null;
  /** that change the picture, in order */
  effects: readonly Effect[];
  blend: Blend;
}

export interface DrawMatte {
  id: string;
  mode: 'keep' | 'remove';
  feather: number;
}

export interface Part {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Draw items at `at`. Clips whose source is unknown are skipped. */
export function planAt(reading: Reading, at: Ticks, facts: (asset: string) => Facts | null): DrawItem[] {
  const shown = new Set(reading.tracks.filter((t) => t.kind === 'video' && !t.hidden).map((t) => t.id));
  const draw = (clip: Clip | undefined) => (clip ? drawItems(reading, clip, at, facts) : []);
  return reading.clips.flatMap((clip, index) => {
    if (!shown.has(clip.track) || !covers(clip, at)) return [];
    // clips of a track follow each other: only neighbours can touch
    const [last, next] = [touching(reading.clips[index - 1], clip), touching(clip, reading.clips[index + 1])];
    const before = last ? reading.clips[index - 1] : undefined;
    const after = next ? reading.clips[index + 1] : undefined;
    const comes = shareOf(before, clip, at);
    if (comes !== null) return between(draw(before), draw(clip), clip, comes, reading.settings);
    const goes = after ? shareOf(clip, after, at) : null;
    return after && goes !== null ? between(draw(clip), draw(after), after, goes, reading.settings) : draw(clip);
  });
}

function drawItems(reading: Reading, saved: Clip, at: Ticks, facts: (asset: string) => Facts | null): DrawItem[] {
  const { width, height } = reading.settings;
  const sourceTicks = sourceFrameTick(saved, at);
  const speed = saved.still === null ? saved.speed : 0;
  const clip = poseAt(saved, sourceTick(saved, at));
  let [w, h] = [width, height];
  if (clip.kind === 'media') {
    const source = facts(clip.asset);
    if (!source || source.kind === 'audio' || !source.width || !source.height) return [];
    const fit = Math.min(width / source.width, height / source.height);
    [w, h] = [source.width * fit, source.height * fit];
  }
  const { x, y, scale, rotation, opacity } = clip.transform;
  [w, h] = [w * scale, h * scale];
  const item: DrawItem = {
    clip: clip.id,
    kind: clip.kind,
    asset: clip.asset,
    sourceTicks,
    rect: { x: x * width - w / 2, y: y * height - h / 2, w, h },
    rotation,
    opacity: opacity * fadeAt(saved, at),
    colour: clip.colour,
    matte: null,
    part: partOf(clip.transform),
    effects: clip.effects.filter((effect) => effect.on && !isNeutral(effect)),
    blend: clip.blend,
    ...(speed === 1 ? {} : { speed }),
    ...(clip.title ? { title: clip.title } : {}),
  };
  return clip.matte && clip.kind === 'media' ? matted(item, clip.matte) : [item];
}

/** 0..1, by the fades at the clip's ends. */
function fadeAt({ start, length, audio }: Clip, at: Ticks): number {
  const [since, left] = [at - start, start + length - at];
  const rise = audio.fadeIn > 0 ? Math.max(0, Math.min(1, since / audio.fadeIn)) : 1;
  return audio.fadeOut > 0 ? rise * Math.max(0, Math.min(1, left / audio.fadeOut)) : rise;
}

/** Bottom to top: the picture where it stays behind its object, what that casts, and the object. */
function matted(item: DrawItem, matte: ClipMatte): DrawItem[] {
  const { id, mode, feather } = matte;
  if (mode === 'remove') return [{ ...item, matte: { id, mode, feather } }];
  const casts = castsOf(item, matte);
  const object = { ...item, matte: { id, mode: 'keep' as const, feather } };
  if (mode === 'keep') return [...casts, object];
  if (mode === 'whole') return casts.length ? [item, ...casts, object] : [item];
  const behind: Effect =
    mode === 'blur'
      ? { id: '', kind: 'blur', on: true, values: { radius: matte.blur } }
      : { id: '', kind: 'wash', on: true, values: { amount: matte.strength, light: 1 }, colour: matte.colour };
  const effects = isNeutral(behind) ? item.effects : [...item.effects, behind];
  return [{ ...item, effects }, ...casts, object];
}

/** The shadow, which lies under the outline. */
function castsOf(item: DrawItem, matte: ClipMatte): DrawItem[] {
  const { id, feather, outline, outlineSoft, shadow, shadowX, shadowY, shadowSoft } = matte;
  const { rect, opacity } = item;
  const base = { ...item, matte: { id, mode: 'keep' as const, feather }, effects: [], blend: 'normal' as const };
  const thousandth = rect.h / 1000;
  const casts: DrawItem[] = [];
  if (shadow > 0)
    casts.push({
      ...base,
      rect: { ...rect, x: rect.x + shadowX * thousandth, y: rect.y + shadowY * thousandth },
      opacity: opacity * shadow,
      colour: matte.shadowColour,
      cast: { kind: 'shadow', width: 0, soft: shadowSoft },
    });
  if (outline > 0)
    casts.push({
      ...base,
      colour: matte.outlineColour,
      cast: { kind: 'outline', width: outline, soft: outlineSoft },
    });
  return casts;
}

function partOf({ cropLeft: left, cropTop: top, cropRight, cropBottom }: Transform): Part | null {
  const [right, bottom] = [1 - cropRight, 1 - cropBottom];
  return left > 0 || top > 0 || right < 1 || bottom < 1 ? { left, top, right, bottom } : null;
}
