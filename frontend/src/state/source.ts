/** The footage in the source viewer: where it is, its in and out, and what goes from it to the timeline. */
import { create } from 'zustand';
import { appendTake, insertTake, type Marks, overwriteTake, threePoints } from '../model/edits/add';
import { activeClips, sourceFrameTick, timelineEnd } from '../model/queries';
import { frameAt, frameStart } from '../time/source-frames';
import { addTicks, secondsToTicks, type Ticks, ticks, ticksToSeconds } from '../time/time';
import { say } from '../words/words';
import { type AssetView, assetOf, wantMedia } from './assets';
import { clearMarks, useMarks } from './marks';
import { adopting, factsOf } from './place';
import { pause, seek, usePlayback } from './playback';
import { edit, useProject } from './project';
import { useSelection } from './selection';
import { stop } from './shuttle';
import { toast } from './toasts';

interface Source {
  /** null while the viewer is closed */
  asset: string | null;
  /** start of the frame that is shown, in source time */
  time: Ticks;
  playing: boolean;
  marks: Marks;
  /** keys go to the viewer, not to the timeline */
  active: boolean;
}

const closed: Source = { asset: null, time: ticks(0), playing: false, marks: { in: null, out: null }, active: false };

export const useSource = create<Source>()(() => closed);

/** Marks and place of each asset, for when it is opened again. */
const kept = new Map<string, Pick<Source, 'time' | 'marks'>>();
let media: HTMLMediaElement | null = null;
let loop = 0;

useProject.subscribe((now, before) => {
  if (now.id === before.id) return;
  kept.clear();
  closeSource();
});

const frames = (asset: AssetView) => (asset.rate[0] ? asset : { ...asset, rate: rateNow() });
const rateNow = () => useProject.getState().reading.settings.rate;
const shown = (): AssetView | undefined => assetOf(useSource.getState().asset ?? '');

export function openSource(id: string, at?: Ticks): void {
  keep();
  pause();
  wantMedia([id]);
  const before = kept.get(id);
  const { marks, time } = before ?? { marks: closed.marks, time: closed.time };
  useSource.setState({ asset: id, marks, time: at ?? time, playing: false, active: true });
  if (media) seekSource(at ?? time);
}

export function closeSource(): void {
  keep();
  haltSource();
  useSource.setState(closed);
}

function keep(): void {
  const { asset, time, marks } = useSource.getState();
  if (asset) kept.set(asset, { time, marks });
}

/** Gives the viewer's element; null when it is taken off the page. */
export function attachMedia(element: HTMLMediaElement | null): void {
  cancelAnimationFrame(loop);
  media = element;
  if (element) seekSource(useSource.getState().time);
}

/** Shows the frame at a source time, within the footage. */
export function seekSource(at: Ticks): void {
  const asset = shown();
  if (!asset) return;
  const source = frames(asset);
  const last = ticks(Math.max(0, asset.duration - 1));
  const time = frameStart(source, frameAt(source, ticks(Math.min(last, Math.max(0, at)))));
  useSource.setState({ time });
  // a little into the frame: players round either way at its edge
  if (media) media.currentTime = ticksToSeconds(time) + 0.002;
}

export function stepSource(count: number): void {
  const asset = shown();
  if (!asset) return;
  haltSource();
  const source = frames(asset);
  seekSource(frameStart(source, Math.max(0, frameAt(source, useSource.getState().time) + count)));
}

/** Plays at a speed; below 0 the frames are drawn one after another, backwards. */
export function playSource(speed = 1): void {
  const asset = shown();
  if (!media || !asset || asset.kind === 'image') return;
  stop();
  cancelAnimationFrame(loop);
  useSource.setState({ playing: true });
  const begun = performance.now();
  const from = useSource.getState().time;
  if (speed > 0) {
    media.playbackRate = speed;
    void media.play().catch(() => useSource.setState({ playing: false }));
  } else media.pause();
  rate = speed;
  const follow = () => {
    if (!media) return;
    if (speed < 0) {
      const at = ticks(from + secondsToTicks((performance.now() - begun) / 1000) * speed);
      seekSource(at);
      if (at <= 0) return haltSource();
    } else {
      const source = frames(asset);
      const time = frameStart(source, frameAt(source, secondsToTicks(media.currentTime)));
      useSource.setState({ time });
      if (media.ended) return haltSource();
    }
    loop = requestAnimationFrame(follow);
  };
  loop = requestAnimationFrame(follow);
}

