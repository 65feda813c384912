/** Picture and sound of one take that no longer run in step, and what brings them back. */
import { frameToTicks, type Ticks, ticks } from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import { apart, findClip, findTrack } from '../queries';
import type { Clip, Reading } from '../types';
import { moveClips } from './move';
import { type SourceLength, slipClips } from './trim';

/** Timeline time of the source's beginning. */
const origin = ({ start, in: from, speed }: Clip): number => start - from / speed;

/** How much later each clip is than what it is linked to of the same footage; those in step are left out. */
export function outOfStep(reading: Reading): Map<string, Ticks> {
  const found = new Map<string, Ticks>();
  const kinds = new Map(reading.tracks.map(({ id, kind }) => [id, kind]));
  const takes = reading.clips.filter(({ link, kind, still }) => link && kind === 'media' && still === null);
  const pictures = new Map(takes.filter(({ track }) => kinds.get(track) === 'video').map((clip) => [clip.link, clip]));
  const half = frameToTicks(1, reading.settings.rate) / 2;
  for (const sound of takes) {
    const picture = pictures.get(sound.link);
    if (!picture || kinds.get(sound.track) !== 'audio') continue;
    if (picture.asset !== sound.asset || picture.speed !== sound.speed) continue;
    const late = ticks(Math.round(origin(sound) - origin(picture)));
    if (Math.abs(late) < half) continue;
    found.set(sound.id, late);
    found.set(picture.id, ticks(-late));
  }
  return found;
}

/** Moves a clip alone to where it is in step, over what lies there. */
export function moveIntoStep(reading: Reading, id: string): Patch {
  const late = outOfStep(reading).get(id);
  if (late === undefined) return {};
  return { ...moveClips(apart(reading, [id]), [id], ticks(-late)), label: say('Move into step') };
}

/** Shows another part of a clip's source in its place, the one that is in step there, as far as the source reaches. */
export function slipIntoStep(reading: Reading, id: string, source: SourceLength): Patch {
  const [late, clip] = [outOfStep(reading).get(id), findClip(reading, id)];
  if (late === undefined || !clip || findTrack(reading, clip.track)?.locked) return {};
  const by = ticks(Math.round(late * clip.speed));
  return { ...slipClips(apart(reading, [id]), [id], by, source), label: say('Slip into step') };
}
