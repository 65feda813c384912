/** Subtitles onto a track of their own, as titles at the foot of the picture, and off it again. */
import { frameToTicks, snapToFrame, subTicks, type Ticks, ticks } from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import { blankClip } from '../fields';
import { newTitle } from '../looks';
import { clipEnd, clipsOnTrack } from '../queries';
import type { Cue } from '../subtitles';
import type { Title } from '../titles';
import type { Clip, Reading } from '../types';
import { newTrack } from './add';

/** At the foot, within the area that is safe for words. */
const FOOT = 0.86;
const LOOK: Partial<Title> = { size: 52, outline: 90, shadow: 0.5 };

/** A new track above everything with a title a cue, on whole frames; each is shown for one frame at least. */
export function addSubtitles(reading: Reading, cues: readonly Cue[], name: string): Patch {
  const track = { ...newTrack(reading.tracks, 'video'), name };
  const { rate } = reading.settings;
  const frame = frameToTicks(1, rate);
  const clips: Record<string, Clip> = {};
  let free = ticks(0);
  for (const cue of cues) {
    const start = ticks(Math.max(free, snapToFrame(cue.start, rate)));
    const length = ticks(Math.max(frame, subTicks(snapToFrame(cue.end, rate), start)));
    const id = crypto.randomUUID();
    const blank = blankClip(id, { kind: 'text', track: track.id, start, length });
    const title = { ...newTitle(cue.text), ...LOOK };
    clips[id] = { ...blank, title, transform: { ...blank.transform, y: FOOT } };
    free = ticks(start + length);
  }
  return { label: say('Import subtitles'), tracks: { [track.id]: track }, clips };
}

/** What a track's titles say, and when. */
export const cuesOf = (reading: Reading, track: string): Cue[] =>
  clipsOnTrack(reading, track).flatMap((clip) =>
    clip.title ? [{ start: clip.start, end: clipEnd(clip) as Ticks, text: clip.title.text }] : [],
  );
