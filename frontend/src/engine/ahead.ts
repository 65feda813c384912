/** Pictures that are decoded before their time, so that neither a beginning nor a cut waits for them. */
import { clipEnd, sourceFrameTick } from '../model/queries';
import type { Clip, Reading } from '../model/types';
import { frameMiddle } from '../time/source-frames';
import { addTicks, frameToTicks, secondsToTicks, type Ticks, ticks, ticksToSeconds } from '../time/time';
import type { Decoder } from './decoder';
import type { DrawItem } from './plan';
import { pictureOf, type Source, shownAt } from './stage';

/** Clips that begin so soon are prepared. */
const PREWARM = secondsToTicks(1);

/** So long before a hand comes to a cut what it will see there is asked for, and from so near however slow it is. */
const HORIZON_S = 0.5;
const NEAR = secondsToTicks(0.2);

/** Where a clip is seen first: it may come in before its start. */
const beginOf = ({ start, transition }: Clip): Ticks => ticks(start - (transition?.before ?? 0));

export function clipsSoon({ clips }: Reading, now: Ticks): Clip[] {
  const until = addTicks(now, PREWARM);
  return clips.filter((clip) => beginOf(clip) > now && beginOf(clip) <= until && clip.kind === 'media');
}

export function prepareSoon(
  reading: Reading,
  now: Ticks,
  sources: ReadonlyMap<string, Source>,
  decoder: Decoder,
): void {
  const step = ticksToSeconds(frameToTicks(1, reading.settings.rate));
  for (const clip of clipsSoon(reading, now)) {
    const source = sources.get(clip.asset);
    if (source?.kind !== 'video') continue;
    const at = frameMiddle(source, sourceFrameTick(clip, beginOf(clip)));
    if (clip.still !== null) decoder.still(clip.id, clip.asset, at);
    else if (!decoder.isPreparing(clip.id)) decoder.prepare(clip.id, clip.asset, at, clip.speed * step);
  }
}

/**
 * Asks for the pictures beyond the next cut of a hand that moves at `pace`, in seconds of the timeline a second; the clips
 * that they are of. `shown`: those of now, which have one picture each.
 */
export function prepareCut(
  reading: Reading,
  now: Ticks,
  pace: number,
  shown: readonly string[],
  sources: ReadonlyMap<string, Source>,
  decoder: Decoder,
): string[] {
  const cut = pace ? nextCut(reading, now, pace) : null;
  if (cut === null) return [];
  return shownAt(reading, cut, sources).flatMap((item) => {
    const source = sources.get(item.asset);
    if (source?.kind !== 'video' || shown.includes(item.clip)) return [];
    pictureOf(item, source, null, decoder, pace);
    return [item.clip];
  });
}

/** The first time within reach at which a clip is seen that begins there, or on the way back the last of one that ends. */
function nextCut({ clips }: Reading, now: Ticks, pace: number): Ticks | null {
  const reach = Math.max(NEAR, secondsToTicks(Math.abs(pace) * HORIZON_S));
  const times = clips.map((clip) => (pace > 0 ? beginOf(clip) : ticks(clipEnd(clip) - 1)));
  const isComing = (at: Ticks) =>
    pace > 0 ? at > now && at <= now + reach : pace < 0 && at < now && at >= now - reach;
  return times.filter(isComing).reduce<Ticks | null>((nearest, at) => {
    return nearest === null || Math.abs(at - now) < Math.abs(nearest - now) ? at : nearest;
  }, null);
}

/** Whether playback of what is drawn can begin: its next pictures are here. */
export function isAhead(items: readonly DrawItem[], sources: ReadonlyMap<string, Source>, decoder: Decoder): boolean {
  return items.every((item) => {
    const source = sources.get(item.asset);
    if (source?.kind !== 'video') return true;
    return item.speed !== 0 ? decoder.isAhead(item.clip) : pictureOf(item, source, null, decoder).exact;
  });
}
