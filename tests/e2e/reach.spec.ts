/** What is told where what is reached for is away or gone. */
import { expect, test } from '@playwright/test';
import { accessible, newProject, shot } from './kit';

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
