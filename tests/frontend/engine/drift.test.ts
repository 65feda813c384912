/** Ten simulated minutes of play: what is heard and what is shown stay together. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Clock } from '../../../frontend/src/engine/clock';
import { Mixer } from '../../../frontend/src/engine/mixer';
import { type Opened, piecesOf } from '../../../frontend/src/engine/sound';
import type { Clip, Reading } from '../../../frontend/src/model/types';
import { frameToTicks, type Rate, secondsToTicks, ticks, ticksToSeconds } from '../../../frontend/src/time/time';

/** seconds */
const LONG = 600;
vi.setConfig({ testTimeout: 60_000 });
const RATES: Rate[] = [
  [24000, 1001],
  [30000, 1001],
  [60000, 1001],
];

class Sound {
  readonly channels: Float32Array<ArrayBuffer>[];
  constructor(readonly given: { numberOfChannels: number; length: number; sampleRate: number; from?: number }) {
    this.channels = Array.from({ length: given.numberOfChannels }, () => new Float32Array(given.length));
  }
  get length() {
    return this.given.length;
  }
  get sampleRate() {
    return this.given.sampleRate;
  }
  get numberOfChannels() {
    return this.given.numberOfChannels;
  }
  get duration() {
    return this.length / this.sampleRate;
  }
  getChannelData = (channel: number) => this.channels[channel] as Float32Array<ArrayBuffer>;
  copyToChannel = (samples: Float32Array, channel: number) => this.channels[channel]?.set(samples);
}

/** A file of `rate`, decoded in buffers of 1024 samples; `sample` gives it a voice. */
const opened = (rate: number, sample?: (second: number) => number): Opened =>
  ({
    first: 0,
    sink: {
      async *buffers(from: number, to: number) {
        for (let n = Math.floor((from * rate) / 1024); (n * 1024) / rate < to; n++) {
          const timestamp = (n * 1024) / rate;
          const buffer = new Sound({ numberOfChannels: 1, length: 1024, sampleRate: rate, from: timestamp });
          if (sample) for (let i = 0; i < 1024; i++) buffer.getChannelData(0)[i] = sample(timestamp + i / rate);
          yield { buffer, timestamp };
        }
      },
    },
  }) as unknown as Opened;

const clipOf = (fields: Partial<Clip>): Clip =>
  ({
    ...{ id: 'c', track: 'a', kind: 'media', asset: 'film', start: ticks(0), length: secondsToTicks(LONG) },
    ...{ in: ticks(0), speed: 1, still: null, transition: null, keyframes: {}, link: '', group: '' },
    audio: { gain: 1, pan: 0, fadeIn: ticks(0), fadeOut: ticks(0) },
    ...fields,
  }) as Clip;

test('the clock follows the loudspeaker, whose crystal differs from the page’s, and never runs backwards', () => {
  for (const crystal of [1, 1.0002, 0.9998]) {
    let now = 5000;
    /** seconds of sound that have left the loudspeaker */
    const played = (at: number) => ((at - 1000) / 1000) * crystal;
    let spoken = { contextTime: 0, performanceTime: 0 };
    const context = {
      state: 'running' as const,
      get currentTime() {
        return Math.ceil((played(now) + 0.03) * 375) / 375; // rendered ahead, by quanta of 128 samples
      },
      getOutputTimestamp: () => spoken,
    };
    const speak = (at: number) => {
      spoken = { contextTime: played(at), performanceTime: at };
    };
    speak(now);
    const from = frameToTicks(1001, RATES[0] as Rate);
    const clock = new Clock(context, from, () => now);
    let [worst, last, next, back] = [0, 0, now, false];
    for (const until = now + LONG * 1000; now < until; now += 16.683) {
      // the device speaks every 10 to 90 ms
      for (; next <= now; next += 10 + ((next * 7919) % 80)) speak(next);
      const time = ticksToSeconds(clock.time());
      back ||= time < last;
      last = time;
      const heard = played(now) - clock.due;
      if (heard > 0) worst = Math.max(worst, Math.abs(time - ticksToSeconds(from) - heard));
    }
    expect(worst).toBeLessThan(0.001);
    expect(back).toBe(false);
  }
});

interface Started {
  from: number;
  when: number;
  length: number;
}

