/** Fades at a clip's ends: of the picture's opacity on video tracks, of the volume on audio tracks. */
import { snapToFrame, type Ticks, ticks } from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import type { Clip, Reading } from '../types';
import { changed } from './set';
import type { Edge } from './trim';

export const fadeOf = ({ audio }: Clip, edge: Edge): Ticks => (edge === 'start' ? audio.fadeIn : audio.fadeOut);

/** Gives clips a fade of this length, in whole frames; it ends where the fade at the other end begins. */
export const setFade = (reading: Reading, ids: readonly string[], edge: Edge, length: Ticks): Patch =>
  changed(reading, ids, edge === 'start' ? say('Fade in') : say('Fade out'), (clip) => {
    const room = Math.max(0, clip.length - fadeOf(clip, edge === 'start' ? 'end' : 'start'));
    const wanted = snapToFrame(ticks(Math.max(0, length)), reading.settings.rate);
    const held = ticks(Math.min(room, wanted));
    if (held === fadeOf(clip, edge)) return clip;
    return { ...clip, audio: { ...clip.audio, [edge === 'start' ? 'fadeIn' : 'fadeOut']: held } };
  });
