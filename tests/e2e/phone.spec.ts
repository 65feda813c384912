/** The whole job by fingers at 390 pixels, upright and on its side, and in languages with longer words. */
import { expect, type Page, test } from '@playwright/test';
import { accessible, cardOf, makeClip, points, reload, shot } from './kit';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

let film = '';
test.beforeAll(() => {
  film = makeClip('film.mp4', 2);
});

/** Pixels that a finger needs. */
const FINGER = 40;

/**
 * Names of controls in the window that are less than a finger wide or high, with the room that is laid around them. A track's own
 * name and volume have a menu and a taller track beside them, a slider its whole line, and a project's name its picture.
 */
const small = (page: Page): Promise<string[]> =>
  page.evaluate((finger) => {
    const spared = '.track-name, .track-volume, .slider-thumb, .card-name, .hidden-visually, [aria-hidden="true"]';
    const room = (element: Element) => {
      const { width, height } = element.getBoundingClientRect();
      const around = ['::before', '::after'].map((part) => getComputedStyle(element, part));
      const laid = around.filter(({ position, content }) => position === 'absolute' && content !== 'none');
      return [
        Math.max(width, ...laid.map((style) => Number.parseFloat(style.width))),
        Math.max(height, ...laid.map((style) => Number.parseFloat(style.height))),
      ] as const;
    };
    const controls = [...document.querySelectorAll('button, a, input, select, textarea, [role="menuitem"]')];
    return controls.flatMap((each) => {
      const { top, bottom, left, right } = each.getBoundingClientRect();
      const shown = right - left > 1 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
      const [width, height] = room(each);
      if (!shown || each.closest(spared) || (width > finger - 0.5 && height > finger - 0.5)) return [];
      return `${each.getAttribute('aria-label') ?? each.textContent}: ${Math.round(width)} × ${Math.round(height)}`;
    });
  }, FINGER);

/** What lies outside of the window sideways, and words that are longer than their buttons. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const strips = '.timeline-scroll, .timeline-toolbar, .hidden-visually'; // these scroll by themselves
    const all = [...document.querySelectorAll('#root *')].filter((each) => !each.closest(strips));
    const beyond = all.filter((each) => each.getBoundingClientRect().right > innerWidth + 1);
    const long = all.filter((each) => {
      if (!each.matches('button, .button')) return false;
      const words = document.createRange();
      words.selectNodeContents(each);
      const [has, needs] = [each.getBoundingClientRect(), words.getBoundingClientRect()];
      return needs.left < has.left - 1 || needs.right > has.right + 1;
    });
    return [...beyond, ...long].map((each) => `${each.tagName} ${each.getAttribute('aria-label') ?? each.textContent}`);
  });

/** Names of controls in the window that something else covers or that lie outside of it sideways. */
const unreachable = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const shown = [...document.querySelectorAll<HTMLElement>('button, a, input, select')].filter((each) => {
      const { width, height, top, bottom } = each.getBoundingClientRect();
      const strip = each.closest('.timeline-toolbar, .timeline-scroll, .hidden-visually'); // these scroll by themselves
      return width > 1 && height > 1 && !strip && top >= 0 && bottom <= innerHeight;
    });
    const covered = shown.filter((each) => {
      const { left, top, width, height } = each.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      const passes = hit?.closest('.toast'); // a notice goes by itself
      return !hit || !(passes || each.contains(hit) || hit.contains(each));
    });
    return covered.map((each) => each.getAttribute('aria-label') ?? each.textContent ?? each.tagName);
  });