const started: Started[] = [];
let contextTime = 0;

class Node {
  gain = param();
  pan = param();
  onended: (() => void) | null = null;
  constructor(
    _context: unknown,
    readonly options: { buffer?: Sound } = {},
  ) {}
  connect = (to: unknown) => to;
  start(when: number, offset: number, length: number) {
    started.push({ from: (this.options.buffer?.given.from ?? 0) + offset, when, length });
    this.onended?.();
  }
  stop() {}
}

const param = () => ({
  setValueAtTime: () => undefined,
  linearRampToValueAtTime: () => undefined,
  setTargetAtTime: () => undefined,
});

vi.mock('../../../frontend/src/engine/sound', async (original) => ({
  ...(await original<object>()),
  expectSound: () => undefined,
  openSound: async () => opened(44_100),
}));

beforeEach(() => {
  contextTime = 0;
  started.length = 0;
  const context = class {
    destination = {};
    createGain = () => new Node(this);
    resume = async () => undefined;
    suspend = async () => undefined;
    get currentTime() {
      return contextTime;
    }
  };
  const stubs = { AudioContext: context, AudioBuffer: Sound, GainNode: Node, AudioBufferSourceNode: Node };
  const others = { ChannelSplitterNode: Node, AnalyserNode: Node, StereoPannerNode: Node };
  for (const [name, value] of Object.entries({ ...stubs, ...others })) vi.stubGlobal(name, value);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test.each(RATES)(
  'each piece of 44.1 kHz sound is put on the clock at its own time, in a project of %i/%i',
  async (...rate) => {
    vi.useFakeTimers();
    const start = frameToTicks(7, rate);
    const clip = clipOf({ start, in: frameToTicks(1001, rate) });
    const track = { id: 'a', kind: 'audio', gain: 1, muted: false, solo: false };
    const mixer = new Mixer();
    mixer.setSource('film', {});
    mixer.prepare({ clips: [clip], tracks: [track] } as unknown as Reading, ticks(0));
    const due = 3.21;
    mixer.release(due);
    for (; contextTime < LONG + 5; contextTime += 0.1) await vi.advanceTimersByTimeAsync(100);
    const offset = due + ticksToSeconds(start) - ticksToSeconds(clip.in);
    const worst = started.reduce((most, { from, when }) => Math.max(most, Math.abs(when - from - offset)), 0);
    expect(worst).toBeLessThan(1e-6);
    const heard = started.reduce((sum, { length }) => sum + length, 0);
    expect(Math.abs(heard - LONG)).toBeLessThan(1e-6);
  },
);

test.each([0.1, 0.37, 1.25, 10, -1, -3])(
  'at %f times sound is where its picture is, from the first minute to the tenth',
  async (speed) => {
    const rate = 1000;
    const EVERY = 5;
    const from = speed < 0 ? LONG * -speed : 0;
    /** loud in every other five seconds of the timeline */
    const isLoud = (at: number) => Math.floor(at / EVERY) % 2 === 1;
    const voice = (second: number) => Math.sin(2 * Math.PI * 90 * second) * (isLoud((second - from) / speed) ? 1 : 0.1);
    const clip = clipOf({ speed, in: secondsToTicks(from) });
    const off: number[] = [];
    let [quiet, whole] = [true, 0];
    for await (const { buffer, at } of piecesOf(clip, opened(rate, voice), 0, LONG)) {
      const samples = buffer.getChannelData(0);
      whole = at + samples.length / rate;
      samples.forEach((sample, i) => {
        const second = at + i / rate;
        if (quiet && Math.abs(sample) > 0.5) {
          off.push(second - EVERY * (2 * Math.round((second / EVERY - 1) / 2) + 1));
          quiet = false;
        } else if (!isLoud(second) && Math.abs((second % EVERY) - EVERY / 2) < 1) quiet = true;
      });
    }
    expect(off).toHaveLength(LONG / EVERY / 2);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean(off.slice(-10)) - mean(off.slice(0, 10)))).toBeLessThan(0.01);
    // a piece of 20 ms of the source may be moved by 10
    expect(Math.max(...off.map(Math.abs))).toBeLessThan(0.035 / Math.min(1, Math.abs(speed)));
    expect(Math.abs(whole - LONG)).toBeLessThan(0.01);
  },
);
