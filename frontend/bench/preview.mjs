// The preview's figures on a proxy, one clip and two stacked with a matte. Started by `manage.py bench preview`.
//   node preview.mjs ADDRESS CLIP
import { launch, percentile, place, untilAsset, upload, VIEWPORT } from './chromium.mjs';
import { play, scrub, seekTimes, stack } from './hands.mjs';

const [address, clip] = process.argv.slice(2);
const browser = await launch();
const figures = {};

const page = await browser.newPage({ viewport: VIEWPORT });
await upload(page, address, clip);
await untilAsset(page, ['ready']);
await place(page);
await page.waitForTimeout(1500);

const measure = async (suffix) => {
  const seeks = await seekTimes(page);
  figures[`seek_ms_p50${suffix}`] = percentile(seeks, 50);
  figures[`seek_ms_p95${suffix}`] = percentile(seeks, 95);
  const played = await play(page);
  figures[`play_fps${suffix}`] = played.fps;
  figures[`play_skips${suffix}`] = played.skips;
  figures[`scrub_pictures_per_s${suffix}`] = await scrub(page);
};
await measure('');
await stack(page);
await measure('_stacked');
await browser.close();
console.log(JSON.stringify(figures));
