import { expect, test, vi } from 'vitest';
import { ApiError } from '../../../frontend/src/net/api';
import { PutError, planParts, Upload, type UploadPorts, type UploadProgress } from '../../../frontend/src/net/upload';
import type { Asset } from '../../../frontend/src/net/wire';

const file = new Blob([new Uint8Array(1000)]);

function ports(over: Partial<UploadPorts> = {}): UploadPorts & { sent: string[] } {
  const sent: string[] = [];
  return {
    sent,
    partsDone: async () => ({ done: [], part_size: 300, urls: {} }),
    signParts: async (_, numbers) => ({ urls: Object.fromEntries(numbers.map((n) => [n, `s3://${n}`])) }),
    completeUpload: async () => ({}) as Asset,
    restartUpload: async () => ({}) as Asset,
    put: async (url, part, onLoaded) => {
      onLoaded(part.size);
      sent.push(`${url}:${part.size}`);
    },
    wait: async () => undefined,
    ...over,
  };
}

test('parts cover the file, counted from one', () => {
  expect(planParts(1000, 400)).toEqual([
    { number: 1, start: 0, end: 400 },
    { number: 2, start: 400, end: 800 },
    { number: 3, start: 800, end: 1000 },
  ]);
  expect(() => planParts(10, 0)).toThrow(/part size 0/);
});

test('every part is sent once and progress ends at the whole', async () => {
  const said: UploadProgress[] = [];
  const with_ = ports();
  await new Upload('a', file, (p) => said.push(p), with_).start();
  expect(with_.sent.sort()).toEqual(['s3://1:300', 's3://2:300', 's3://3:300', 's3://4:100']);
  expect(said.at(-1)).toMatchObject({ loaded: 1000, total: 1000, state: 'done' });
});

test('parts that the server has are not sent again', async () => {
  const done = [
    { number: 1, size: 300 },
    { number: 3, size: 299 }, // cut short: sent again
  ];
  const with_ = ports({ partsDone: async () => ({ done, part_size: 300, urls: {} }) });
  await new Upload('a', file, () => undefined, with_).start();
  expect(with_.sent.sort()).toEqual(['s3://2:300', 's3://3:300', 's3://4:100']);
});

test('addresses that come with the list of parts are not asked for, and the others are', async () => {
  const signed: number[][] = [];
  const with_ = ports({
    partsDone: async () => ({ done: [], part_size: 300, urls: { 1: 's3://first', 2: 's3://second' } }),
    signParts: async (_, numbers) => {
      signed.push(numbers);
      return { urls: Object.fromEntries(numbers.map((n) => [n, `s3://${n}`])) };
    },
  });
  await new Upload('a', file, () => undefined, with_).start();
  expect(with_.sent.sort()).toEqual(['s3://3:300', 's3://4:100', 's3://first:300', 's3://second:300']);
  expect(signed.flat()).not.toContain(1);
  expect(signed.flat()).not.toContain(2);
});

test('a part that fails is tried again at a fresh address', async () => {
  let failures = 3;
  const signed: number[][] = [];
  const with_ = ports({
    signParts: async (_, numbers) => {
      signed.push(numbers);
      return { urls: Object.fromEntries(numbers.map((n) => [n, `s3://${n}`])) };
    },
    put: async () => {
      if (failures-- > 0) throw new PutError(failures ? 0 : 403);
    },
  });
  const upload = new Upload('a', file, () => undefined, with_);
  await upload.start();
  expect(upload.state).toBe('done');
  expect(signed.length).toBeGreaterThan(4);
});

test('what cannot succeed fails with its reason and can be gone on with', async () => {
  const said: UploadProgress[] = [];
  let refusing = true;
  const with_ = ports({
    put: async () => {
      if (refusing) throw new PutError(400);
    },
  });
  const upload = new Upload('a', file, (p) => said.push(p), with_);
  await upload.start();
  expect(said.at(-1)).toMatchObject({ state: 'failed', error: expect.stringContaining('refused a part (400)') });
  refusing = false;
  await upload.start();
  expect(upload.state).toBe('done');
});

