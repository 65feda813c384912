import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';
import { ProjectSocket } from '../../../frontend/src/net/socket';
import type { ServerEvent } from '../../../frontend/src/net/wire';
import { FakeSocket } from './fake-socket';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Answers as the server does: applies what comes, answers sync questions. */
function answer(server: Y.Doc, socket: FakeSocket): void {
  for (const data of socket.sent.splice(0)) {
    if (typeof data === 'string') continue;
    const decoder = decoding.createDecoder(data);
    if (decoding.readVarUint(decoder) !== 0) continue;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 0);
    sync.readSyncMessage(decoder, encoder, server, 'client');
    if (encoding.length(encoder) > 1) socket.say(encoding.toUint8Array(encoder).slice().buffer);
  }
}

/** The server's question on a new connection. */
function ask(server: Y.Doc, socket: FakeSocket): void {
  const question = encoding.createEncoder();
  encoding.writeVarUint(question, 0);
  sync.writeSyncStep1(question, server);
  socket.say(encoding.toUint8Array(question).slice().buffer);
}

function join(readOnly = false, ready?: Promise<void>) {
  const sockets: FakeSocket[] = [];
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const events: ServerEvent[] = [];
  const status = { connected: false, synced: false, saved: true };
  const client = new ProjectSocket({
    url: 'ws://test',
    doc,
    awareness,
    readOnly,
    ready,
    onEvent: (event) => events.push(event),
    onStatus: (now) => Object.assign(status, now),
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
  });
  const close = () => {
    client.close();
    awareness.destroy();
  };
  return { sockets, doc, events, status, close, last: () => sockets.at(-1) as FakeSocket };
}

test('the document of the server arrives, and an edit counts as saved only after the server answered', () => {
  const server = new Y.Doc();
  server.getMap('clips').set('old', 1);
  const { doc, status, last, close } = join();
  last().open();
  ask(server, last());
  answer(server, last());
  expect(doc.getMap('clips').get('old')).toBe(1);
  expect(status).toEqual({ connected: true, synced: true, saved: true });
  doc.getMap('clips').set('new', 2);
  expect(status.saved).toBe(false);
  vi.advanceTimersByTime(300);
  expect(status.saved).toBe(false);
  answer(server, last());
  expect(status.saved).toBe(true);
  expect(server.getMap('clips').get('new')).toBe(2);
  close();
});

test('edits made offline reach the server after the connection is back', () => {
  const server = new Y.Doc();
  const { doc, sockets, status, last, close } = join();
  last().open();
  answer(server, last());
  last().close();
  expect(status.connected).toBe(false);
  doc.getMap('clips').set('offline', 1);
  expect(status.saved).toBe(false);
  vi.advanceTimersByTime(1000);
  expect(sockets).toHaveLength(2);
  last().open();
  ask(server, last());
  answer(server, last());
  expect(server.getMap('clips').get('offline')).toBe(1);
  vi.advanceTimersByTime(300);
  answer(server, last());
  expect(status.saved).toBe(true);
  close();
});

test.each(['before', 'after'])(
  "the copy kept in the browser, read %s the server's question, sends only what the server lacks",
  (order) => {
    const server = new Y.Doc();
    for (let n = 0; n < 1000; n++) server.getMap('clips').set(`c${n}`, 'x'.repeat(100));
    const kept = new Y.Doc();
    Y.applyUpdate(kept, Y.encodeStateAsUpdate(server));
    kept.getMap('clips').set('offline', 1);
    const { doc, status, last, close } = join();
    const read = () => Y.applyUpdate(doc, Y.encodeStateAsUpdate(kept), 'kept');
    last().open();
    if (order === 'before') read();
    ask(server, last());
    if (order === 'after') read();
    const sent = last().sent.reduce((sum, data) => sum + (data as Uint8Array).length, 0);
    expect(sent).toBeLessThan(1000);
    answer(server, last());
    expect(server.getMap('clips').get('offline')).toBe(1);
    vi.advanceTimersByTime(300);
    answer(server, last());
    expect(status.saved).toBe(true);
    close();
  },
);

test('the server is asked for the rest of the document once the copy kept in the browser is read', async () => {
  const server = new Y.Doc();
  for (let n = 0; n < 1000; n++) server.getMap('clips').set(`c${n}`, 'x'.repeat(100));
  let read = () => {};
  const { doc, status, last, close } = join(false, new Promise<void>((done) => (read = done)));
  last().open();
  ask(server, last());
  expect(last().sent.filter((message) => message[0] === 0)).toEqual([]);
  expect(status.saved).toBe(false);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(server), 'kept');
  server.getMap('clips').set('meanwhile', 1);
  doc.getMap('clips').set('offline', 1);
  read();
  await vi.advanceTimersByTimeAsync(0);
  const said: number[] = [];
  const { say } = last();
  last().say = (data) => {
    said.push((data as ArrayBuffer).byteLength);
    say.call(last(), data);
  };
  answer(server, last());
  expect(doc.getMap('clips').get('meanwhile')).toBe(1);
  expect(server.getMap('clips').get('offline')).toBe(1);
  expect(Math.max(...said)).toBeLessThan(1000);
  await vi.advanceTimersByTimeAsync(300);
  answer(server, last());
  expect(status.saved).toBe(true);
  close();
});

test('edits that the server gets in answer to its question count as saved only after it took them', () => {
  const server = new Y.Doc();
  const { doc, status, last, close } = join();
  doc.getMap('clips').set('offline', 1);
  last().open();
  const [question] = last().sent.splice(0);
  ask(server, last());
  const [news] = last().sent.splice(0);
  // the page's own question is answered first
  last().sent.push(question as Uint8Array);
  answer(server, last());
  expect(status.saved).toBe(false);
  vi.advanceTimersByTime(300);
  last().sent.unshift(news as Uint8Array);
  answer(server, last());
  expect(server.getMap('clips').get('offline')).toBe(1);
  expect(status.saved).toBe(true);
  close();
});

test.each([4400, 1009])('what the server refuses by %d is not said again at once', (code) => {
  const { sockets, last, close } = join();
  last().open();
  last().close(code);
  vi.advanceTimersByTime(3000);
  expect(sockets).toHaveLength(1);
  vi.advanceTimersByTime(5000);
  expect(sockets).toHaveLength(2);
  close();
});

test('a viewer sends no change', () => {
  const server = new Y.Doc();
  const { doc, last, close } = join(true);
  last().open();
  answer(server, last());
  doc.getMap('clips').set('mine', 1);
  vi.advanceTimersByTime(1000);
  answer(server, last());
  expect(server.getMap('clips').size).toBe(0);
  close();
});

test('text is events, and what is not understood is let pass', () => {
  const { events, last, close } = join();
  last().open();
  last().say('not json');
  last().say(JSON.stringify({ type: 'error', detail: 'No.' }));
  expect(events).toEqual([{ type: 'error', detail: 'No.' }]);
  close();
});
