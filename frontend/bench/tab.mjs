// Memory of the tab while a source of two hours is played at random from end to end. Started by `manage.py bench editor`.
//   node tab.mjs ADDRESS PIECE VAR PYTHON
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, untilAsset, upload, VIEWPORT } from './chromium.mjs';
import { plainTab } from './plain-tab.mjs';

const [address, piece, playheadVar, python] = process.argv.slice(2);
/** the source is divided into so many stretches, which are visited in random order */
const VISITS = Number(process.env.PLAYHEAD_VISITS ?? 120);
const PLAY_MS = 1200;

const browser = await launch();
const devtools = await browser.newBrowserCDPSession();
const page = await browser.newPage({ viewport: VIEWPORT });
const rest = (ms) => new Promise((done) => setTimeout(done, ms));

/** MB of the processes of a kind, pages that several of them share counted once. */
async function memoryOf(kind) {
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  const pss = ({ id }) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))[1]) / 1000;
  return processInfo.filter(({ type }) => type === kind).reduce((sum, process) => sum + pss(process), 0);
}

// what the browser's GPU process has before there is a page is not the tab's
await page.goto('about:blank');
const before = await memoryOf('GPU');
/** The renderer, and what the GPU process has grown by. */
const memory = async () => (await memoryOf('renderer')) + (await memoryOf('GPU')) - before;
/** What is left when what nobody holds any more is gone. */
async function held() {
  await tab.send('HeapProfiler.collectGarbage');
  await rest(1500);
  return memory();
}

await upload(page, address, piece);
await untilAsset(page, ['ready']);
const asset = await page.evaluate(() => Object.keys(window.playhead.stores.assets.getState().assets)[0]);
execFileSync(python, ['-m', 'editor.bench.long_source', asset], {
  cwd: join(import.meta.dirname, '../..'),
  env: { ...process.env, PLAYHEAD_VAR: playheadVar },
  stdio: ['ignore', 'ignore', 'inherit'],
});
await page.reload();
await page.waitForFunction(
  () => Object.values(window.playhead?.stores.assets.getState().assets ?? {})[0]?.duration > 7000 * 705_600_000,
);
await page.getByTestId('add-to-timeline').first().click();
await page.getByTestId('clip').first().waitFor();
await page.waitForTimeout(2000);
const [project, cookies] = [page.url(), await page.context().cookies()];
await page.context().close();
const tab = await plainTab(browser, project, cookies);
for (let tries = 0; !(await tab.evaluate(() => window.playhead?.engine?.stats().decoded > 0)); tries++) {
  if (tries > 600) throw new Error('the project showed no picture in a minute');
  await rest(100);
}
await rest(2000);
const figures = { tab_begin_mb: await held() };

const places = Array.from({ length: VISITS }, (_, n) => (n + Math.random()) / VISITS);
for (let n = places.length - 1; n > 0; n--) {
  const other = Math.floor(Math.random() * (n + 1));
  [places[n], places[other]] = [places[other], places[n]];
}
let peak = 0;
for (const [n, share] of places.entries()) {
  // seen on the timeline as well as in the picture: every third place by hand, from there through a minute
  await tab.evaluate(
    async ([share, ms, scrubs]) => {
      const { engine, stores } = window.playhead;
      const { end } = stores.playback.getState();
      const from = Math.floor(share * 0.98 * end);
      engine.seek(from);
      for (let step = 0; scrubs && step < 30; step++) {
        await new Promise((done) => setTimeout(done, 30));
        engine.seek(from + step * 2 * 705_600_000);
      }
      engine.play();
      await new Promise((done) => setTimeout(done, ms));
      engine.pause();
    },
    [share, PLAY_MS, n % 3 === 0],
  );
  peak = Math.max(peak, await memory());
  if (n === places.length >> 1) figures.tab_middle_mb = await held();
}
figures.tab_mb = await memory();
figures.tab_peak_mb = peak;
const end = await held();
figures.tab_growth_mb = end - figures.tab_middle_mb;
const { openFrames, heldFrames } = await tab.evaluate(() => window.playhead.engine.stats());
Object.assign(figures, { tab_open_frames: openFrames, tab_held_frames: heldFrames });
await browser.close();
console.log(JSON.stringify(figures));
