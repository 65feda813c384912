/** Pictures that are decoded before their time, so that neither a beginning nor a cut waits for them. */
import { sourceFrameTick } from '../model/queries';
import type { Clip, Reading } from '../model/types';
import { frameMiddle } from '../time/source-frames';
import { addTicks, frameToTicks, secondsToTicks, type Ticks, ticks, ticksToSeconds } from '../time/time';
import type { Decoder } from './decoder';
import type { DrawItem } from './plan';
import { pictureOf, type Source } from './stage';

/** Clips that begin so soon are prepared. */
const PREWARM = secondsToTicks(1);

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

/** Whether playback of what is drawn can begin: its next pictures are here. */
export function isAhead(items: readonly DrawItem[], sources: ReadonlyMap<string, Source>, decoder: Decoder): boolean {
  return items.every((item) => {
    const source = sources.get(item.asset);
    if (source?.kind !== 'video') return true;
    return item.speed !== 0 ? decoder.isAhead(item.clip) : pictureOf(item, source, null, decoder).exact;
  });
}
