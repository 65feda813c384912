import { expect, type Page, test } from '@playwright/test';
import { cardOf, clickPicture, copyClip, finalFrames, makeClip, newProject, points, sendingLimit, shot } from './kit';

const MIB = 1 << 20;

let film = '';
test.beforeAll(() => {
  film = makeClip('film.mp4', 2);
});

test('an upload is paused, outlives a reload and a lost connection, and is cut and masked meanwhile', async ({
  page,
}) => {
  await newProject(page);
  page.on('dialog', (dialog) => dialog.accept()); // the page asks before it is left in the middle of an upload
  const limit = await sendingLimit(page);
  await limit(12 * MIB);
  const card = cardOf(page, 'long.mp4');
  await page.getByTestId('file-input').setInputFiles([copyClip(film, 'short.mp4'), copyClip(film, 'long.mp4', 78)]);
  // the first parts arrive, then the hand pauses it
  await page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.url().includes('long.mp4'));
  await card.getByRole('button', { name: 'Pause the upload' }).click();
  await expect(card).toContainText('Paused');
  await card.getByTestId('add-to-timeline').click();
  await expect(page.getByTestId('clip')).toHaveCount(2);
  await page.reload();
  await expect(card).toContainText('Paused');
  await expect(page.getByTestId('clip')).toHaveCount(2);
  // the server has no picture of it but the clicked one
  await page.getByTestId('tool-mask').click();
  await expect.poll(() => page.evaluate(() => window.playhead.engine?.stats().settled)).toBe(true);
  await clickPicture(page, 0.5, 0.5);
  await expect.poll(() => finalFrames(page)).toBe(1);
  await expect(card).toHaveAttribute('data-state', 'uploading');

  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PUT') sent.push(new URL(request.url()).searchParams.get('partNumber') ?? '');
  });
  await card.getByRole('button', { name: 'Go on uploading' }).click();
  await expect.poll(() => sent.length).toBeGreaterThan(0);
  await limit(0);
  await expect(card).toContainText('Waiting for the connection');
  await limit(100 * MIB);
  await expect(card).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  await expect(cardOf(page, 'short.mp4')).toHaveAttribute('data-state', 'ready');
  expect(new Set(sent).size).toBeLessThan(10); // of ten parts some had arrived before the reload
  await expect.poll(() => finalFrames(page), { timeout: 60_000 }).toBe(60); // and the mask goes on by itself
});

test('an upload is cancelled, and one whose file the browser lost goes on when it is chosen again', async ({
  page,
}) => {
  await newProject(page);
  page.on('dialog', (dialog) => dialog.accept());
  const limit = await sendingLimit(page);
  await limit(2 * MIB);
  const [lost, unwanted] = [copyClip(film, 'lost.mp4', 10), copyClip(film, 'unwanted.mp4', 10)];
  await page.getByTestId('file-input').setInputFiles([lost, unwanted]);
  await cardOf(page, 'unwanted.mp4').getByRole('button', { name: 'Cancel the upload of unwanted.mp4' }).click();
  await expect(page.getByText('The upload of unwanted.mp4 was cancelled.')).toBeVisible();
  await expect(page.getByTestId('asset-card')).toHaveCount(1);

  await page.goto('/');
  await page.evaluate(() => indexedDB.deleteDatabase('playhead-files'));
  await page.getByTestId('project-card').getByRole('link').first().click();
  const card = cardOf(page, 'lost.mp4');
  await expect(card).toContainText('Add the file again to go on from here');
  const give = async (file: string) => {
    await card.click({ button: 'right' });
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('menuitem', { name: 'Give it its file again' }).click(),
    ]);
    await chooser.setFiles(file);
  };
  await give(film);
  await expect(page.getByText('film.mp4 is another file than the one that lost.mp4 came from.')).toBeVisible();
  await give(copyClip(film, 'renamed.mp4', 10)); // the same file under another name
  await expect(card.getByRole('button', { name: 'Pause the upload' })).toBeVisible();
  await page.reload();
  await page.evaluate(() => indexedDB.deleteDatabase('playhead-files'));
  await page.reload();
  await expect(card).toContainText('Add the file again to go on from here');
  await limit(100 * MIB);
  await page.getByTestId('file-input').setInputFiles([lost]);
  await expect(card).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  await expect(page.getByTestId('asset-card')).toHaveCount(1);
});

