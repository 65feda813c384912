import { expect, type Page, test } from '@playwright/test';
import { accessible, cardOf, clickPicture, copyClip, makeClip, newProject, shot } from './kit';

/** Names of what the bin shows, folders with a slash. */
const shown = (page: Page) =>
  page.getByTestId('bin').evaluate((bin) =>
    [...bin.querySelectorAll<HTMLElement>('[role="row"]')].map((row) => {
      const name = row.querySelector('.cut')?.textContent ?? '';
      return row.ariaExpanded === null ? name : `${name}/`;
    }),
  );

/** Name of the footage and length in frames of each clip on V1. */
const clips = (page: Page) =>
  page.evaluate(() => {
    const { reading } = window.playhead.stores.project.getState();
    const { assets } = window.playhead.stores.assets.getState();
    const frame = (705_600_000 * reading.settings.rate[1]) / reading.settings.rate[0];
    const own = reading.clips.filter((clip) => clip.track === 'v1');
    return own.map((clip) => [assets[clip.asset]?.name, clip.length / frame, clip.matte !== null]);
  });

test('footage is ordered, found, looked through, used and replaced in the bin', async ({ page }) => {
  await newProject(page);
  const film = makeClip('take 10.mp4', 3);
  await page.getByTestId('file-input').setInputFiles([film, copyClip(film, 'take 9.mp4'), makeClip('brief.mp4', 1)]);
  const card = (name: string) => cardOf(page, name);
  for (const name of ['take 10.mp4', 'take 9.mp4', 'brief.mp4'])
    await expect(card(name)).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  await page.getByTestId('bin-sort').click();
  await page.getByRole('menuitemradio', { name: 'Name' }).click();
  await expect.poll(() => shown(page)).toEqual(['brief.mp4', 'take 9.mp4', 'take 10.mp4']);

  // by keys: two are selected and go into a folder, and that into another
  await card('take 9.mp4').locator('.asset-text').click();
  await page.keyboard.press('Shift+ArrowDown');
  await page.getByTestId('selection-move').click();
  await page.getByRole('menuitem', { name: 'Move to a new folder' }).click();
  await page.getByTestId('folder-name').fill('Takes');
  await page.keyboard.press('Enter');
  await page.getByTestId('new-folder').click();
  await page.getByTestId('folder-name').fill('Day 1');
  await page.keyboard.press('Enter');
  await page.getByTestId('folder').filter({ hasText: 'Takes' }).dragTo(page.getByTestId('folder').first());
  await expect.poll(() => shown(page)).toEqual(['Day 1/', 'Takes/', 'take 9.mp4', 'take 10.mp4', 'brief.mp4']);
  await page.getByTestId('bin-search').fill('takes');
  await expect.poll(() => shown(page)).toEqual(['Day 1/', 'Takes/', 'take 9.mp4', 'take 10.mp4']);
  await page.getByTestId('bin-search').fill('sunset');
  await expect(page.getByText('No footage called “sunset”.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all footage' }).click();

  // as tiles, looked through by the pointer
  await page.getByTestId('bin-view').click();
  const poster = card('take 10.mp4').getByTestId('poster');
  await poster.hover({ position: { x: 2, y: 20 } });
  await expect(poster.getByTestId('poster-tile')).toHaveAttribute('data-tile', '0');
  await poster.hover({ position: { x: ((await poster.boundingBox())?.width ?? 0) - 3, y: 20 } });
  await expect(poster.getByTestId('poster-tile')).toHaveAttribute('data-tile', '2');
  await accessible(page);
  await page.screenshot({ path: shot('bin') });

  // two at once on the timeline, then masked, then the shorter film in the place of one
  await card('take 9.mp4').getByTestId('asset-check').click();
  await card('take 10.mp4').getByTestId('asset-check').click();
  await page.getByTestId('selection-add').click();
  await expect
    .poll(() => clips(page))
    .toEqual([
      ['take 9.mp4', 90, false],
      ['take 10.mp4', 90, false],
    ]);
  await page.getByTestId('bin-unused').click();
  await expect.poll(() => shown(page)).toEqual(['brief.mp4']);
  await page.getByTestId('bin-unused').click();
  await card('take 10.mp4').getByTestId('asset-uses').click();
  await expect(page.locator('[data-testid="clip"][data-selected]')).toHaveCount(2); // the picture and its sound
  await page.getByTestId('tool-mask').click();
  await expect.poll(() => page.evaluate(() => window.playhead.engine?.stats().settled)).toBe(true);
  await clickPicture(page, 0.5, 0.5);
  await expect.poll(async () => (await clips(page))[1]).toEqual(['take 10.mp4', 90, true]);
  await page.getByTestId('tool-mask').click();
  await card('take 10.mp4').locator('.asset-text').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Replace in its clips' }).click();
  await accessible(page);
  await page.getByRole('button', { name: 'Replace with brief.mp4' }).click();
  await expect.poll(async () => (await clips(page))[1]).toEqual(['brief.mp4', 30, false]);
  await expect(page.getByText(/2 are shorter, since brief.mp4 ends earlier. Masks belong to/)).toBeVisible();
  await page.getByTestId('undo').click();
  await expect.poll(async () => (await clips(page))[1]).toEqual(['take 10.mp4', 90, true]);

  // once more, with its last picture held; the next time the same is asked for
  await card('take 10.mp4').locator('.asset-text').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Replace in its clips' }).click();
  await page.getByTestId('too-short-hold').check();
  await page.getByRole('button', { name: 'Replace with brief.mp4' }).click();
  await expect
    .poll(async () => (await clips(page)).slice(1))
    .toEqual([
      ['brief.mp4', 30, false],
      ['brief.mp4', 60, false],
    ]);
  await page.getByTestId('undo').click();
  await expect.poll(() => clips(page)).toHaveLength(2);
});
