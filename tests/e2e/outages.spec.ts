/** The S3 server, Redis and all the rest hang and die in the middle of everything; nobody presses a key to mend it. */
import { expect, type Page, test } from '@playwright/test';
import { Cutter } from './cutter';
import {
  cardOf,
  clickPicture,
  copyClip,
  downloadExport,
  finalFrames,
  judge,
  makeClip,
  makeNoise,
  newProject,
  reload,
  sendingLimit,
  shot,
  startExport,
} from './kit';
import { freePort, pause, Server } from './server';

const MIB = 1 << 20;
const OUTAGE_MS = 10_000;
const SECONDS = 8; // so that neither its masks nor its export are done before a part dies, on a fast machine too
const FRAMES = SECONDS * 30;
const STORAGE = 'The media storage does not answer';
const QUEUE = 'The job queue does not answer';

let server: Server;
let film = '';
test.beforeAll(async () => {
  // addresses of media that run out again and again, as they do in two hours
  server = new Server(await freePort(), { PLAYHEAD_URL_LIFETIME_S: '6' }, 'outages');
  film = makeClip('film.mp4', SECONDS);
  await server.start();
});
test.afterAll(() => server.stop());
test.describe.configure({ timeout: 420_000 }); // three outages of twenty seconds, and a machine that may be busy

type Part = 'seaweedfs' | 'valkey';

/** Stopped as by a stalled disk: connections are taken and nothing answers. */
async function hang(part: Part): Promise<void> {
  const pid = server.pid(part);
  process.kill(pid, 'SIGSTOP');
  await pause(OUTAGE_MS);
  process.kill(pid, 'SIGCONT');
}

/** Killed; and what would start it again at once is held up for as long. */
async function die(part: Part): Promise<void> {
  process.kill(server.pid('up'), 'SIGSTOP');
  process.kill(server.pid(part), 'SIGKILL');
  await pause(OUTAGE_MS);
  process.kill(server.pid('up'), 'SIGCONT');
}

/** The page says what is away while `outage` lasts, and says nothing any more when it is over. */
async function seen(page: Page, sentence: string, outage: Promise<void>, picture?: string): Promise<void> {
  const told = page.getByTestId('outage');
  await expect(told).toContainText(sentence);
  if (picture) await page.screenshot({ path: shot(picture) });
  await outage;
  await expect(told).toBeHidden();
}

test('an upload, a roto and an export go on by themselves after S3 and Redis hung or died', async ({ page }) => {
  await newProject(page, server.url);
  const limit = await sendingLimit(page);
  await limit(4 * MIB);
  const card = cardOf(page, 'long.mp4');
  const parts = page.waitForResponse((answer) => answer.request().method() === 'PUT');
  await page.getByTestId('file-input').setInputFiles([copyClip(film, 'long.mp4', 60)]);
  await card.getByTestId('add-to-timeline').click();
  await parts; // it is on its way
  let outage = die('seaweedfs');
  await limit(MIB); // the rest would take a minute: it lasts longer than the outage
  await expect(card).toContainText('Waiting for the connection');
  await seen(page, STORAGE, outage, 'outage-upload');
  await expect(card).not.toContainText('Waiting for the connection');
  await expect(card).toHaveAttribute('data-state', 'uploading');
  outage = hang('valkey');
  await limit(200 * MIB); // it ends while nothing can be queued
  await seen(page, QUEUE, outage);
  await expect(card).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });

  await page.keyboard.press('Home');
  await page.getByTestId('tool-mask').click();
  await clickPicture(page, 0.5, 0.5);
  await expect.poll(() => finalFrames(page), { timeout: 60_000 }).toBeGreaterThan(2);
  await seen(page, QUEUE, die('valkey'), 'outage-roto');
  const before = await finalFrames(page);
  expect(before).toBeLessThan(FRAMES);
  await expect.poll(() => finalFrames(page), { timeout: 60_000 }).toBeGreaterThan(before);
  await seen(page, STORAGE, hang('seaweedfs'));
  await expect.poll(() => finalFrames(page), { timeout: 180_000 }).toBe(FRAMES);

  // so short a film is soon done: the storage hangs at once, and Redis dies before it is back
  await startExport(page);
  const storage = hang('seaweedfs');
  await expect(page.getByTestId('outage')).toContainText(STORAGE);
  await page.screenshot({ path: shot('outage-export') });
  const queue = die('valkey');
  await expect(page.getByTestId('export-job').first()).not.toHaveAttribute('data-state', 'done');
  await Promise.all([storage, queue]);
  await expect(page.getByTestId('outage')).toBeHidden();
  const cut = judge(await downloadExport(page), '--background', '000000');
  expect(cut.frames).toBe(FRAMES);
  expect(cut.has_sound).toBe(true);
  expect(cut.iou_mean).toBeGreaterThan(0.85);
});

/** Whether a frame from `first` to `last` is not among those. */
function lacks(frames: ReadonlySet<number>, first: number, last: number): boolean {
  for (let frame = first; frame <= last; frame++) if (!frames.has(frame)) return true;
  return false;
}