let rate = 0;

export function haltSource(): void {
  cancelAnimationFrame(loop);
  rate = 0;
  media?.pause();
  if (useSource.getState().playing) useSource.setState({ playing: false });
}

export const toggleSource = (): void => (useSource.getState().playing ? haltSource() : playSource());

/** J and L in the viewer. */
export function shuttleSource(way: 1 | -1): void {
  const { playing } = useSource.getState();
  playSource(playing && rate * way > 0 ? Math.sign(rate) * Math.min(16, Math.abs(rate) * 2) : way);
}

export function markSource(which: keyof Marks): void {
  const asset = shown();
  if (!asset || asset.kind === 'image') return;
  const { marks, time } = useSource.getState();
  const source = frames(asset);
  if (which === 'in')
    useSource.setState({ marks: { in: time, out: marks.out !== null && marks.out > time ? marks.out : null } });
  else {
    const out = ticks(Math.min(asset.duration, frameStart(source, frameAt(source, time) + 1)));
    useSource.setState({ marks: { in: marks.in !== null && marks.in < out ? marks.in : null, out } });
  }
}

export const clearSourceMarks = (...which: (keyof Marks)[]): void =>
  useSource.setState(({ marks }) => ({
    marks: { ...marks, ...Object.fromEntries(which.map((name) => [name, null])) },
  }));

export function goToSourceMark(which: keyof Marks): void {
  const at = useSource.getState().marks[which];
  if (at !== null) seekSource(which === 'in' ? at : ticks(at - 1));
}

export type Placing = 'insert' | 'overwrite' | 'append';
const PLACE = { insert: insertTake, overwrite: overwriteTake };

/** Puts what is marked in the viewer on the timeline: three-point editing with the timeline's own marks. */
export function placeSource(how: Placing): void {
  const asset = shown();
  if (!asset) return void toast(say('Open footage in the viewer first: double-click it in the media panel.'));
  const { reading, settings, note } = adopting(asset);
  const facts = factsOf(asset, reading.settings.rate);
  if (!facts) return void toast(say('{name} is not ready to cut yet.', { name: asset.name }));
  const { marks, targets } = useMarks.getState();
  const timeline = how === 'append' ? { in: null, out: null } : marks;
  const points = threePoints(reading, facts, useSource.getState().marks, timeline, usePlayback.getState().time);
  if (!points) return void toast(say('Between in and out there is not one frame.'));
  const patch =
    how === 'append' ? appendTake(reading, points.take, targets) : PLACE[how](reading, points.take, points.at, targets);
  edit({ ...patch, settings, note: note ?? patch.note });
  // not the right halves of what was cut to make room
  const cut = patch.copies ?? {};
  const added = Object.entries(patch.clips ?? {}).filter(([id, clip]) => clip?.id === id && !(id in cut));
  useSelection.getState().select(added.map(([id]) => id));
  clearMarks();
  seek(how === 'append' ? timelineEnd(useProject.getState().reading) : addTicks(points.at, points.take.length));
}

/** Opens the footage under the playhead, at the frame that is shown there. */
export function matchFrame(): void {
  const { reading } = useProject.getState();
  const { time } = usePlayback.getState();
  const chosen = useSelection.getState().clips;
  const under = activeClips(reading, time).filter((clip) => clip.kind === 'media' && assetOf(clip.asset));
  const clip =
    under.find(({ id }) => chosen.includes(id)) ?? under.findLast(({ track }) => isVideo(track)) ?? under.at(-1);
  if (clip) openSource(clip.asset, sourceFrameTick(clip, time));
  else toast(say('No footage lies under the playhead.'));
}

const isVideo = (id: string) =>
  useProject.getState().reading.tracks.some((track) => track.id === id && track.kind === 'video');
