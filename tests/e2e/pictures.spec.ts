/** Pictures of the main states for docs/, to be looked at. `make pictures` takes them; they are no part of the tests. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { clickPicture, finalFrames } from './kit';
import { python, root } from './server';

const TO_WEBP =
  'import sys; from PIL import Image; Image.open(sys.stdin.buffer).save(sys.argv[1], quality=84, method=6)';

async function take(name: string, of: Page | Locator): Promise<void> {
  mkdirSync(join(root, 'docs/pictures'), { recursive: true });
  const path = join(root, 'docs/pictures', `${name}.webp`);
  execFileSync(python, ['-c', TO_WEBP, path], { input: await of.screenshot() });
}

const film = (page: Page): Locator => page.getByRole('button', { name: 'Ball over hills.mp4, clip on V1' });

/** Whatever the page shows has its picture, and nobody is told of anything any more. */
async function settled(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => window.playhead.engine?.stats().settled)).toBe(true);
  for (const notice of await page.locator('.toast .icon').all()) await notice.click().catch(() => undefined);
}

/** The sample on the timeline and a title over it, later than its beginning. */
async function makeCut(page: Page): Promise<void> {
  await page.goto('/');
  await expect(async () => {
    await page.getByTestId('open-sample').click(); // there is none in the server's first minute
    await expect(page.getByTestId('preview-canvas')).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await page.getByTestId('add-to-timeline').click();
  await page.keyboard.press('Shift+Z');
  for (let n = 0; n < 4; n++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('t');
  await page.getByTestId('title-text').fill('Over the hills');
}

test.use({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });

test('the pictures of docs/', async ({ page, browser }) => {
  test.setTimeout(300_000);
  page.setDefaultTimeout(60_000);
  await page.goto('/');
  await expect(page.getByTestId('open-sample')).toBeVisible();
  await take('empty', page);

  await makeCut(page);
  await film(page).click(); // the focus leaves the title's words
  await page.keyboard.press('Home');
  await page.getByTestId('tool-mask').click();
  await settled(page);
  await clickPicture(page, 0.5, 0.68);
  await page.getByTestId('inspector-matte-mode').selectOption('blur');
  await expect.poll(() => finalFrames(page), { timeout: 120_000 }).toBeGreaterThan(40);
  for (let n = 0; n < 5; n++) await page.keyboard.press('Shift+ArrowRight');
  await settled(page);
  await take('editor', page);

  await page.getByTestId('export-open').click();
  await page.getByTestId('export-start').click();
  await expect(page.getByRole('progressbar', { name: 'Export' })).toBeVisible();
  await take('export', page);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.keyboard.press('Escape');

  await page.setViewportSize({ width: 1280, height: 1500 });
  await page.getByTestId('tool-select').click();
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: 'Add a keyframe of Scale at the playhead' }).click();
  for (let n = 0; n < 6; n++) await page.keyboard.press('Shift+ArrowRight');
  await page.getByRole('textbox', { name: 'Scale', exact: true }).fill('140');
  await page.getByRole('textbox', { name: 'Scale', exact: true }).press('Enter');
  await take('inspector', page.locator('.editor-inspector'));
  await page.setViewportSize({ width: 1280, height: 800 });

  const state = await page.context().storageState();
  const hand = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
  const phone = await (await browser.newContext({ storageState: state, reducedMotion: 'reduce', ...hand })).newPage();
  await phone.goto(page.url());
  await expect(phone.getByTestId('preview-canvas')).toBeVisible();
  await expect.poll(() => finalFrames(phone)).toBeGreaterThan(0);
  await film(phone).tap();
  await phone.getByRole('tab', { name: 'Clip' }).tap();
  await settled(phone);
  await take('phone', phone);
  await phone.context().close();

  await page.routeWebSocket(/\/ws\//, (socket) => socket.close());
  await page.reload();
  await expect(page.getByTestId('saved')).toHaveAttribute('data-state', 'offline');
  await settled(page);
  await take('offline', page);

  await page.goto('/');
  await expect(page.locator('.card-poster img').first()).toBeVisible();
  await take('projects', page);
});
