// Drives a running Playhead in Chromium and prints one JSON object of figures. Started by `manage.py bench`.
//   node measure.mjs ADDRESS CLIP LARGE
import { statSync } from 'node:fs';
import { launch, percentile, place, untilAsset, upload, VIEWPORT } from './chromium.mjs';
import { play, seekTimes } from './hands.mjs';

const [address, clip, large] = process.argv.slice(2);
const CLICKS = 12;

const browser = await launch();
const page = await browser.newPage({ viewport: VIEWPORT });
const figures = {};

// upload and ingest
await upload(page, address, clip);
const uploaded = (await untilAsset(page, ['processing', 'ready', 'failed'])) / 1000;
figures.upload_mb_s = statSync(clip).size / 1e6 / uploaded;
figures.ready_s = (await untilAsset(page, ['ready'])) / 1000;
await place(page);

const seeks = await seekTimes(page);
figures.seek_ms_p50 = percentile(seeks, 50);
figures.seek_ms_p95 = percentile(seeks, 95);
const played = await play(page);
figures.play_fps = played.fps;
figures.play_skips = played.skips;

// export of the whole clip, asked for as a person would
await page.getByTestId('export-open').click();
const asked = Date.now();
await page.getByTestId('export-start').click();
await page.getByTestId('export-download').first().waitFor({ timeout: 600_000 });
figures.export_s = (Date.now() - asked) / 1000;
await page.keyboard.press('Escape');

// clicks: from the pointer event to the frame after the mask of that frame arrived
await page.getByTestId('tool-mask').click();
await page.evaluate(() => {
  window.pressed = 0;
  document.addEventListener(
    'pointerdown',
    () => {
      window.pressed = performance.now();
    },
    true,
  );
});
const clicks = [];
const masked = () =>
  page.evaluate(() =>
    Object.values(window.playhead.stores.mattes.getState().mattes).reduce(
      (sum, matte) => sum + [...matte.states].filter((state) => state >= 2).length,
      0,
    ),
  );
for (let n = 0; n < CLICKS; n++) {
  await page.evaluate(
    (at) => {
      const { engine, stores } = window.playhead;
      const length = Math.max(...stores.project.getState().reading.clips.map((clip) => clip.start + clip.length));
      engine.seek(Math.floor(length * at));
    },
    (n + 0.5) / CLICKS,
  );
  await page.waitForTimeout(700);
  const arrived = page.evaluate(
    () =>
      new Promise((done) => {
        const human = () =>
          Object.values(window.playhead.stores.mattes.getState().mattes).reduce(
            (sum, matte) => sum + [...matte.states].filter((state) => state === 3).length,
            0,
          );
        const had = human();
        const begun = performance.now();
        const look = () => {
          if (human() > had) requestAnimationFrame(() => done(performance.now() - window.pressed));
          else if (performance.now() - begun > 20_000) done(null);
          else setTimeout(look, 2);
        };
        look();
      }),
  );
  const box = await page.getByTestId('preview-canvas').boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const took = await arrived;
  if (took !== null) clicks.push(took);
}
figures.click_to_mask_ms_p50 = percentile(clicks, 50);
figures.click_to_mask_ms_p95 = percentile(clicks, 95);
figures.clicks_answered = clicks.length;

// throughput: masks that arrive in ten seconds of undisturbed work
const had = await masked();
const from = Date.now();
await page.waitForTimeout(10_000);
figures.mattes_per_s = ((await masked()) - had) / ((Date.now() - from) / 1000);

// a large file, in a project of its own
await upload(page, address, large);
figures.upload_large_mb_s = statSync(large).size / 1e3 / (await untilAsset(page, ['processing', 'ready', 'failed']));

await browser.close();
console.log(JSON.stringify(figures));
