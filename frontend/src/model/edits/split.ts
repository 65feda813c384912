import { snapToFrame, subTicks, type Ticks, ticks } from '../../time/time';
import type { Patch } from '../document';
import { clipEnd, isLocked, withLinked } from '../queries';
import type { Reading } from '../types';
import { type ClipChanges, tail } from './place';

/** Cuts the clips that cover `at` in two: those in `ids` and their linked ones, or all when `ids` is empty. */
export function splitAt(reading: Reading, at: Ticks, ids: string[] = []): Patch {
  const cut = snapToFrame(at, reading.settings.rate);
  const wanted = ids.length ? withLinked(reading, ids) : reading.clips;
  const clips: ClipChanges = {};
  const links = new Map<string, string>();
  for (const clip of wanted) {
    if (isLocked(reading, clip.track) || clip.start >= cut || clipEnd(clip) <= cut) continue;
    const id = crypto.randomUUID();
    // the right halves of linked clips belong together, and no longer to the left halves
    if (clip.link && !links.has(clip.link)) links.set(clip.link, crypto.randomUUID());
    const none = ticks(0);
    clips[clip.id] = { length: subTicks(cut, clip.start), audio: { ...clip.audio, fadeOut: none } };
    clips[id] = {
      ...clip,
      id,
      ...tail(clip, cut),
      link: links.get(clip.link) ?? '',
      audio: { ...clip.audio, fadeIn: none },
    };
  }
  return { clips };
}
