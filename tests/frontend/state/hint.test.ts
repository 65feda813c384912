import { beforeEach, expect, test, vi } from 'vitest';
import type { AssetView } from '../../../frontend/src/state/assets';
import { ticks } from '../../../frontend/src/time/time';
import { clip, frames, reading, track } from '../gestures/reading';

vi.mock('../../../frontend/src/engine/engine', () => ({ createEngine: () => ({}) })); // needs a real page
vi.stubGlobal('document', { visibilityState: 'visible' });
const { hintFor } = await import('../../../frontend/src/state/hint');
const { useAssets } = await import('../../../frontend/src/state/assets');
const { toggleLoop, useLooping } = await import('../../../frontend/src/state/looping');
const { useMarks } = await import('../../../frontend/src/state/marks');
const { usePlayback } = await import('../../../frontend/src/state/playback');
const { useProject } = await import('../../../frontend/src/state/project');
const { useShuttle } = await import('../../../frontend/src/state/shuttle');

const matte = { id: 'matte', asset: 'asset' };
const own = { mode: 'keep', feather: 0, grow: 0, spill: 0, id: 'matte' } as never;

/** A clip of a hundred frames from frame 10 of the timeline on, that begins at source frame 20. */
function place(more: object = {}): void {
  const one = clip('a', 'v', 10, 100, { in: frames(20), matte: own, ...more });
  useProject.setState({ reading: reading([track('v')], [one]) });
  usePlayback.setState({ time: frames(40), playing: true, end: frames(110) });
}

beforeEach(() => {
  useAssets.setState({ assets: { asset: { id: 'asset', rate: [30, 1], frame_count: 300 } as AssetView } });
  useMarks.setState({ marks: { in: null, out: null } });
  useLooping.setState({ on: false });
  useShuttle.setState({ speed: 0 });
  place();
});

test('a playhead is told in source frames, with its speed and direction', () => {
  expect(hintFor(matte)).toEqual({ frame: 50, rate: 30, visible: true });
  place({ speed: 0.5 });
  expect(hintFor(matte)).toMatchObject({ frame: 35, rate: 15 });
  place({ speed: 2 });
  expect(hintFor(matte)).toMatchObject({ frame: 80, rate: 60 });
  place({ speed: -1 });
  expect(hintFor(matte)?.rate).toBe(-30);
  usePlayback.setState({ playing: false });
  useShuttle.setState({ speed: -2 });
  place();
  usePlayback.setState({ playing: false });
  expect(hintFor(matte)?.rate).toBe(-60);
});

test('a playhead between two frames is told as the one that is shown, and at the very end as the last', () => {
  usePlayback.setState({ time: ticks(frames(41) - 1) });
  expect(hintFor(matte)?.frame).toBe(50);
  usePlayback.setState({ time: frames(110), playing: false });
  expect(hintFor(matte)).toEqual({ frame: 119, rate: 0, visible: true });
});

test('a loop is told as the frames of the clip that are in it', () => {
  toggleLoop();
  expect(hintFor(matte)?.loop).toEqual([20, 119]);
  useMarks.setState({ marks: { in: frames(30), out: frames(50) } });
  expect(hintFor(matte)?.loop).toEqual([40, 59]);
  useMarks.setState({ marks: { in: frames(0), out: frames(50) } });
  expect(hintFor(matte)?.loop).toEqual([20, 59]);
  place({ speed: -1, in: frames(150) });
  expect(hintFor(matte)?.loop).toEqual([110, 149]);
  usePlayback.setState({ playing: false });
  expect(hintFor(matte)?.loop).toBeUndefined();
});
