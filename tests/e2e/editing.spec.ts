import { expect, type Page, test } from '@playwright/test';
import { cardOf, makeClip, newProject, shot } from './kit';

/** Start and length of the clips of the lowest video track, in frames. */
const pictures = (page: Page) =>
  page.evaluate(() => {
    const { clips, settings } = window.playhead.stores.project.getState().reading;
    const frame = (705_600_000 * settings.rate[1]) / settings.rate[0];
    return clips.filter((clip) => clip.track === 'v1').map((clip) => [clip.start / frame, clip.length / frame]);
  });

const steps = async (page: Page, tens: number) => {
  await page.keyboard.press('Home');
  for (let n = 0; n < tens; n++) await page.keyboard.press('Shift+ArrowRight');
};

/** The lightest value of the dimmer of the two frames that a trim shows; 0 while one of them is not drawn. */
const brightest = (page: Page) =>
  page
    .getByTestId('peeks')
    .locator('canvas')
    .evaluateAll((canvases) =>
      Math.min(
        ...canvases.map((canvas) => {
          const { width, height } = canvas as HTMLCanvasElement;
          const data = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data;
          return data ? data.reduce((most, value, at) => (at % 4 < 3 ? Math.max(most, value) : most), 0) : 0;
        }),
      ),
    );

test('a cut is made by keys, by hand and from the source viewer, and taken back step by step', async ({ page }) => {
  await newProject(page);
  await page.getByTestId('file-input').setInputFiles([makeClip('editing.mp4', 3)]);
  const card = cardOf(page, 'editing.mp4');
  await card.getByTestId('add-to-timeline').click();
  await expect.poll(() => pictures(page)).toEqual([[0, 90]]);
  const undo = page.getByTestId('undo');

  // in, out, extract
  await steps(page, 1);
  await page.keyboard.press('i');
  await steps(page, 3);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('o');
  await expect(page.getByTestId('marked')).toBeVisible();
  await page.keyboard.press("'");
  await expect
    .poll(() => pictures(page))
    .toEqual([
      [0, 10],
      [10, 60],
    ]);
  await expect(undo).toHaveAttribute('aria-label', 'Undo Extract');

  // a drag that is given up leaves nothing behind; a ripple trim moves the rest
  await page.keyboard.press('Shift+Z');
  const box = await page.getByTestId('clip').first().boundingBox();
  if (!box) throw new Error('no clip is shown');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width - 3, y);
  for (const end of ['Escape', 'up']) {
    await page.mouse.move(box.x + box.width - 3, y);
    await page.keyboard.down('Shift');
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, y, { steps: 4 });
    // meanwhile the frames on both sides of the cut are seen
    await expect(page.getByTestId('peeks').locator('canvas')).toHaveCount(2);
    await expect.poll(() => brightest(page)).toBeGreaterThan(60);
    if (end === 'Escape') await page.keyboard.press('Escape');
    await page.mouse.up();
    await page.keyboard.up('Shift');
    if (end === 'Escape') await expect(undo).toHaveAttribute('aria-label', 'Undo Extract');
    await expect(page.getByTestId('peeks')).toHaveCount(0);
  }
  await expect(undo).toHaveAttribute('aria-label', 'Undo Ripple trim');
  const [first, second] = await pictures(page);
  expect(first?.[1]).toBeLessThan(10);
  expect(second).toEqual([first?.[1], 60]);
  await page.keyboard.press('Control+z');

  // jumps take the timeline along
  for (let n = 0; n < 6; n++) await page.keyboard.press('=');
  for (const key of ['End', 'Home', 'ArrowDown']) {
    await page.keyboard.press(key);
    await expect(page.getByTestId('playhead')).toBeInViewport();
  }
  await page.keyboard.press('Shift+Z');

  // a marker with words on it
  await steps(page, 2);
  await page.keyboard.press('Shift+M');
  await page.keyboard.press('Shift+M');
  await page.getByTestId('marker-text').fill('Here it turns');
  await page.getByTestId('marker-text').press('Enter');
  await expect(page.getByTestId('marker')).toHaveAttribute('aria-label', /Here it turns/);

  // twenty frames of the source, inserted at the playhead
  await card.hover();
  await card.getByTestId('open-source').click();
  await expect(page.getByTestId('source-media')).toBeVisible();
  await page.keyboard.press('i');
  for (let n = 0; n < 19; n++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('o');
  await page.keyboard.press(',');
  await expect
    .poll(() => pictures(page))
    .toEqual([
      [0, 10],
      [10, 10],
      [20, 20],
      [40, 50],
    ]);
  await page.screenshot({ path: shot('editing') });

  for (const name of ['Insert', 'Change marker', 'Add marker', 'Extract', 'Add']) {
    await expect(undo).toHaveAttribute('aria-label', `Undo ${name}`);
    await undo.click();
  }
  await expect(undo).toBeDisabled();
  expect(await pictures(page)).toEqual([]);
});
