import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Mixer } from '../../../frontend/src/engine/mixer';
import type { Reading } from '../../../frontend/src/model/types';
import { ticks } from '../../../frontend/src/time/time';

const nothing = { clips: [], tracks: [] } as unknown as Reading;

beforeEach(() => {
  vi.useFakeTimers();
  class Node {
    gain = { setTargetAtTime: () => undefined };
    connect = () => undefined;
  }
  class Context {
    state = 'running';
    currentTime = 0;
    destination = {};
    createGain = () => new Node();
    resume = async () => {
      this.state = 'running';
    };
    suspend = async () => {
      this.state = 'suspended';
    };
    close = async () => undefined;
  }
  vi.stubGlobal('AudioContext', Context);
  for (const name of ['GainNode', 'ChannelSplitterNode', 'AnalyserNode']) vi.stubGlobal(name, Node);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('the sound device is let go when nothing was played for a while, and the next play wakes it', () => {
  const mixer = new Mixer();
  mixer.prepare(nothing, ticks(0));
  vi.advanceTimersByTime(60_000);
  expect(mixer.context.state).toBe('running');
  mixer.stop();
  vi.advanceTimersByTime(5000);
  expect(mixer.context.state).toBe('running');
  vi.advanceTimersByTime(6000);
  expect(mixer.context.state).toBe('suspended');
  mixer.prepare(nothing, ticks(0));
  expect(mixer.context.state).toBe('running');
  mixer.dispose();
});
