/** Which clips are heard, and how each begins and ends beside its neighbours. Twin of editor/render/heard.py. */
import { paramOf, poseAt } from '../model/params';
import { clipEnd, sourceTick, touching } from '../model/queries';
import { spansOf } from '../model/transitions';
import type { Clip, Reading } from '../model/types';
import { addTicks, subTicks, type Ticks, ticks } from '../time/time';

export interface Heard {
  /** as far as it is heard, with the fades that its neighbours give it */
  clip: Clip;
  /** of its track, linear */
  level: number;
  /** fades that keep the power of both sounds alike while one goes over into the other */
  crosses: { start: boolean; end: boolean };
}

/** 5 ms: sound that begins or ends without a fade of its own does so without a click. */
const RAMP = ticks(3_528_000);
/** 1 ms: what goes on as near as this goes on without a break. */
const NEAR = ticks(705_600);

/** Clips on audio tracks that are not muted, and only on soloed ones where any is; in the reading's order. */
export function heardClips(reading: Reading): Heard[] {
  const levels = heardTracks(reading);
  const transitions = new Map<string, Clip>();
  for (const clip of reading.clips)
    if (clip.link && clip.transition) transitions.set(`${clip.link} ${clip.start}`, clip);
  const clips = reading.clips.filter((clip) => levels.has(clip.track) && clip.kind === 'media' && clip.still === null);
  return clips.map((clip, index) => {
    const [before, after] = [touching(clips[index - 1], clip), touching(clip, clips[index + 1])];
    const last = before ? (clips[index - 1] as Clip) : null;
    const next = after ? (clips[index + 1] as Clip) : null;
    const comes = last && crossing(last, clip, transitions.get(`${clip.link} ${clip.start}`));
    const goes = next && crossing(clip, next, transitions.get(`${next.link} ${next.start}`));
    const ramp = ticks(Math.min(RAMP, Math.floor(clip.length / 4)));
    const ends = { fadeIn: last && goesOn(last, clip) ? 0 : ramp, fadeOut: next && goesOn(clip, next) ? 0 : ramp };
    let shown = {
      ...clip,
      audio: {
        ...clip.audio,
        fadeIn: ticks(Math.max(clip.audio.fadeIn, ends.fadeIn)),
        fadeOut: ticks(Math.max(clip.audio.fadeOut, ends.fadeOut)),
      },
    };
    if (goes)
      shown = {
        ...shown,
        length: addTicks(shown.length, goes.after),
        audio: { ...shown.audio, fadeOut: addTicks(goes.before, goes.after) },
      };
    if (comes) {
      const start = subTicks(clip.start, headOf(clip, comes.before));
      const earlier = subTicks(clip.start, start);
      const audio = { ...shown.audio, fadeIn: addTicks(earlier, comes.after) };
      shown = { ...shown, start, in: sourceTick(clip, start), length: addTicks(shown.length, earlier), audio };
    }
    return { clip: shown, level: levels.get(clip.track) ?? 1, crosses: { start: comes !== null, end: goes !== null } };
  });
}

/** Volumes of the tracks that are heard. */
export function heardTracks(reading: Reading): Map<string, number> {
  const tracks = reading.tracks.filter((track) => track.kind === 'audio');
  const soloed = tracks.filter((track) => track.solo);
  return new Map(
    (soloed.length ? soloed : tracks).filter((track) => !track.muted).map((track) => [track.id, track.gain]),
  );
}

/** How long both are heard around their cut: as long as the pictures' transition, unless a fade is set by hand there. */
function crossing(a: Clip, b: Clip, picture: Clip | undefined): { before: Ticks; after: Ticks } | null {
  if (!picture?.transition || a.audio.fadeOut || b.audio.fadeIn) return null;
  return spansOf(picture.transition, a.length, b.length);
}

/** How much earlier a clip can begin; backwards its source's end is not known, and past it lies silence. */
const headOf = (clip: Clip, wanted: Ticks): Ticks =>
  clip.speed > 0 ? ticks(Math.min(wanted, Math.floor(clip.in / clip.speed))) : wanted;

/** The second goes on where the first ends, as loud and from the same side. */
function goesOn(a: Clip, b: Clip): boolean {
  const same = a.asset === b.asset && a.speed === b.speed && !a.audio.fadeOut && !b.audio.fadeIn;
  if (!same || Math.abs(sourceTick(a, clipEnd(a)) - b.in) > NEAR) return false;
  const [p, q] = [poseAt(a, b.in), poseAt(b, b.in)];
  return ['gain', 'pan'].every((param) => Math.abs(paramOf(p, param) - paramOf(q, param)) < 1e-3);
}
