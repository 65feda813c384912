import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import {
  accessible,
  cardOf,
  clickPicture,
  exportAndDownload,
  finalFrames,
  folder,
  judge,
  makeClip,
  newProject,
  reload,
  shot,
} from './kit';
import { python, root } from './server';

/** A green picture to put under the cut, made in the page's own words: a PNG of one colour. */
function makeGreen(): string {
  const path = join(folder, 'green.png');
  execFileSync(python, ['-c', `from PIL import Image; Image.new("RGB", (640, 360), (0, 255, 0)).save(r"${path}")`]);
  return path;
}

test('drop, click, replace the background, export, share', async ({ page, browser }) => {
  const clip = makeClip('disc.mp4', 3);
  await page.goto('/');
  await expect(page.getByTestId('open-sample')).toBeVisible();
  await accessible(page);

  // the editor's code does not come at first: that is said, and it comes with a reload
  await page.route('**/assets/work-*.js', (route) => route.abort());
  await page.getByTestId('new-project').click();
  await expect(page.getByTestId('not-loaded')).toContainText('did not load');
  await page.unroute('**/assets/work-*.js');
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByTestId('preview-canvas')).toBeVisible();

  await page.getByTestId('file-input').setInputFiles([clip]);
  const card = cardOf(page, 'disc.mp4');
  const steps = page.getByTestId('first-steps');
  await expect(steps).toContainText('Step 1 of 4');
  await card.getByTestId('add-to-timeline').click();
  await expect(page.getByTestId('clip')).toHaveCount(2); // the film and its sound
  await expect(steps).toContainText('Step 2 of 4');
  await expect(card).toHaveAttribute('data-state', 'ready', { timeout: 90_000 });
  await page.keyboard.press('Home');
  // a page at rest paints nothing for ever
  const endless = () => document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations === Infinity);
  await expect.poll(() => page.evaluate(endless)).toEqual([]);

  await page.getByTestId('tool-mask').click();
  await clickPicture(page, 0.5, 0.5);
  await expect(page.getByTestId('matte-strip').first()).toBeVisible();
  await expect.poll(() => finalFrames(page), { timeout: 90_000 }).toBeGreaterThanOrEqual(90);

  // the picture goes under the object for as long as that is there
  await page.getByTestId('file-input').setInputFiles([makeGreen()]);
  await expect(cardOf(page, 'green.png')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  await page.getByTestId('put-behind').selectOption({ label: 'green.png' });
  await expect(page.getByTestId('clip')).toHaveCount(3);
  await expect(steps).toContainText('Step 3 of 4');
  await accessible(page);
  await page.screenshot({ path: shot('masked') });
  await page.getByTestId('first-steps-end').click();

  await reload(page);
  await expect.poll(() => finalFrames(page), { timeout: 30_000 }).toBeGreaterThanOrEqual(90);
  await expect(steps).toBeHidden();

  const file = await exportAndDownload(page);
  const seen = judge(file, '--background', '00ff00');
  await page.keyboard.press('Escape');
  expect(seen.frames).toBe(90);
  expect(seen.seconds).toBeCloseTo(3, 3);
  expect(seen.has_sound).toBe(true);
  expect(seen.sound_rms).toBeGreaterThan(0.05);
  expect(seen.iou_mean).toBeGreaterThan(0.85);
  expect(seen.background_error).toBeLessThan(0.02);

  await page.getByTestId('share-open').click();
  await page.getByTestId('share-create').click();
  await accessible(page);
  const address = await page.getByTestId('share-url').first().inputValue();
  const stranger = await browser.newContext();
  const visit = await stranger.newPage();
  await visit.goto(address);
  await expect(visit.getByTestId('preview-canvas')).toBeVisible();
  await accessible(visit);
  await visit.getByTestId('play').click();
  await expect(visit.getByTestId('timecode')).not.toContainText('00:00:00:00');
  await visit.screenshot({ path: shot('shared') });
  await stranger.close();
});

test('cut, undo and redo survive a reload', async ({ page }) => {
  await newProject(page);
  await page.getByTestId('file-input').setInputFiles([makeClip('cut.mp4', 2)]);
  const card = page.getByTestId('asset-card').first();
  await card.getByTestId('add-to-timeline').click();
  await expect(page.getByTestId('clip')).toHaveCount(2);
  await page.keyboard.press('Home');
  // a playhead that is stepped with is heard
  const loudest = page.evaluate(async () => {
    let most = 0;
    for (const until = performance.now() + 3000; performance.now() < until; ) {
      most = Math.max(most, ...(window.playhead.engine?.peaks() ?? []));
      await new Promise(requestAnimationFrame);
    }
    return most;
  });
  for (let press = 0; press < 2; press++) await page.keyboard.press('Shift+ArrowRight');
  expect(await loudest).toBeGreaterThan(0.01);
  await page.keyboard.press('s');
  await expect(page.getByTestId('clip')).toHaveCount(4);
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('clip')).toHaveCount(2);
  await page.getByTestId('redo').click();
  await expect(page.getByTestId('clip')).toHaveCount(4);
  await expect(card).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  await page.reload();
  await expect(page.getByTestId('clip')).toHaveCount(4);
});

const dog = join(root, '../shared/data/clips/sam2_01_dog.mp4');
test('a real clip is masked and exported', async ({ page }) => {
  test.skip(!existsSync(dog), 'the folder of real clips is not here');
  await newProject(page);
  await page.getByTestId('file-input').setInputFiles([dog]);
  const card = page.getByTestId('asset-card').first();
  await expect(card).toHaveAttribute('data-state', 'ready', { timeout: 120_000 });
  await card.getByTestId('add-to-timeline').click();
  await expect(page.getByTestId('clip')).toHaveCount(2);
  // the first two seconds are kept: masks are waited for where the cut shows them, and nowhere else
  await page.keyboard.press('Home');
  for (let press = 0; press < 6; press++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('s');
  await expect(page.getByTestId('clip')).toHaveCount(4);
  await page.getByTestId('clip').nth(1).click();
  await page.keyboard.press('Delete');
  await expect(page.getByTestId('clip')).toHaveCount(2);
  await page.keyboard.press('Home');
  await page.getByTestId('tool-mask').click();
  await clickPicture(page, 0.5, 0.55);
  await expect.poll(() => finalFrames(page), { timeout: 60_000 }).toBeGreaterThanOrEqual(20);
  await page.screenshot({ path: shot('dog') });
  const file = await exportAndDownload(page);
  const probe = judge(file);
  expect(probe.has_sound).toBe(true);
  expect(probe.frames).toBe(60);
});
