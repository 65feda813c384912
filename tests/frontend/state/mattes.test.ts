import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Matte } from '../../../frontend/src/net/wire';
import { MATTE, matteFrame } from '../engine/matte-frames';
import { FakeSocket } from '../net/fake-socket';

vi.mock('../../../frontend/src/engine/engine', () => ({ createEngine: () => ({}) })); // needs a real page
const { closeMattes, loadAllChunks, mergeMatte, sendHints, useMattes, withoutStale } = await import(
  '../../../frontend/src/state/mattes'
);
const { useAssets } = await import('../../../frontend/src/state/assets');
const { useProject } = await import('../../../frontend/src/state/project');

const FRAMES = 6;
const SPANS = [
  [0, 2],
  [3, 5],
] as const;
let socket: FakeSocket;
let fetched: string[];

beforeEach(() => {
  vi.stubGlobal('location', { protocol: 'http:', host: 'test' });
  vi.stubGlobal('document', { visibilityState: 'visible' });
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => draw());
  vi.stubGlobal(
    'WebSocket',
    class extends FakeSocket {
      constructor() {
        super();
        socket = this;
      }
    },
  );
  fetched = [];
  vi.stubGlobal('fetch', async (url: string) => {
    if (url.endsWith('/chunks'))
      return Response.json(SPANS.map(([start, end]) => ({ start, end, revision: 1, url: `s3:${start}` })));
    fetched.push(url);
    const [start, end] = SPANS.find(([first]) => url === `s3:${first}`) ?? [0, -1];
    const frames = Array.from({ length: end - start + 1 }, (_, n) => new Uint8Array(matteFrame(start + n)));
    return new Response(await new Blob(frames).arrayBuffer());
  });
  useAssets.setState({ assets: { a: { id: 'a', frame_count: FRAMES, rate: [24, 1] } as never } });
});
afterEach(() => {
  closeMattes();
  vi.unstubAllGlobals();
});

function join(part: Partial<Matte> = {}): void {
  mergeMatte({
    ...{ id: MATTE, asset: 'a', name: 'Disc', colour: '#ffffff', revision: 1, prompts: [] },
    ...{ invalidations: [], error: '', ...part },
  });
  socket.open();
}

const states = () => [...(useMattes.getState().mattes[MATTE]?.states ?? [])];

/** A frame as the socket brings it. */
function say(frame: number): void {
  const bytes = matteFrame(frame);
  const message = new Uint8Array(12 + bytes.byteLength);
  message.set(new Uint8Array(bytes), 12);
  socket.say(message.buffer);
}

test('a correction clears what the machine made before it, in its range alone', () => {
  const states = Uint8Array.from([2, 2, 2, 1, 0]);
  const revisions = Uint32Array.from([1, 1, 2, 1, 0]);
  const cleared = withoutStale(states, revisions, { invalidations: [{ revision: 2, start: 1, end: 4 }] });
  expect([...cleared]).toEqual([2, 0, 2, 0, 0]);
});

test('a frame that the prompt itself redrew stays, since it was made at the new revision', () => {
  const cleared = withoutStale(Uint8Array.from([3, 3]), Uint32Array.from([4, 5]), {
    invalidations: [{ revision: 5, start: 0, end: 1 }],
  });
  expect([...cleared]).toEqual([0, 3]);
});

test('what the page has is not fetched again after a break, whichever way it came', async () => {
  join();
  for (const frame of [3, 4, 5]) say(frame);
  await vi.waitFor(() => expect(states()).toEqual(Array(FRAMES).fill(2)));
  await loadAllChunks();
  expect(fetched).toEqual(['s3:0']);
});

test('after a break that the server cannot bridge only what is missing comes from the storage', async () => {
  join();
  await vi.waitFor(() => expect(states()).toEqual(Array(FRAMES).fill(2)));
  mergeMatte({ ...(useMattes.getState().mattes[MATTE] as Matte), revision: 1 });
  useMattes.setState(({ mattes }) => {
    const view = mattes[MATTE];
    view?.states.fill(0, 3);
    return { mattes };
  });
  fetched = [];
  socket.say(JSON.stringify({ type: 'resumed', whole: true }));
  socket.say(JSON.stringify({ type: 'resumed', whole: false }));
  await vi.waitFor(() => expect(states()).toEqual(Array(FRAMES).fill(2)));
  expect(fetched).toEqual(['s3:3']);
});

test('a tab in the background has no claim to be served', () => {
  const clip = { id: 'c', start: 0, length: 705_600_000, in: 0, speed: 1, matte: { id: MATTE } };
  useProject.setState({ reading: { settings: { rate: [30, 1] }, clips: [clip] } as never });
  join();
  const seen = () =>
    socket
      .texts()
      .filter((text) => text.type === 'hint')
      .map((hint) => hint.visible);
  sendHints();
  vi.stubGlobal('document', { visibilityState: 'hidden' });
  sendHints();
  sendHints();
  vi.stubGlobal('document', { visibilityState: 'visible' });
  sendHints();
  expect(seen()).toEqual([true, false, true]);
});
