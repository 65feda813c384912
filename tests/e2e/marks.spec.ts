import { expect, type Page, test } from '@playwright/test';
import { cardOf, finalFrames, makeClip, newProject, reload, shot } from './kit';

let film = '';
test.beforeAll(() => {
  film = makeClip('marks.mp4', 1);
});

/** What the page knows that was said: [] for a box, / for a stroke, + and - for points and strokes that keep or remove. */
const said = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const [matte] = Object.values(window.playhead.stores.mattes.getState().mattes);
    return (matte?.prompts ?? [])
      .flatMap(({ box, strokes, points }) => [
        box ? '[]' : '',
        ...strokes.map(({ keep }) => (keep ? '/+' : '/-')),
        ...points.map(({ keep }) => (keep ? '+' : '-')),
      ])
      .join('');
  });

async function picture(page: Page) {
  const box = await page.getByTestId('preview-canvas').boundingBox();
  if (!box) throw new Error('the preview canvas is not shown');
  return (x: number, y: number): [number, number] => [box.x + box.width * x, box.y + box.height * y];
}

/** Drags over the picture and stays there, to be lifted by the test. */
async function drag(page: Page, ...places: [number, number][]): Promise<void> {
  const at = await picture(page);
  const [first = [0, 0], ...rest] = places;
  await page.mouse.move(...at(...first));
  await page.mouse.down();
  for (const place of rest) await page.mouse.move(...at(...place), { steps: 6 });
}

async function addFilm(page: Page): Promise<void> {
  await page.getByTestId('file-input').setInputFiles([film]);
  await expect(cardOf(page, 'marks.mp4')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  await cardOf(page, 'marks.mp4').getByTestId('add-to-timeline').click();
  await expect(page.getByTestId('clip')).toHaveCount(2);
}

test('a box around the object masks it, the brush adds and takes away, and each is undone as one step', async ({
  page,
}) => {
  await newProject(page);
  await addFilm(page);
  await page.getByTestId('tool-mask').click();
  await drag(page, [0.3, 0.2], [0.7, 0.8]);
  await page.screenshot({ path: shot('marks-box') });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  expect(await said(page)).toBe('');
  await expect(page.getByTestId('tool-mask')).toHaveAttribute('aria-pressed', 'true');

  await drag(page, [0.3, 0.2], [0.7, 0.8]);
  await page.mouse.up();
  await expect.poll(() => said(page)).toBe('[]');
  await expect.poll(() => finalFrames(page), { timeout: 60_000 }).toBeGreaterThan(2);

  // Space plays, though the tool's button keeps the focus while a hand is on the picture
  const isPlaying = () => page.evaluate(() => window.playhead.stores.playback.getState().playing);
  await page.keyboard.press('Space');
  await expect.poll(isPlaying).toBe(true);
  await page.keyboard.press('Space');
  await expect.poll(isPlaying).toBe(false);
  await expect(page.getByTestId('tool-mask')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Home');

  await page.keyboard.press('b');
  await expect(page.getByTestId('mask-brush')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press(']');
  await drag(page, [0.45, 0.45], [0.5, 0.55], [0.55, 0.5]);
  await page.screenshot({ path: shot('marks-brush') });
  await page.mouse.up();
  await expect.poll(() => said(page)).toBe('[]/+');
  await page.keyboard.down('Alt');
  await drag(page, [0.2, 0.2], [0.25, 0.3]);
  await page.mouse.up();
  await page.keyboard.up('Alt');
  await expect.poll(() => said(page)).toBe('[]/+/-');
  await page.screenshot({ path: shot('marks') });

  await page.getByTestId('prompt-box').click();
  await expect.poll(() => said(page)).toBe('/+/-');
  for (const left of ['[]/+/-', '[]/+', '[]']) {
    await page.keyboard.press('Control+z');
    await expect.poll(() => said(page)).toBe(left);
  }
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(() => said(page)).toBe('[]/+');
  await reload(page);
  await expect.poll(() => said(page)).toBe('[]/+');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a finger draws a box and paints', async ({ page }) => {
    await newProject(page);
    await addFilm(page);
    await page.getByTestId('tool-mask').tap();
    const fingers = await page.context().newCDPSession(page);
    const at = await picture(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...places: [number, number][]) =>
      fingers.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: places.map((place, id) => ({ x: at(...place)[0], y: at(...place)[1], id })),
      });
    const stroke = async (...places: [number, number][]) => {
      const [first = [0, 0], ...rest] = places;
      await touch('touchStart', first);
      for (const place of rest) await touch('touchMove', place);
      await touch('touchEnd');
    };
    await stroke([0.3, 0.2], [0.5, 0.5], [0.7, 0.8]);
    await expect.poll(() => said(page)).toBe('[]');
    await page.getByTestId('mask-brush').tap();
    await page.getByTestId('mask-remove').tap();
    await stroke([0.1, 0.2], [0.15, 0.3], [0.2, 0.3]);
    await expect.poll(() => said(page)).toBe('[]/-');
    // a second finger gives up what the first one draws
    await touch('touchStart', [0.4, 0.4]);
    await touch('touchMove', [0.5, 0.5]);
    await touch('touchStart', [0.5, 0.5], [0.7, 0.7]);
    await touch('touchEnd');
    expect(await said(page)).toBe('[]/-');
    await page.screenshot({ path: shot('marks-phone') });
  });
});