async function addFilm(page: Page): Promise<void> {
  await page.getByTestId('file-input').setInputFiles([film]);
  await expect(cardOf(page, 'film.mp4')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  await cardOf(page, 'film.mp4').getByTestId('add-to-timeline').click();
  await expect(page.getByTestId('clip')).toHaveCount(2);
}

test('points are kept, removed, taken away and undone, and a deleted mask comes back whole', async ({ page }) => {
  await newProject(page);
  await addFilm(page);
  await page.getByTestId('tool-mask').click();
  await clickPicture(page, 0.5, 0.5);
  await expect.poll(() => points(page)).toBe('+');
  await page.keyboard.down('Alt');
  await expect(page.getByTestId('mask-remove')).toHaveAttribute('aria-checked', 'true');
  await clickPicture(page, 0.2, 0.2);
  await page.keyboard.up('Alt');
  await expect.poll(() => points(page)).toBe('+-');
  await page.getByTestId('mask-remove').click();
  await clickPicture(page, 0.8, 0.8);
  await expect.poll(() => points(page)).toBe('+--');

  await page.getByTestId('prompt-dot').nth(1).click();
  await expect(page.getByTestId('prompt-dot')).toHaveCount(2);
  await expect.poll(() => points(page)).toBe('+-');
  for (const left of ['+--', '+-', '+']) {
    await page.keyboard.press('Control+z');
    await expect.poll(() => points(page)).toBe(left);
  }
  await expect.poll(() => finalFrames(page), { timeout: 60_000 }).toBeGreaterThan(2);

  await page.getByRole('button', { name: 'Delete this mask' }).click();
  await expect(page.getByTestId('matte-strip')).toHaveCount(0);
  await expect.poll(() => points(page)).toBeNull();
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('matte-strip')).toBeVisible();
  await expect.poll(() => points(page)).toBe('+');
  await expect.poll(() => finalFrames(page), { timeout: 60_000 }).toBeGreaterThan(2);

  await cardOf(page, 'film.mp4').hover();
  await cardOf(page, 'film.mp4').getByRole('button', { name: 'Delete film.mp4' }).click();
  await expect(page.getByTestId('asset-card')).toHaveCount(0);
  await expect(page.getByTestId('clip')).toHaveCount(0);
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('clip')).toHaveCount(2);
  await expect(page.getByTestId('asset-card')).toHaveCount(1);
  await expect.poll(() => points(page)).toBe('+');
});

test('a new project takes on the size and rate of its first film, in the same step of undo', async ({ page }) => {
  await newProject(page);
  await page.getByTestId('file-input').setInputFiles([film]);
  await cardOf(page, 'film.mp4').getByTestId('add-to-timeline').click();
  await expect(page.getByText('The project is now 640 × 360 at 30 fps, like film.mp4.')).toBeVisible();
  await page.keyboard.press('Escape');
  const inspector = page.getByTestId('inspector');
  await expect(inspector.getByLabel('Size')).toHaveValue('640x360');
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('clip')).toHaveCount(0);
  await expect(inspector.getByLabel('Size')).toHaveValue('1280x720');
  await page.getByTestId('redo').click();
  await expect(page.getByTestId('clip')).toHaveCount(2);
  await expect(inspector.getByLabel('Size')).toHaveValue('640x360');
});

test('who else is here is seen with their playhead, and is gone when they leave', async ({ page, context }) => {
  await newProject(page);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByTestId('person')).toHaveCount(1); // told of those who were here before
  await expect(page.getByTestId('person')).toHaveCount(1);
  const ruler = await other.getByTestId('ruler').boundingBox();
  await other.mouse.click((ruler?.x ?? 0) + 240, (ruler?.y ?? 0) + 10);
  const at = await other.getByTestId('playhead').boundingBox();
  await expect.poll(async () => (await page.getByTestId('person-line').boundingBox())?.x).toBeCloseTo(at?.x ?? 0, 0);
  await page.screenshot({ path: shot('people') });
  await other.close();
  await expect(page.getByTestId('person')).toHaveCount(0);
  await expect(page.getByTestId('person-line')).toHaveCount(0);
});

test('an edit of megabytes reaches the server, and whoever opens the project then', async ({ page, browser }) => {
  await newProject(page);
  const size = await page.evaluate(() => {
    const { doc } = window.playhead.stores.project.getState();
    if (!doc) throw new Error('the project is not open');
    let size = 0;
    doc.once('update', (update: Uint8Array) => {
      size = update.length;
    });
    const [clips, tracks] = [doc.getMap('clips'), doc.getMap('tracks')];
    const Row = tracks.constructor as new (fields: [string, unknown][]) => unknown;
    const [track] = [...tracks.keys()];
    doc.transact(() => {
      for (let n = 0; n < 9000; n++) {
        const fields = { track, kind: 'colour', colour: '#336699', start: n * 705_600_000, length: 705_600_000, in: 0 };
        clips.set(`clip-${n}`, new Row(Object.entries(fields)));
      }
    });
    return size;
  });
  expect(size).toBeGreaterThan(MIB); // which servers of sockets take by themselves
  const state = () => page.evaluate(() => window.playhead.stores.project.getState().saved);
  await expect.poll(state, { timeout: 30_000 }).toBe(true);
  // a browser that keeps no copy
  const other = await (await browser.newContext({ storageState: await page.context().storageState() })).newPage();
  await other.goto(page.url());
  const count = () => other.evaluate(() => window.playhead?.stores.project.getState().reading.clips.length);
  await expect.poll(count, { timeout: 30_000 }).toBe(9000);
  await other.context().close();
});
