/** Music that makes way: volume keyframes where other tracks are heard. */
import { secondsToTicks, type Ticks, ticks, ticksToSeconds } from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import type { Keyframe } from '../keyframes';
import { clipEnd, findClip, findTrack, sourceTick } from '../queries';
import type { Clip, Reading } from '../types';
import { changed } from './set';

/** How loud a source is: the largest sample of each span, 0..255; null while it is not known. */
export type PeaksOf = (asset: string) => { peaks: ArrayLike<number>; rate: number } | null;

/** -34 dB: what is softer is taken for silence. */
const LOUD = 255 * 10 ** (-34 / 20);
/** -12 dB */
const DOWN = 10 ** (-12 / 20);
const LOOK = secondsToTicks(0.02);
/** Pauses shorter than this are talked over; sounds shorter than that make nobody give way. */
const PAUSE = secondsToTicks(0.9);
const SHORTEST = secondsToTicks(0.1);
/** From full to low before the first word, and back again after the last. */
const [DIP, STAY, RISE] = [secondsToTicks(0.25), secondsToTicks(0.1), secondsToTicks(0.5)];

interface Span {
  from: Ticks;
  to: Ticks;
}

/** Lowers clips by 12 dB wherever something is heard on other audio tracks; in place of the volume keyframes they had. */
export function duckClips(reading: Reading, ids: readonly string[], peaksOf: PeaksOf): Patch {
  const own = new Set(ids.map((id) => findClip(reading, id)?.track));
  const others = reading.clips.filter((clip) => {
    const track = findTrack(reading, clip.track);
    const isHeard = track?.kind === 'audio' && !track.muted && clip.kind === 'media' && clip.still === null;
    return isHeard && !own.has(clip.track);
  });
  return changed(reading, ids, say('Duck'), (clip) => {
    if (findTrack(reading, clip.track)?.kind !== 'audio') return clip;
    const keys = keysFor(clip, loudSpans(reading, clip, others, peaksOf));
    return keys.length ? { ...clip, keyframes: { ...clip.keyframes, gain: keys } } : clip;
  });
}

/** Where others are heard while a clip plays. */
function loudSpans(reading: Reading, clip: Clip, others: readonly Clip[], peaksOf: PeaksOf): Span[] {
  const spans: Span[] = [];
  for (const other of others) {
    const found = peaksOf(other.asset);
    const gain = other.audio.gain * (findTrack(reading, other.track)?.gain ?? 1);
    const end = Math.min(clipEnd(clip), clipEnd(other));
    for (let at = Math.max(clip.start, other.start); found && at < end; at += LOOK) {
      const peak = found.peaks[Math.floor(ticksToSeconds(sourceTick(other, ticks(at))) * found.rate)] ?? 0;
      if (peak * gain > LOUD) spans.push({ from: ticks(at), to: ticks(at + LOOK) });
    }
  }
  const joined: Span[] = [];
  for (const span of spans.sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && span.from - last.to < PAUSE) last.to = ticks(Math.max(last.to, span.to));
    else joined.push({ ...span });
  }
  return joined.filter(({ from, to }) => to - from >= SHORTEST);
}

function keysFor(clip: Clip, spans: readonly Span[]): Keyframe[] {
  const { gain } = clip.audio;
  const points = spans.flatMap(({ from, to }): [number, number][] => [
    [from - DIP, gain],
    [from, gain * DOWN],
    [to + STAY, gain * DOWN],
    [to + STAY + RISE, gain],
  ]);
  const keys = points.map(([at, value]) => ({ at: sourceTick(clip, ticks(at)), value, ease: 'linear' as const }));
  return keys.sort((a, b) => a.at - b.at);
}