test('a film is cut and an object in it masked by fingers alone', async ({ page }) => {
  await page.goto('/');
  await page.getByTestId('new-project').tap();
  await page.getByTestId('file-input').setInputFiles([film]);
  await expect(cardOf(page, 'film.mp4')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  await cardOf(page, 'film.mp4').getByTestId('add-to-timeline').tap();
  await expect(page.getByTestId('clip')).toHaveCount(2);
  expect(await unreachable(page)).toEqual([]);
  expect(await small(page)).toEqual([]);
  expect(await cutOff(page)).toEqual([]);

  const ruler = await page.getByTestId('ruler').boundingBox();
  await page.touchscreen.tap((ruler?.x ?? 0) + 60, (ruler?.y ?? 0) + 12); // 60 pixels a second
  await page.getByTestId('split').tap();
  await expect(page.getByTestId('clip')).toHaveCount(4);

  // what keys and the right button do elsewhere
  await page.getByTestId('more-edits').tap();
  await page.getByRole('menuitem', { name: 'Dissolve at the nearest cut' }).tap();
  await expect(page.getByTestId('transition-end')).toHaveCount(1);
  await page.getByTestId('undo').tap();
  await expect(page.getByTestId('transition-end')).toHaveCount(0);

  // two fingers draw apart over the first clip: the timeline grows, the page does not
  const first = page.getByTestId('clip').first();
  const before = await first.boundingBox();
  const fingers = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...places: number[]) =>
    fingers.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: places.map((x, id) => ({ x, y: (before?.y ?? 0) + 30, id })),
    });
  await touch('touchStart', 170, 270);
  for (let step = 1; step <= 10; step++) await touch('touchMove', 170 - step * 5, 270 + step * 5);
  await touch('touchEnd');
  await expect.poll(async () => (await first.boundingBox())?.width).toBeCloseTo((before?.width ?? 0) * 2, 0);
  expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);

  // an edge of the selected clip follows one finger
  await first.tap();
  const edge = await first.getByTestId('trim-end').boundingBox();
  const hand = (type: 'touchStart' | 'touchMove' | 'touchEnd', x?: number) =>
    fingers.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: x === undefined ? [] : [{ x, y: (edge?.y ?? 0) + 20 }],
    });
  const grip = (edge?.x ?? 0) + (edge?.width ?? 0) - 8;
  await hand('touchStart', grip);
  for (let step = 1; step <= 5; step++) await hand('touchMove', grip - step * 8);
  await hand('touchEnd');
  await expect(page.getByTestId('undo')).toHaveAttribute('aria-label', 'Undo Trim');
  await page.getByTestId('undo').tap();

  await page.getByTestId('tool-mask').tap();
  await expect(page.getByText('Tap what to keep.')).toBeVisible();
  const picture = await page.getByTestId('preview-canvas').boundingBox();
  if (!picture) throw new Error('the preview canvas is not shown');
  const tap = (x: number, y: number) =>
    page.touchscreen.tap(picture.x + picture.width * x, picture.y + picture.height * y);
  await tap(0.62, 0.55);
  await expect.poll(() => points(page)).toBe('+');
  await page.getByTestId('mask-remove').tap();
  await tap(0.1, 0.1);
  await expect.poll(() => points(page)).toBe('+-');
  expect(await unreachable(page)).toEqual([]);
  await page.getByTestId('prompt-dot').last().tap();
  await expect.poll(() => points(page)).toBe('+');
  await page.getByRole('tab', { name: 'Clip' }).tap();
  await expect(page.getByTestId('inspector-matte-mode')).toBeAttached();
  await expect(page.getByTestId('file-input')).toBeHidden();
  await accessible(page);
  await page.screenshot({ path: shot('phone') });

  // words are longer in other languages
  for (const language of ['de', 'es']) {
    await page.context().addCookies([{ name: 'django_language', value: language, url: page.url() }]);
    await reload(page);
    await first.tap();
    for (const tab of await page.getByRole('tab').all()) {
      await tab.tap();
      expect(await small(page)).toEqual([]);
      expect(await cutOff(page)).toEqual([]);
    }
    await page.screenshot({ path: shot(`phone-${language}`) });
  }

  // on its side the timeline is a panel too; a notch and the bar at the foot take room from nothing
  await page.setViewportSize({ width: 844, height: 390 });
  await fingers.send('Emulation.setSafeAreaInsetsOverride', { insets: { left: 47, right: 47, bottom: 21 } });
  for (const tab of await page.getByRole('tab').all()) {
    await tab.tap();
    expect(await unreachable(page)).toEqual([]);
    expect(await small(page)).toEqual([]);
  }
  await page.getByRole('tab').first().tap();
  await expect(page.getByTestId('split')).toBeVisible();
  const editor = await page.locator('.editor').boundingBox();
  const { x = 0, y, width = 0, height = 0 } = editor ?? {};
  expect([x, y, Math.round(width), Math.round(height)]).toEqual([47, 0, 844 - 94, 390 - 21]);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(390);
  await accessible(page);
  await page.screenshot({ path: shot('phone-aside') });
});
