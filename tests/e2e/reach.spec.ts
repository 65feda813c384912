/** Reached without a mouse, and told where what is reached for is away or gone. */
import { expect, type Page, test } from '@playwright/test';
import { accessible, cardOf, finalFrames, makeClip, newProject, points, shot } from './kit';

/** Presses Tab until something has the focus, which must show it. */
async function tabTo(page: Page, testId: string): Promise<void> {
  const there = page.getByTestId(testId).first();
  for (let press = 0; press < 80; press++) {
    await page.keyboard.press('Tab');
    if (await there.evaluate((element) => element === document.activeElement)) break;
  }
  await expect(there).toBeFocused();
  expect(await there.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
}

const clips = (page: Page) => page.getByTestId('clip');
const undoes = (page: Page, what: string) =>
  expect(page.getByTestId('undo')).toHaveAttribute('aria-label', `Undo ${what}`);

test('from the first page to a mask without a mouse', async ({ page }) => {
  const film = makeClip('keys.mp4', 2);
  await page.goto('/');
  await tabTo(page, 'new-project');
  await page.keyboard.press('Enter');
  await tabTo(page, 'bin-empty'); // what it opens is the browser's own
  await page.getByTestId('file-input').setInputFiles(film);
  await expect(cardOf(page, 'keys.mp4')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  await tabTo(page, 'add-to-timeline');
  await page.keyboard.press('Enter');
  await expect(clips(page)).toHaveCount(2);

  // cut, trimmed, faded by a keyframe
  await page.keyboard.press('Home');
  for (let n = 0; n < 3; n++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('s');
  await expect(clips(page)).toHaveCount(4);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('d');
  await page.keyboard.press('w');
  await undoes(page, 'Ripple trim');
  await page.keyboard.press('Shift+ArrowLeft');
  await tabTo(page, 'key-opacity');
  await page.keyboard.press('Enter');
  await undoes(page, 'Add keyframe');

  // a cursor on the picture says what to keep and what to leave out
  await page.keyboard.press('h');
  const cursor = page.getByTestId('mask-cursor');
  await expect(cursor).toBeVisible();
  const place = () => cursor.evaluate(({ style }) => [style.left, style.top].map(Number.parseFloat));
  expect(await place()).toEqual([50, 50]);
  for (const key of ['ArrowRight', 'Shift+ArrowDown', 'Shift+ArrowUp', 'ArrowLeft']) await page.keyboard.press(key);
  expect((await place()).map(Math.round)).toEqual([50, 50]);
  await page.keyboard.press('Enter');
  await expect.poll(() => points(page)).toBe('+');
  for (let n = 0; n < 4; n++) await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Alt+Enter');
  await expect.poll(() => points(page)).toBe('+-');
  await page.screenshot({ path: shot('cursor') });
  await accessible(page);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter'); // the second dot
  await expect.poll(() => points(page)).toBe('+');
  await expect(cursor).toBeVisible();
  await expect.poll(() => finalFrames(page), { timeout: 60_000 }).toBeGreaterThan(2);
  await tabTo(page, 'mask-keep');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('mask-remove')).toBeFocused();
  await expect(page.getByTestId('mask-remove')).toHaveAttribute('aria-checked', 'true');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('tool-mask')).toHaveAttribute('aria-pressed', 'false');
});

test('pages that the server does not answer say so, and go on when it does', async ({ page }) => {
  await newProject(page);
  const address = page.url();
  const again = page.getByRole('button', { name: 'Try again' });
  for (const [at, there] of [
    ['/', 'project-card'],
    [address, 'preview-canvas'],
  ] as const) {
    await page.route('**/api/**', (route) => route.abort());
    await page.goto(at);
    await expect(page.getByRole('alert')).toContainText('The server cannot be reached.');
    await accessible(page);
    await page.screenshot({ path: shot(`away-${there}`) });
    await page.unroute('**/api/**');
    await again.click();
    await expect(page.getByTestId(there).first()).toBeVisible();
    await expect(again).toHaveCount(0);
  }
  await page.goto(`${address.slice(0, -4)}0000`);
  await expect(page.getByTestId('not-opened')).toContainText('There is no project here');
  await accessible(page);
});

test('a project deleted elsewhere says so and is brought back with what was edited meanwhile; a revoked link says so', async ({
  page,
  context,
  browser,
}) => {
  await newProject(page);
  await page.getByTestId('share-open').click();
  await page.getByTestId('share-create').click();
  const link = await page.getByTestId('share-url').inputValue();
  const stranger = await browser.newContext();
  const visit = await stranger.newPage();
  await visit.goto(link);
  await expect(visit.getByTestId('preview-canvas')).toBeVisible();
  await page.getByRole('button', { name: 'Revoke' }).click();
  await expect(visit.getByTestId('not-opened')).toContainText('This link does not work any more.');
  await accessible(visit);
  await stranger.close();
  await page.keyboard.press('Escape');

  const other = await context.newPage();
  await other.goto('/');
  await other.getByRole('button', { name: /^More for/ }).click();
  await other.getByRole('menuitem', { name: 'Delete' }).click();
  const gone = page.getByTestId('gone');
  await expect(gone).toContainText('deleted elsewhere');
  await page.keyboard.press('t');
  await page.getByTestId('title-text').fill('Not lost');
  await page.getByTestId('title-text').press('Escape');
  await accessible(page);
  await page.screenshot({ path: shot('gone') });
  await gone.getByRole('button', { name: 'Bring it back' }).click();
  await expect(gone).toHaveCount(0);
  await expect(page.getByTestId('saved')).toHaveAttribute('data-state', 'saved');
  await other.goto(page.url());
  await expect(other.getByTestId('clip')).toContainText('Not lost');
});
