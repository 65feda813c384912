import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { cardOf, exportAndDownload, folder, newProject } from './kit';
import { python } from './server';

const tool = join(import.meta.dirname, 'numbered.py');
/** Of the project is the first one's rate. Matroska's clock is as coarse as a millisecond. */
const FILMS = {
  'p30.mp4': '30',
  'p23976.mp4': '24000/1001',
  'p24.mp4': '24',
  'p25.mp4': '25',
  'p2997.mkv': '30000/1001',
  'p50.mp4': '50',
  'p5994.mp4': '60000/1001',
  'p60.mp4': '60',
  'variable.mp4': 'variable',
};
const SECONDS = 0.8;
const TICKS = 705_600_000;

function makeFilm(name: string, rate: string): string {
  const path = join(folder, name);
  const [num, den] = rate === 'variable' ? [26, 1] : rate.split('/').map(Number);
  const frames = Math.round((SECONDS * (num as number)) / (den ?? 1));
  execFileSync(python, [tool, 'make', path, '--rate', rate, '--frames', String(frames)]);
  return path;
}

/** The number in the pixels that the preview shows, at each of `times` (ticks), once it has settled there. */
async function shownAt(page: Page, times: number[]): Promise<number[]> {
  return page.evaluate(async (wanted) => {
    const { engine } = window.playhead;
    if (!engine) throw new Error('there is no preview');
    const numbers: number[] = [];
    for (const time of wanted) {
      engine.seek(time as Parameters<typeof engine.seek>[0]);
      const since = performance.now();
      while (!engine.stats().settled) {
        if (performance.now() - since > 10_000) throw new Error(`the picture of tick ${time} did not come`);
        await new Promise((done) => setTimeout(done, 2));
      }
      const picture = engine.pixels();
      if (!picture) throw new Error('there is no document');
      const { data, width, height } = picture;
      let number = 0;
      for (let bit = 0; bit < 10; bit++) {
        const x = Math.round(((bit + 0.5) * width) / 10);
        number = number * 2 + ((data[((height >> 1) * width + x) * 4] ?? 0) > 127 ? 1 : 0);
      }
      numbers.push(number);
    }
    return numbers;
  }, times);
}

const engineStats = (page: Page) =>
  page.evaluate(() => {
    const stats = window.playhead.engine?.stats();
    if (!stats) throw new Error('there is no preview');
    return stats;
  });

const shuffled = (values: number[]): number[] => values.map((_, index) => values[(index * 37) % values.length] ?? 0);

test('the frame the preview shows is the frame the export takes, at any rate', async ({ page }) => {
  await newProject(page);
  await page.getByTestId('file-input').setInputFiles(Object.entries(FILMS).map(([name, rate]) => makeFilm(name, rate)));
  for (const name of Object.keys(FILMS)) {
    await expect(cardOf(page, name)).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
    await page.keyboard.press('End');
    await cardOf(page, name).getByTestId('add-to-timeline').click();
  }
  await expect(page.getByTestId('clip')).toHaveCount(Object.keys(FILMS).length);
  const { rate, end } = await page.evaluate(() => {
    const { reading } = window.playhead.stores.project.getState();
    return { rate: reading.settings.rate, end: window.playhead.stores.playback.getState().end };
  });
  expect(rate).toEqual([30, 1]);
  const frameTicks = TICKS / 30;
  const times = Array.from({ length: Math.floor(end / frameTicks) }, (_, frame) => frame * frameTicks);

  const exported = JSON.parse(execFileSync(python, [tool, 'read', await exportAndDownload(page)]).toString());
  expect(exported.length).toBeGreaterThanOrEqual(times.length);
  expect(new Set(exported).size).toBeGreaterThan(20);
  await page.keyboard.press('Escape');

  expect(await shownAt(page, times)).toEqual(exported.slice(0, times.length));
  // a hand that draws the playhead back, over cuts and key frames, finds what was decoded ahead of it
  const back = times.slice(0, 40).reverse();
  const found = (await engineStats(page)).prefetchHits;
  expect(await shownAt(page, back)).toEqual(back.map((time) => exported[time / frameTicks]));
  await expect.poll(async () => (await engineStats(page)).prefetchHits).toBeGreaterThan(found);
  const mixed = shuffled(times);
  expect(await shownAt(page, mixed)).toEqual(mixed.map((time) => exported[time / frameTicks]));

  // a stretch of play opens decoders ahead of each cut
  await page.keyboard.press('Home');
  const canvas = page.getByTestId('preview-canvas');
  const width = await canvas.getAttribute('width');
  await page.getByTestId('play').click();
  await page.waitForFunction((at) => (window.playhead.engine?.time() ?? 0) > at, 3 * SECONDS * TICKS);
  await page.getByTestId('play').click();
  // whatever it took to keep up, a picture that stands has all of its pixels
  await expect(canvas).toHaveAttribute('width', width ?? '');
  expect((await engineStats(page)).share).toBe(1);
  const open = (await engineStats(page)).openFrames;
  expect(open).toBeGreaterThan(0);
  expect(open).toBeLessThanOrEqual(8); // the picture shown and those of clips left a moment ago
  await page.evaluate(() => {
    const { engine, stores } = window.playhead;
    engine?.setReading({ ...stores.project.getState().reading, clips: [] });
    engine?.setSources(new Map());
  });
  await expect.poll(() => engineStats(page)).toMatchObject({ openFrames: 0, heldFrames: 0, openSources: 0 });
});
