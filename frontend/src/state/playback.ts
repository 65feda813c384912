/** Where the playhead is. Wraps the engine, which owns the clock while it plays. */
import { create } from 'zustand';
import { createEngine, type Engine } from '../engine/engine';
import { addTicks, frameToTicks, type Ticks, ticks, ticksToFrame } from '../time/time';
import { say } from '../words/words';
import { assetOf, setLocalPlayable } from './assets';
import { matteBytes } from './matte-bytes';
import { useProject } from './project';
import { useScrubSound } from './scrub-sound';
import { toast } from './toasts';

interface Playback {
  time: Ticks;
  /** counts what asked for another time; that it runs on does not */
  sought: number;
  playing: boolean;
  /** first tick after the last clip */
  end: Ticks;
  engine: Engine | null;
  /** a sentence when the picture cannot be drawn; '' when all is well */
  error: string;
}

export const usePlayback = create<Playback>()(() => ({
  time: ticks(0),
  sought: 0,
  playing: false,
  end: ticks(0),
  engine: null,
  error: '',
}));

/** Gives the engine its canvas; called by the preview when it is on the page. Returns what undoes it. */
export function attachCanvas(canvas: HTMLCanvasElement): () => void {
  let engine: Engine;
  try {
    engine = createEngine(canvas, matteBytes);
  } catch (error) {
    usePlayback.setState({ engine: null, error: error instanceof Error ? error.message : String(error) });
    return () => undefined;
  }
  const listeners = [
    engine.on('time', (time) => usePlayback.setState({ time })),
    engine.on('playing', (playing) => usePlayback.setState({ playing })),
    engine.on('error', ({ asset, message }) => onSourceError(asset, message)),
  ];
  usePlayback.setState({ engine, error: '' });
  engine.seek(usePlayback.getState().time);
  return () => {
    for (const stop of listeners) stop();
    engine.dispose();
    if (usePlayback.getState().engine === engine) usePlayback.setState({ engine: null, playing: false, error: '' });
  };
}

/** A local file that this browser cannot play is no fault: its proxy will do. What is no source's fault has no `id`. */
function onSourceError(id: string, message: string): void {
  if (!id) toast(message, { tone: 'danger', ms: 8000 });
  const asset = assetOf(id);
  if (!asset || asset.state === 'failed') return;
  if (asset.file && asset.state !== 'ready') setLocalPlayable(id, false);
  else usePlayback.setState({ error: say('{name} cannot be shown: {why}', { name: asset.name, why: message }) });
}

export function play(): void {
  const { engine, time, end } = usePlayback.getState();
  if (!engine || end <= 0) return;
  if (time >= end) engine.seek(ticks(0));
  engine.play();
}

export const pause = (): void => usePlayback.getState().engine?.pause();

export const toggle = (): void => (usePlayback.getState().playing ? pause() : play());

/** Goes to `at`, held to 0 and on. */
export const seek = (at: Ticks): void => go(at, 'seek');

/** seek() by a hand that draws the playhead or steps with it: it hears where it comes to. */
export const scrub = (at: Ticks): void => go(at, useScrubSound.getState().on ? 'scrub' : 'seek');

function go(at: Ticks, how: 'seek' | 'scrub'): void {
  const time = ticks(Math.max(0, at));
  usePlayback.setState(({ sought }) => ({ time, sought: sought + 1 }));
  usePlayback.getState().engine?.[how](time);
}

/** Moves by whole frames of the project. */
export function step(frames: number): void {
  const { rate } = useProject.getState().reading.settings;
  const now = ticksToFrame(usePlayback.getState().time, rate);
  pause();
  scrub(frameToTicks(Math.max(0, now + frames), rate));
}

/** First tick after the last clip. */
export function endOf(clips: readonly { start: Ticks; length: Ticks }[]): Ticks {
  return clips.reduce((end, clip) => ticks(Math.max(end, addTicks(clip.start, clip.length))), ticks(0));
}
