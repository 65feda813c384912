// What a killed worker costs: how many masks are made again, and how long none comes. One viewer on one matte.
//   node killed.mjs ADDRESS CLIP VAR
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, percentile, place, untilAsset, upload, VIEWPORT } from './chromium.mjs';

const [address, clip, folder] = process.argv.slice(2);
const KILLS = 3;
const APART = 60; // masks between two kills

/** In the page, before its own scripts: every mask that comes, by what it is. */
function watch() {
  const race = { seen: new Set(), again: 0 };
  window.race = race;
  const note = ({ data }) => {
    if (!(data instanceof ArrayBuffer)) return;
    const view = new DataView(data, 12);
    const name = [view.getUint32(28, true), view.getUint32(24, true), view.getUint8(5)].join(' ');
    if (race.seen.has(name)) race.again++;
    race.seen.add(name);
  };
  window.WebSocket = class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols);
      if (String(url).includes('/ws/mattes/')) this.addEventListener('message', note);
    }
  };
}

const browser = await launch();
const page = await (await browser.newContext({ viewport: VIEWPORT })).newPage();
await page.addInitScript(watch);
await upload(page, address, clip);
await untilAsset(page, ['ready']);
await place(page);
await page.keyboard.press('Home');
await page.getByTestId('tool-mask').click();
const box = await page.getByTestId('preview-canvas').boundingBox();
await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);

const beyond = (count) => page.waitForFunction((least) => window.race.seen.size > least, count, { timeout: 120_000 });
const seen = () => page.evaluate(() => ({ made: window.race.seen.size, again: window.race.again }));
const lost = [];
const waits = [];
for (let kill = 0; kill < KILLS; kill++) {
  const before = await seen();
  await beyond(before.made + APART);
  process.kill(JSON.parse(readFileSync(join(folder, 'processes.json'), 'utf8')).gpu, 'SIGKILL');
  await page.waitForTimeout(500); // what was under way has come
  const killed = performance.now() - 500;
  const { made } = await seen();
  await beyond(made);
  waits.push((performance.now() - killed) / 1000);
  await beyond(made + 20);
  lost.push((await seen()).again - before.again);
}
await browser.close();
console.log(
  JSON.stringify({
    killed_lost_masks_p50: percentile(lost, 50),
    killed_lost_masks_max: Math.max(...lost),
    killed_to_mask_s_p50: percentile(waits, 50),
  }),
);
