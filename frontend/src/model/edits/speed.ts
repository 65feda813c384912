/** How fast clips run, which way, and frames that stand still. */
import {
  frameToTicks,
  type Rate,
  snapToFrame,
  TICKS_PER_SECOND,
  type Ticks,
  ticks,
  ticksToFrame,
} from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import { poseAt } from '../params';
import { clipEnd, covers, findClip, sourceFrameTick, sourceTick } from '../queries';
import type { Clip, Reading } from '../types';
import { Draft } from './draft';
import { openRoom, rippleTo, stayedNote } from './ripple';
import { type SourceLength, together } from './trim';

export const SLOWEST = 0.1;
export const FASTEST = 10;
/** What a frozen frame is shown for at first. */
const HOLD = ticks(2 * TICKS_PER_SECOND);

/**
 * Gives clips (and what is linked to them and shares their edges) a speed, SLOWEST..FASTEST, whichever way they run.
 * They show the same of their sources in another time, and everything later follows.
 */
export function setSpeed(reading: Reading, ids: readonly string[], speed: number, source: SourceLength): Patch {
  const held = Math.min(FASTEST, Math.max(SLOWEST, speed));
  const draft = new Draft(reading);
  const stayed: string[] = [];
  for (const clips of runsOf(draft, ids, source)) {
    const length = lengthAt(clips, held, source, reading.settings.rate);
    const shaped = clips.map((clip) => ({ ...clip, length, speed: Math.sign(clip.speed) * held }));
    if (clips.some((clip) => Math.abs(clip.speed) !== held)) stayed.push(...rippleTo(draft, clips, shaped, 'end'));
  }
  return draft.patch(say('Speed'), stayedNote(stayed));
}

/** Runs clips the other way over the same part of their sources. */
export function reverseClips(reading: Reading, ids: readonly string[], source: SourceLength): Patch {
  const draft = new Draft(reading);
  for (const clips of runsOf(draft, ids, source))
    draft.place(clips.map((clip) => ({ ...clip, in: sourceTick(clip, clipEnd(clip)), speed: -clip.speed })));
  return draft.patch(say('Reverse'));
}

/** Cuts all open tracks at `at` and puts the frame that a clip shows there between, as it looks; the rest moves on. */
export function freezeFrame(reading: Reading, id: string, at: Ticks): Patch {
  const clip = findClip(reading, id);
  const start = snapToFrame(at, reading.settings.rate);
  const draft = new Draft(reading);
  if (clip?.kind !== 'media' || !covers(clip, start) || !draft.isOpen(clip.track)) return {};
  for (const track of draft.openTracks()) draft.split(track.id, start);
  openRoom(draft, start, HOLD);
  const tick = sourceTick(clip, start);
  const pose = poseAt(clip, tick);
  draft.placeCopy(clip, {
    ...pose,
    id: crypto.randomUUID(),
    start,
    length: HOLD,
    in: tick,
    speed: 1,
    still: sourceFrameTick(clip, start),
    transition: null,
    audio: { ...pose.audio, fadeIn: ticks(0), fadeOut: ticks(0) },
    keyframes: Object.fromEntries(Object.keys(clip.keyframes).map((param) => [param, []])),
    link: '',
  });
  return draft.patch(say('Freeze frame'));
}

/** The clips as they are on the draft, those that change together in one list; none that stand still. */
function* runsOf(draft: Draft, ids: readonly string[], source: SourceLength): Generator<Clip[]> {
  const done = new Set<string>();
  for (const id of ids) {
    const clips = done.has(id) ? [] : together(draft, id).filter((clip) => source(clip) !== null);
    for (const clip of clips) done.add(clip.id);
    if (clips.length) yield clips;
  }
}

/** Whole frames, at least one, and no more than the sources have. */
function lengthAt(clips: readonly Clip[], speed: number, source: SourceLength, rate: Rate): Ticks {
  const [first] = clips as [Clip, ...Clip[]];
  const wanted = snapToFrame(ticks((first.length * Math.abs(first.speed)) / speed), rate);
  const ahead = clips.map((clip) => (clip.speed > 0 ? (source(clip) ?? 0) - clip.in : clip.in));
  const most = Math.floor(Math.min(...ahead) / speed);
  const frames = ticksToFrame(ticks(Math.min(wanted, most)), rate);
  return wanted <= most ? wanted : frameToTicks(Math.max(1, frames), rate);
}
