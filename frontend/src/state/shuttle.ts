/** J K L: play on, faster with each press, and backwards. At a speed of 1 the engine plays; else the playhead is drawn along. */
import { create } from 'zustand';
import { frameToTicks, secondsToTicks, ticks, ticksToFrame } from '../time/time';
import { play, pause as rest, seek, usePlayback } from './playback';
import { useProject } from './project';

const SPEEDS = [1, 2, 4, 8, 16];

/** 0 while it rests; 1 while the engine plays. */
export const useShuttle = create<{ speed: number }>()(() => ({ speed: 0 }));

let frame = 0;

/** One press of L (`way` 1) or J (-1): starts, doubles, or first slows what goes the other way. */
export function shuttle(way: 1 | -1): void {
  const { playing } = usePlayback.getState();
  const now = useShuttle.getState().speed || (playing ? 1 : 0);
  if (now * way >= 0) run(way * nextSpeed(Math.abs(now)));
  else run(Math.abs(now) > 1 ? -way * (Math.abs(now) / 2) : way);
}

const nextSpeed = (now: number): number => SPEEDS.find((speed) => speed > now) ?? (SPEEDS.at(-1) as number);

export function stop(): void {
  cancelAnimationFrame(frame);
  frame = 0;
  useShuttle.setState({ speed: 0 });
  rest();
}

function run(speed: number): void {
  stop();
  const { end, time } = usePlayback.getState();
  if (end <= 0 || (speed < 0 && time <= 0)) return;
  if (speed === 1) {
    play();
    return;
  }
  useShuttle.setState({ speed });
  const from = speed > 0 && time >= end ? ticks(0) : time;
  const begun = performance.now();
  const { rate } = useProject.getState().reading.settings;
  let drawn = time;
  const step = () => {
    const now = usePlayback.getState();
    // somebody else has moved the playhead, or plays
    if (now.playing || now.time !== drawn) {
      useShuttle.setState({ speed: 0 });
      return;
    }
    const passed = secondsToTicks(((performance.now() - begun) / 1000) * Math.abs(speed));
    const at = ticks(Math.min(now.end, Math.max(0, from + Math.sign(speed) * passed)));
    drawn = frameToTicks(ticksToFrame(at, rate), rate);
    if (drawn !== now.time) seek(drawn);
    if (at <= 0 || at >= now.end) useShuttle.setState({ speed: 0 });
    else frame = requestAnimationFrame(step);
  };
  step();
}
