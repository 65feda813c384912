// What the editor loads, how its picture follows a hand, what it does at rest, and the timeline at scale: opening 10, 1,000 and 10,000 clips,
// dragging and editing among 10,000. Started by `manage.py bench editor`.
//   node editor.mjs ADDRESS CLIP
import { launch, percentile, place, untilAsset, upload, VIEWPORT } from './chromium.mjs';
import { play, scrub, seekTimes, stack } from './hands.mjs';
import { loads } from './load.mjs';

const [address, clip] = process.argv.slice(2);
const TRACKS = 20;
const DRAG_MS = 5000;
const EDITS = 40;
const OPENINGS = 3;

/** In the page: clips of two seconds side by side on twenty tracks, each from another part of the footage. */
function fill([count, tracks]) {
  const { doc } = window.playhead.stores.project.getState();
  const [asset] = Object.values(window.playhead.stores.assets.getState().assets);
  const Row = doc.getMap('tracks').constructor;
  const second = 705_600_000;
  const put = (map, id, fields) => doc.getMap(map).set(id, new Row(Object.entries(fields)));
  doc.transact(() => {
    for (let n = 0; n < tracks; n++) {
      const video = n < tracks / 2;
      const id = n === 0 ? 'v1' : n === tracks / 2 ? 'a1' : `t${n}`;
      const name = `${video ? 'V' : 'A'}${(n % (tracks / 2)) + 1}`;
      put('tracks', id, { kind: video ? 'video' : 'audio', name, order: `a${n % 10}` });
      for (let k = 0; k < count / tracks; k++)
        put('clips', `c${n}-${k}`, {
          track: id,
          kind: 'media',
          asset: asset.id,
          start: k * 2 * second,
          length: 2 * second,
          in: (k % 8) * second,
        });
    }
  });
}

const browser = await launch();
const page = await browser.newPage({ viewport: VIEWPORT });
const figures = {};
const saved = () =>
  page.waitForFunction(() => window.playhead.stores.project.getState().saved, null, { timeout: 120_000 });

/** A project with the ready clip in it, and `count` clips of it on the timeline. */
async function project(count, tracks) {
  await upload(page, address, clip);
  await untilAsset(page, ['ready']);
  await page.evaluate(fill, [count, tracks]);
  await saved();
}

await upload(page, address, clip);
await untilAsset(page, ['ready']);
await place(page);
Object.assign(figures, await loads(browser, page, address, page.url()));
const seeks = await seekTimes(page);
figures.seek_ms_p50 = percentile(seeks, 50);
figures.seek_ms_p95 = percentile(seeks, 95);
figures.scrub_pictures_per_s = await scrub(page);
await stack(page, 'A title over both');
const played = await play(page);
figures.play_fps = played.fps;
figures.play_skips = played.skips;

// what the page's thread does while nobody does anything; the sound device is let go by then
const tab = await page.context().newCDPSession(page);
await tab.send('Performance.enable');
const busy = async () =>
  (await tab.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value;
await page.waitForTimeout(12_000);
const before = await busy();
await page.waitForTimeout(5000);
figures.idle_ms_per_s = ((await busy()) - before) * 200;

// from the navigation to the frame after the first decoded picture was drawn, with all clips in the document
await page.addInitScript(() => {
  const count = Number(sessionStorage.getItem('clips'));
  window.opened = new Promise((done) => {
    const look = () => {
      const { engine, stores } = window.playhead ?? {};
      const there = engine?.stats().decoded > 0 && stores.project.getState().reading.clips.length >= count;
      if (there) requestAnimationFrame(() => done(performance.now()));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
});
for (const count of [10, 1000, 10_000]) {
  await project(count, Math.min(TRACKS, count));
  await page.evaluate((clips) => sessionStorage.setItem('clips', clips), count);
  const openings = [];
  for (let n = 0; n < OPENINGS; n++) {
    await page.reload();
    openings.push(await page.evaluate(() => window.opened));
  }
  figures[`open_${count}_ms`] = percentile(openings, 50);
}

await page.waitForTimeout(2000);
// a clip in the middle of the window, dragged to and fro
const box = await page.locator('[data-clip="c9-3"]').boundingBox();
const [x, y] = [box.x + box.width / 2, box.y + 12];
await page.mouse.move(x, y);
await page.mouse.down();
await page.mouse.move(x + 8, y);
const frames = page.evaluate(
  (ms) =>
    new Promise((done) => {
      const times = [];
      let last = performance.now();
      const begun = last;
      const look = (now) => {
        times.push(now - last);
        last = now;
        if (now - begun < ms) requestAnimationFrame(look);
        else done(times.slice(2));
      };
      requestAnimationFrame(look);
    }),
  DRAG_MS,
);
const until = Date.now() + DRAG_MS;
for (let n = 0; Date.now() < until; n++) await page.mouse.move(x + 200 * Math.sin(n / 12), y);
figures.drag_10000_ms_p95 = percentile(await frames, 95);
await page.keyboard.press('Escape');
await page.mouse.up();

// from a key to the frame after the one in which its edit is drawn
await page.locator('[data-clip="c9-3"]').click();
const edits = await page.evaluate(async (count) => {
  const times = [];
  for (let n = 0; n < count; n++) {
    const begun = performance.now();
    const key = n % 2 ? 'ArrowLeft' : 'ArrowRight';
    window.dispatchEvent(new KeyboardEvent('keydown', { key, altKey: true, bubbles: true, cancelable: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - begun);
    await new Promise((done) => setTimeout(done, 100));
  }
  return times;
}, EDITS);
figures.edit_10000_ms_p95 = percentile(edits, 95);
const moved = await page.evaluate(() => window.playhead.stores.project.getState().undoable);
if (moved !== 'Nudge') throw new Error(`the edits were not made: ${moved}`);

await browser.close();
console.log(JSON.stringify(figures));