test('a lost connection is told, waited for, and forgotten when it is back', async () => {
  const said: UploadProgress[] = [];
  let failures = 60;
  const with_ = ports({
    put: async () => {
      if (failures-- > 0) throw new PutError(failures % 2 ? 0 : 503);
    },
  });
  const upload = new Upload('a', file, (p) => said.push(p), with_);
  await upload.start();
  expect(said.some((p) => p.state === 'uploading' && p.error?.startsWith('Waiting for the connection'))).toBe(true);
  expect(said.at(-1)).toEqual({ state: 'done', loaded: 1000, total: 1000, error: undefined });
});

test('a part that is under way again waits for nothing, though its answer is far off', async () => {
  let tries = 0;
  let answer = () => {};
  const with_ = ports({
    partsDone: async () => ({ done: [], part_size: 1000, urls: {} }),
    put: async (_, part, onLoaded) => {
      if (++tries < 4) throw new PutError(0);
      onLoaded(part.size / 10);
      await new Promise<void>((done) => {
        answer = done;
      });
    },
  });
  const upload = new Upload('a', file, () => undefined, with_);
  const started = upload.start();
  await vi.waitFor(() => expect(tries).toBe(4));
  expect(upload.progress).toMatchObject({ state: 'uploading', loaded: 100, error: undefined });
  answer();
  await started;
});

test('silence is told, and told no more when it goes on', async () => {
  vi.useFakeTimers();
  const said: UploadProgress[] = [];
  let answer = () => {};
  const partsDone: UploadPorts['partsDone'] = () =>
    new Promise((done) => {
      answer = () => done({ done: [], part_size: 300, urls: {} });
    });
  const started = new Upload('a', file, (p) => said.push(p), ports({ partsDone })).start();
  await vi.advanceTimersByTimeAsync(6000);
  expect(said.at(-1)?.error).toContain('Waiting for the connection');
  answer();
  await started;
  expect(said.at(-1)).toMatchObject({ state: 'done', error: undefined });
  vi.useRealTimers();
});

test('an address that is refused again and again is a failure', async () => {
  const with_ = ports({ put: () => Promise.reject(new PutError(403)) });
  const upload = new Upload('a', file, () => undefined, with_);
  await upload.start();
  expect(upload.progress).toMatchObject({ state: 'failed', error: expect.stringContaining('403') });
});

test('parts that turn out to be missing are sent again', async () => {
  let here: number[] = [1];
  const with_ = ports({
    partsDone: async () => ({ done: here.map((number) => ({ number, size: 300 })), part_size: 300, urls: {} }),
    completeUpload: async () => {
      if (here.length > 1) return {} as Asset;
      here = [1, 3];
      throw new ApiError(409, '1 of 4 parts has not arrived: send it again.');
    },
  });
  await new Upload('a', file, () => undefined, with_).start();
  expect(with_.sent).toEqual(['s3://2:300', 's3://3:300', 's3://4:100', 's3://2:300', 's3://4:100']);
});

test('an upload that S3 has given up begins again', async () => {
  let given = true;
  const with_ = ports({
    restartUpload: async () => {
      given = false;
      return {} as Asset;
    },
  });
  const put = with_.put;
  with_.put = async (...args) => {
    if (given) throw new PutError(404);
    return put(...args);
  };
  const upload = new Upload('a', file, () => undefined, with_);
  await upload.start();
  expect(upload.state).toBe('done');
  expect(with_.sent).toHaveLength(4);
});

test('a paused upload stops what is under way and goes on later', async () => {
  let hold = true;
  const with_ = ports({
    put: (_url, _part, _onLoaded, signal) =>
      new Promise((resolve, reject) => {
        if (!hold) return resolve();
        signal.addEventListener('abort', () => reject(new DOMException('paused', 'AbortError')));
      }),
  });
  const upload = new Upload('a', file, () => undefined, with_);
  const first = upload.start();
  await vi.waitFor(() => expect(upload.state).toBe('uploading'));
  await new Promise((done) => setTimeout(done, 5));
  upload.pause();
  await first;
  expect(upload.state).toBe('paused');
  hold = false;
  await upload.start();
  expect(upload.state).toBe('done');
});
