import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MatteSocket } from '../../../frontend/src/net/matte-socket';
import { FakeSocket } from './fake-socket';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A message as the server sends it: a stream id, then a frame without payload. */
function message(ms: bigint, seq: number, frame: number): ArrayBuffer {
  const buffer = new ArrayBuffer(12 + 40);
  const view = new DataView(buffer);
  view.setBigUint64(0, ms, true);
  view.setUint32(8, seq, true);
  new Uint8Array(buffer).set([0x50, 0x48, 0x4d, 0x54, 1, 2, 1, 0], 12);
  view.setUint32(12 + 28, frame, true);
  return buffer;
}

function join() {
  const sockets: FakeSocket[] = [];
  const frames: number[] = [];
  const gaps: number[] = [];
  const client = new MatteSocket({
    url: 'ws://test',
    onFrame: (bytes, header) => {
      expect(bytes.byteLength).toBe(40);
      frames.push(header.frame);
    },
    onState: () => undefined,
    onGap: () => gaps.push(frames.length),
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
  });
  return { client, sockets, frames, gaps, last: () => sockets.at(-1) as FakeSocket };
}

test('after a break it asks for what came after the last frame it has, and says the last hint again', () => {
  const { client, frames, last } = join();
  client.hint({ frame: 4, rate: 30, visible: true });
  last().open();
  expect(last().texts()).toEqual([
    { type: 'hello', after: '' },
    { type: 'hint', frame: 4, rate: 30, visible: true },
  ]);
  last().say(message(1234567890123n, 2, 9));
  expect(frames).toEqual([9]);
  last().close();
  vi.advanceTimersByTime(1000);
  last().open();
  expect(last().texts()[0]).toEqual({ type: 'hello', after: '1234567890123-2' });
  client.close();
});

test('only what the server cannot send any more after a break is asked of the storage', () => {
  const { client, gaps, last } = join();
  last().open();
  last().say(message(1n, 0, 0));
  for (const whole of [true, false]) {
    last().close();
    vi.advanceTimersByTime(1000);
    last().open();
    last().say(JSON.stringify({ type: 'resumed', whole }));
    expect(gaps).toEqual(whole ? [] : [1]);
  }
  client.close();
});

test('frames are acknowledged in groups, the rest after a moment', () => {
  const { client, last } = join();
  last().open();
  for (let i = 0; i < 10; i++) last().say(message(1n, i, i));
  const acks = () =>
    last()
      .texts()
      .filter((t) => t.type === 'ack');
  expect(acks()).toHaveLength(1);
  vi.advanceTimersByTime(200);
  expect(acks()).toHaveLength(2);
  client.close();
});