test('a viewer whose socket is cut in the middle of a mask has every mask in the end, and none twice', async ({
  page,
}) => {
  const cutter = new Cutter(server.port);
  await cutter.listen();
  const masks: string[] = [];
  const chunks: string[] = [];
  let sockets = 0;
  page.on('websocket', (socket) => {
    if (!socket.url().includes('/ws/mattes/')) return;
    sockets++;
    // after the stream's id: a mask's header, which names its matte, frame, revision and state
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload !== 'string') masks.push(payload.toString('hex', 12, 12 + 32));
    });
  });
  page.on('request', (request) => {
    if (request.url().includes('.phm')) chunks.push(new URL(request.url()).pathname);
  });
  await newProject(page, cutter.url);
  await page.getByTestId('file-input').setInputFiles([film]);
  const card = page.getByTestId('asset-card').first();
  await card.getByTestId('add-to-timeline').click();
  await expect(card).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  await page.keyboard.press('Home');
  await page.getByTestId('tool-mask').click();
  await clickPicture(page, 0.5, 0.5);
  for (let cuts = 1; cuts <= 2; cuts++) {
    await cutter.cut();
    await expect.poll(() => sockets).toBeGreaterThan(cuts);
  }
  await expect.poll(() => finalFrames(page), { timeout: 120_000 }).toBe(FRAMES);
  expect(new Set(masks).size).toBe(masks.length);
  // what was cut off may be at rest by the time the page is back: it comes from S3 then, and nothing else does
  const sent = new Set(masks.map((mask) => Buffer.from(mask.slice(56, 64), 'hex').readUInt32LE()));
  const rested = chunks.map((path) => path.slice(path.lastIndexOf('/')).match(/\d{8}/g)?.map(Number) ?? []);
  expect(rested.filter(([, first = 0, last = 0]) => !lacks(sent, first, last))).toEqual([]);
  for (const [, first = 0, last = 0] of rested) for (let frame = first; frame <= last; frame++) sent.add(frame);
  expect(sent.size).toBe(FRAMES);
  await reload(page); // and from S3 alone, or as it was made just now
  await expect.poll(() => finalFrames(page), { timeout: 30_000 }).toBe(FRAMES);
  expect(new Set(chunks).size).toBe(chunks.length);
  cutter.close();
});

test('nothing is lost when the whole process tree is killed in the middle of everything', async ({ page }) => {
  await newProject(page, server.url);
  const files = page.getByTestId('file-input');
  await files.setInputFiles([copyClip(film, 'finished.mp4')]);
  const finished = cardOf(page, 'finished.mp4');
  await finished.getByTestId('add-to-timeline').click();
  await expect(finished).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  const limit = await sendingLimit(page);
  await limit(8 * MIB);
  const arrived = page.waitForResponse((answer) => answer.request().method() === 'PUT');
  const running = cardOf(page, 'running.mp4');
  await files.setInputFiles([copyClip(film, 'running.mp4', 80)]);
  await arrived;
  await limit(MIB); // the rest would take a minute
  await page.keyboard.press('Home');
  await page.getByTestId('tool-mask').click();
  await clickPicture(page, 0.5, 0.5);
  await expect.poll(() => finalFrames(page), { timeout: 60_000 }).toBeGreaterThan(5);
  await startExport(page); // waits for the masks that are missing still
  await expect(page.getByTestId('export-job').first()).toHaveAttribute('data-state', 'running');
  await page.keyboard.press('Escape');
  const prepared = cardOf(page, 'prepared.mp4');
  await files.setInputFiles([copyClip(film, 'prepared.mp4')]);
  await expect(prepared).toHaveAttribute('data-state', 'processing');
  await expect(running).toHaveAttribute('data-state', 'uploading');
  const masks = await finalFrames(page);
  expect(masks).toBeLessThan(FRAMES);

  await server.end('SIGKILL');
  await expect(page.getByTestId('saved')).toHaveAttribute('data-state', 'offline');
  await expect(running).toContainText('Waiting for the connection');
  await page.screenshot({ path: shot('outage-all') });
  await server.start();

  await expect(page.getByTestId('saved')).toHaveAttribute('data-state', 'saved');
  await limit(200 * MIB);
  await expect(running).toHaveAttribute('data-state', 'ready', { timeout: 90_000 });
  await expect(prepared).toHaveAttribute('data-state', 'ready', { timeout: 90_000 });
  await reload(page);
  await expect.poll(() => finalFrames(page), { timeout: 30_000 }).toBeGreaterThanOrEqual(masks);
  await expect(page.getByTestId('clip')).toHaveCount(2);
  await page.getByTestId('export-open').click();
  const cut = judge(await downloadExport(page), '--background', '000000');
  expect(cut.frames).toBe(FRAMES);
  expect(cut.iou_mean).toBeGreaterThan(0.85);
});

test('a film is shown after its addresses have run out', async ({ page }) => {
  await newProject(page, server.url);
  await page.getByTestId('file-input').setInputFiles([makeNoise('noise.mp4', 12)]);
  const card = page.getByTestId('asset-card').first();
  await card.getByTestId('add-to-timeline').click();
  await expect(card).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  await expect(page.getByTestId('saved')).toHaveAttribute('data-state', 'saved');
  const answers: number[] = [];
  page.on('response', (answer) => {
    if (answer.url().includes('/proxy.mp4')) answers.push(answer.status());
  });
  await reload(page); // from here on it is read from S3
  const decoded = () => page.evaluate(() => window.playhead.engine?.stats().decoded ?? 0);
  await expect.poll(decoded).toBeGreaterThan(0);
  const held = await decoded();
  await pause(12_000); // what the page renewed meanwhile has run out too, and is not due again
  answers.length = 0;
  await page.keyboard.press('End');
  await expect.poll(decoded).toBeGreaterThan(held);
  expect(answers).toContain(403);
  expect(answers.at(-1)).toBe(206);
});
