import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Address } from '../../../frontend/src/engine/address';

/** A storage that takes addresses signed `good` and answers `status` to those. */
let server: Server;
let good = 'a';
let status = 206;
let asked: string[] = [];
let headers: Record<string, string> = {};
const at = (signature: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/film.mp4?${signature}`;

beforeEach(async () => {
  [good, status, asked, headers] = ['a', 206, [], {}];
  server = createServer((request, response) => {
    asked.push(`${request.url?.split('?')[1]} ${request.headers.range}`);
    response.statusCode = request.url?.endsWith(good) ? status : 403;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.end('film');
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
});
afterEach(() => new Promise<void>((down) => void server.close(() => down())));

test('an address that ran out is renewed and the same bytes are asked for again', async () => {
  const address = new Address(at('old'), () => address.renew(at('a')));
  const [one, two] = await Promise.all(
    ['bytes=0-3', 'bytes=4-7'].map((Range) => address.fetch(at('old'), { headers: { Range } })),
  );
  expect([one?.status, two?.status, await one?.text()]).toEqual([206, 206, 'film']);
  expect(asked.sort()).toEqual(['a bytes=0-3', 'a bytes=4-7', 'old bytes=0-3', 'old bytes=4-7']);
});

test('many who find it run out ask for one renewal', async () => {
  let asking = 0;
  const address = new Address(at('old'), () => {
    asking++;
    setTimeout(() => address.renew(at('a')), 50);
  });
  await Promise.all([1, 2, 3].map(() => address.fetch()));
  expect(asking).toBe(1);
});

test('the newest address is taken, whatever address is asked for', async () => {
  const address = new Address(at('old'), () => undefined);
  address.renew(at('a'));
  expect((await address.fetch(at('old'))).status).toBe(206);
  expect(asked).toHaveLength(1);
});

test('what is refused with fresh addresses too is an answer', async () => {
  const address = new Address(at('wrong'), () => address.renew(at('wrong')));
  expect((await address.fetch()).status).toBe(403);
}, 20_000);

test("once the storage told a file's length, no more than a megabyte of it is asked for at once", async () => {
  const address = new Address(at('a'), () => undefined);
  const ask = (Range: string) => address.fetch(undefined, { headers: { Range } });
  await ask('bytes=0-');
  await ask('bytes=5-');
  headers = { 'Content-Range': 'bytes 5-8/9000000' };
  await ask('bytes=5-');
  await ask('bytes=7-');
  await ask('bytes=7-20');
  await address.fetch();
  const ranges = asked.map((line) => line.split(' ')[1]);
  expect(ranges).toEqual(['bytes=0-', 'bytes=5-', 'bytes=5-', 'bytes=7-1048582', 'bytes=7-20', 'undefined']);
});

test('a storage that fails is waited for', async () => {
  status = 503;
  setTimeout(() => (status = 206), 300);
  const address = new Address(at('a'), () => undefined);
  expect((await address.fetch()).status).toBe(206);
});

test('nothing is waited for once nobody wants it', async () => {
  const abort = new AbortController();
  const address = new Address(at('old'), () => abort.abort());
  await expect(address.fetch(undefined, { signal: abort.signal })).rejects.toThrow();
});
