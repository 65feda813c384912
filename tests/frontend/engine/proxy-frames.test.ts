/** The decoder's place in a proxy, on a decoder that obeys the rules of WebCodecs and counts. */
import type { EncodedPacket } from 'mediabunny';
import { beforeEach, expect, test, vi } from 'vitest';
import { type Packets, ProxyFrames } from '@/engine/proxy-frames';
import type { Counter } from '@/engine/shelf';
import { Random } from '../model/random';

const RATE = 25;
const GROUP = 15;
const COUNT = 120;
const SIZE = { codedWidth: 960, codedHeight: 540 };

interface Chunk {
  frame: number;
  type: 'key' | 'delta';
}

/** Decodes a picture a turn of the loop. `keeps`: pictures that it holds back until more packets come. */
class CountingDecoder {
  static decoded: number[] = [];
  static open = 0;
  static keeps = 0;
  state = 'unconfigured';
  #queue: number[] = [];
  #next: number | null = null;

  constructor(private readonly on: { output: (frame: unknown) => void; error: (error: Error) => void }) {}
  configure(): void {
    this.state = 'configured';
  }
  decode({ frame, type }: Chunk): void {
    if (type === 'delta' && frame !== this.#next) throw new Error(`${frame} does not follow ${this.#next}`);
    this.#next = frame + 1;
    CountingDecoder.decoded.push(frame);
    this.#queue.push(frame);
    setImmediate(() => this.#give(CountingDecoder.keeps));
  }
  async flush(): Promise<void> {
    this.#next = null;
    this.#give(0);
  }
  close(): void {
    this.state = 'closed';
    this.#queue = [];
  }
  #give(keeps: number): void {
    while (this.#queue.length > keeps) this.on.output(picture(this.#queue.shift() as number));
  }
}

function picture(frame: number): object {
  CountingDecoder.open++;
  return {
    ...SIZE,
    timestamp: Math.trunc((frame / RATE) * 1e6),
    duration: 1e6 / RATE,
    clone: () => picture(frame),
    close: () => {
      CountingDecoder.open--;
    },
  };
}

const packet = (frame: number): EncodedPacket | null =>
  frame >= 0 && frame < COUNT
    ? ({
        timestamp: frame / RATE,
        sequenceNumber: frame * 7,
        toEncodedVideoChunk: (): Chunk => ({ frame, type: frame % GROUP ? 'delta' : 'key' }),
      } as unknown as EncodedPacket)
    : null;
const frameIn = (seconds: number) => Math.min(COUNT - 1, Math.floor(seconds * RATE + 1e-6));
const packets: Packets = {
  getPacket: async (seconds) => packet(frameIn(seconds)),
  getKeyPacket: async (seconds) => packet(frameIn(seconds) - (frameIn(seconds) % GROUP)),
  getNextPacket: async ({ sequenceNumber }) => packet(sequenceNumber / 7 + 1),
};

let counter: Counter;
const make = (most = 24) => new ProxyFrames(packets, {} as VideoDecoderConfig, 0, most, counter);
const middle = (frame: number) => (frame + 0.5) / RATE;
const always = () => true;

beforeEach(() => {
  Object.assign(CountingDecoder, { decoded: [], open: 0, keeps: 0 });
  counter = { open: 0, bytes: 0, prefetched: 0, prefetchHits: 0 };
  vi.stubGlobal('VideoDecoder', CountingDecoder);
});

/** Which picture is given for a frame's time; it is closed. */
async function ask(frames: ProxyFrames, frame: number, pace = 0): Promise<number | null> {
  const shot = await frames.at(middle(frame), pace);
  if (!shot) return null;
  counter.open--;
  shot.frame.close();
  return Math.round(shot.seconds * RATE);
}

/** A hand goes through `places`, and there is time for what comes next; packets decoded while it waited, at each. */
async function draw(frames: ProxyFrames, places: number[], pace: number): Promise<number[]> {
  const waited: number[] = [];
  for (const place of places) {
    const before = CountingDecoder.decoded.length;
    expect(await ask(frames, place, pace)).toBe(place);
    waited.push(CountingDecoder.decoded.length - before);
    await frames.foresee(always);
  }
  return waited;
}

const down = (from: number, to: number, by = 1) =>
  Array.from({ length: Math.floor((from - to) / by) + 1 }, (_, n) => from - n * by);

test('a hand that is drawn on finds each picture decoded, but for the first', async () => {
  const waited = await draw(make(), down(80, 20).reverse(), 1);
  expect(waited.slice(1)).toEqual(waited.slice(1).map(() => 0));
  expect(counter.prefetchHits).toBe(60);
});

test('a hand that is drawn back finds each picture decoded across key frames, and none is decoded twice', async () => {
  const waited = await draw(make(), down(80, 0), -1);
  expect(waited.slice(1)).toEqual(waited.slice(1).map(() => 0));
  expect(CountingDecoder.decoded.length).toBeLessThanOrEqual(80 + GROUP);
  expect(counter.prefetchHits).toBeGreaterThan(60);
});

test('a hand that leaves out pictures on its way back finds those that it comes to', async () => {
  const waited = await draw(make(), down(110, 5, 4), -4);
  expect(waited.slice(1)).toEqual(waited.slice(1).map(() => 0));
});

test('a turn drops what lay ahead, and what was passed is still there', async () => {
  const frames = make();
  await draw(frames, down(60, 50), -1);
  const before = CountingDecoder.decoded.length;
  expect(await ask(frames, 51, 1)).toBe(51);
  expect(CountingDecoder.decoded.length).toBe(before);
  expect((await draw(frames, [52, 53, 54, 55, 56, 57, 58, 59, 60], 1)).every((count) => count === 0)).toBe(true);
  await frames.foresee(always);
  expect(Math.max(...CountingDecoder.decoded)).toBeGreaterThan(60);
});

test('nothing is decoded ahead of a single picture, nor once a wish waits', async () => {
  const frames = make();
  await ask(frames, 30);
  const before = CountingDecoder.decoded.length;
  await frames.foresee(always);
  await ask(frames, 30, -1);
  await frames.foresee(() => false);
  expect(CountingDecoder.decoded.length).toBe(before);
  expect(counter.prefetched).toBe(0);
});

test('a wish that comes while a group is decoded ahead waits for a few pictures of it at most', async () => {
  const frames = make();
  await ask(frames, 62, -1);
  const before = CountingDecoder.decoded.length;
  let left = 3;
  await frames.foresee(() => left-- > 0);
  expect(CountingDecoder.decoded.length - before).toBeGreaterThan(0);
  expect(CountingDecoder.decoded.length - before).toBeLessThanOrEqual(4);
});

test('a wish does not wait for a picture that the decoder holds back', async () => {
  const frames = make();
  await ask(frames, 30, 1);
  CountingDecoder.keeps = 2;
  let waits = false;
  vi.useFakeTimers({ toFake: ['setTimeout'] }); // its patience never ends
  const foreseen = frames.foresee(() => !waits);
  await new Promise((done) => setImmediate(done));
  waits = true;
  frames.nudge();
  await foreseen;
  vi.useRealTimers();
});

test('a decoder with few pictures to lend never has more out, whichever way it goes', async () => {
  const frames = make(2);
  await draw(frames, down(40, 20), -1);
  expect(counter.open).toBeLessThanOrEqual(3);
  await draw(frames, down(40, 20).reverse(), 1);
  expect(counter.open).toBeLessThanOrEqual(3);
});

test('going on gives every picture once and in order, from wherever the decoder was', async () => {
  const frames = make();
  await draw(frames, down(50, 44), -1);
  const seen: number[] = [];
  for await (const shot of frames.from(middle(40))) {
    counter.open--;
    shot.frame.close();
    seen.push(Math.round(shot.seconds * RATE));
  }
  expect(seen).toEqual(down(COUNT - 1, 40).reverse());
});

test('after any walk each picture was the one asked for, the budget was kept and every frame is closed', async () => {
  for (let seed = 1; seed <= 16; seed++) {
    const random = new Random(seed);
    // one that holds pictures back costs a moment of patience each
    CountingDecoder.keeps = seed % 8 ? 0 : 2;
    const shelves = [make(), make(), make(), make()];
    let at = random.int(0, COUNT - 1);
    for (let step = 0; step < (seed % 8 ? 50 : 8); step++) {
      const frames = shelves[random.int(0, 3)] as ProxyFrames;
      const pace = random.chance(0.2) ? 0 : (random.next() - 0.5) * 10;
      at = random.chance(0.1) ? random.int(0, COUNT - 1) : at + Math.sign(pace) * random.int(0, 9);
      at = Math.max(0, Math.min(COUNT - 1, at));
      if (random.chance(0.1)) {
        let expected = at;
        for await (const shot of frames.from(middle(at))) {
          counter.open--;
          shot.frame.close();
          expect([seed, Math.round(shot.seconds * RATE)]).toEqual([seed, expected++]);
          if (expected - at > 5) break;
        }
      } else expect([seed, await ask(frames, at, pace)]).toEqual([seed, at]);
      let patience = random.int(0, 30);
      await frames.foresee(() => patience-- > 0);
      expect(counter.bytes).toBeLessThanOrEqual((64 << 20) + 4 * 3 * SIZE.codedWidth * SIZE.codedHeight * 1.5);
    }
    for (const frames of shelves) frames.close();
    expect(counter).toMatchObject({ open: 0, bytes: 0 });
    expect(CountingDecoder.open).toBe(0);
  }
}, 60_000);
