/** How clips look: figures over time, effects, titles and transitions, by the hands that make them. */
import { expect, type Page, test } from '@playwright/test';
import { accessible, cardOf, makeClip, newProject, shot } from './kit';

const clipOf = (page: Page, index = 0) =>
  page.evaluate((at) => window.playhead.stores.project.getState().reading.clips[at], index);

test('a figure changes over time by diamonds, hands on the picture and a curve', async ({ page }) => {
  await newProject(page);
  await page.getByTestId('file-input').setInputFiles([makeClip('looks.mp4', 2)]);
  await cardOf(page, 'looks.mp4').getByTestId('add-to-timeline').click();
  await page.keyboard.press('Home');
  await page.getByTestId('clip').first().click();
  const undo = page.getByTestId('undo');
  await page.getByTestId('key-scale').click();
  await page.getByTestId('key-rotation').click();
  // Space plays, though a button was pressed last
  const isPlaying = () => page.evaluate(() => window.playhead.stores.playback.getState().playing);
  await page.keyboard.press('Space');
  await expect.poll(isPlaying).toBe(true);
  await page.keyboard.press('Space');
  await expect.poll(isPlaying).toBe(false);
  await page.keyboard.press('Home');
  for (let tens = 0; tens < 3; tens++) await page.keyboard.press('Shift+ArrowRight');
  await page.getByTestId('inspector-scale').fill('60');
  await page.getByTestId('inspector-scale').press('Enter');
  await expect(undo).toHaveAttribute('aria-label', 'Undo Scale');

  // a turn by hand writes a keyframe, a crop does not: it has none yet
  const knob = await page.getByTestId('turn-handle').boundingBox();
  const side = await page.getByTestId('crop-handle').and(page.locator('[data-side="left"]')).boundingBox();
  const canvas = await page.getByTestId('preview-canvas').boundingBox();
  if (!knob || !side || !canvas) throw new Error('the picture has no handles');
  await page.mouse.move(side.x + side.width / 2, side.y + side.height / 2);
  await page.mouse.down();
  await page.mouse.move(side.x + canvas.width * 0.06, side.y, { steps: 3 });
  await page.mouse.up();
  await expect(undo).toHaveAttribute('aria-label', 'Undo Crop');
  await page.mouse.move(knob.x + knob.width / 2, knob.y + knob.height / 2);
  await page.mouse.down();
  await page.mouse.move(canvas.x + canvas.width * 0.7, canvas.y + canvas.height * 0.42, { steps: 4 });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(undo).toHaveAttribute('aria-label', 'Undo Crop');
  await page.mouse.move(knob.x + knob.width / 2, knob.y + knob.height / 2);
  await page.mouse.down();
  await page.mouse.move(canvas.x + canvas.width * 0.7, canvas.y + canvas.height * 0.42, { steps: 4 });
  await page.mouse.up();
  await expect(undo).toHaveAttribute('aria-label', 'Undo Turn');
  const { keyframes, transform } = (await clipOf(page)) ?? {};
  expect(Object.keys(keyframes ?? {}).sort()).toEqual(['rotation', 'scale']);
  expect(keyframes?.rotation?.map(({ value }) => value)).toEqual([0, expect.any(Number)]);
  expect(transform?.cropLeft).toBeGreaterThan(0.05);

  // the curve: its second point is dragged, the first one eases
  await page.getByTestId('curve-figure').selectOption('scale');
  const points = page.getByTestId('curve-point');
  await points.nth(1).scrollIntoViewIfNeeded();
  const point = await points.nth(1).boundingBox();
  if (!point) throw new Error('the curve has no points');
  await page.mouse.move(point.x + 4, point.y + 4);
  await page.mouse.down();
  await page.mouse.move(point.x + 40, point.y - 6, { steps: 3 });
  await page.mouse.up();
  await expect(undo).toHaveAttribute('aria-label', 'Undo Move keyframe');
  await points.first().press('ArrowUp');
  await page.getByTestId('curve-ease').selectOption('both');
  await expect(page.getByTestId('curve-handle')).toHaveCount(2);

  // Escape leaves nothing of a slider's drag; a figure drawn sideways by its name is one step, and a double click resets it
  const opacity = page.locator('.field').filter({ hasText: 'Opacity' });
  await opacity.scrollIntoViewIfNeeded();
  const thumb = await opacity.getByRole('slider').boundingBox();
  const name = await opacity.locator('label').boundingBox();
  if (!thumb || !name) throw new Error('opacity has no slider');
  await page.mouse.move(thumb.x + 6, thumb.y + 6);
  await page.mouse.down();
  await page.mouse.move(thumb.x - 20, thumb.y + 6, { steps: 2 });
  await expect(undo).toHaveAttribute('aria-label', 'Undo Opacity');
  await page.keyboard.press('Escape');
  await page.mouse.move(thumb.x - 25, thumb.y + 6);
  await page.mouse.up();
  await expect(undo).toHaveAttribute('aria-label', 'Undo Easing');
  expect((await clipOf(page))?.transform.opacity).toBe(1);
  await page.mouse.move(name.x + 40, name.y + 8);
  await page.mouse.down();
  await page.mouse.move(name.x + 20, name.y + 8, { steps: 2 });
  await page.mouse.up();
  expect((await clipOf(page))?.transform.opacity).toBeLessThan(1);
  await opacity.locator('label').dblclick();
  expect((await clipOf(page))?.transform.opacity).toBe(1);

  // a picture larger than the frame still has its corners in reach
  await page.getByTestId('inspector-scale').fill('250 %');
  await page.getByTestId('inspector-scale').press('Enter');
  const corner = await page.getByTestId('scale-handle').and(page.locator('[data-corner="top left"]')).boundingBox();
  expect(corner?.x).toBeGreaterThan(canvas.x);
  await expect(page.getByTestId('key-marks').locator('i')).toHaveCount(3);
  await page.screenshot({ path: shot('keyframes') });

  for (const name of [
    'Scale',
    'Opacity',
    'Opacity',
    'Easing',
    'Move keyframe',
    'Move keyframe',
    'Turn',
    'Crop',
    'Scale',
    'Add keyframe',
    'Add keyframe',
  ]) {
    await expect(undo).toHaveAttribute('aria-label', `Undo ${name}`);
    await undo.click();
  }
  expect((await clipOf(page))?.keyframes).toEqual({});
});

test('a colour changes over time, and its keyframes lie on a band', async ({ page }) => {
  await newProject(page);
  await page.getByTestId('file-input').setInputFiles([makeClip('colours.mp4', 2)]);
  await cardOf(page, 'colours.mp4').getByTestId('add-to-timeline').click();
  await page.keyboard.press('Home');
  await page.getByTestId('clip').first().click();
  await page.getByTestId('add-effect').selectOption('wash');
  await page.getByTestId('effect-wash-light').fill('0');
  await page.getByTestId('effect-wash-light').press('Enter');
  const colour = page.getByTestId('effect-wash-colour');
  const undo = page.getByTestId('undo');
  const key = page.getByTestId(/^key-.*\.colour$/);
  await colour.fill('#ff0000');
  await key.click();
  await expect(undo).toHaveAttribute('aria-label', 'Undo Add keyframe');
  for (let tens = 0; tens < 4; tens++) await page.keyboard.press('Shift+ArrowRight');
  await colour.fill('#0000ff');
  await expect(undo).toHaveAttribute('aria-label', 'Undo Colour wash');
  for (let tens = 0; tens < 2; tens++) await page.keyboard.press('Shift+ArrowLeft');
  await expect(colour).toHaveValue('#800080');

  await expect(page.getByTestId('curve-figure').locator('option')).toHaveText(['Colour wash: Colour']);
  const points = page.getByTestId('curve-point');
  await expect(points).toHaveCount(2);
  await expect(points.nth(1)).toHaveAccessibleName('Keyframe, #0000ff');
  await points.first().click();
  await page.getByTestId('curve-ease').selectOption('hold');
  await expect(colour).toHaveValue('#ff0000');
  await points.nth(1).press('ArrowLeft');
  await accessible(page);
  await page.screenshot({ path: shot('colour-keyframes') });
  for (const name of ['Move keyframe', 'Easing', 'Colour wash', 'Add keyframe']) {
    await expect(undo).toHaveAttribute('aria-label', `Undo ${name}`);
    await undo.click();
  }
  expect((await clipOf(page))?.effects[0]?.colour).toBe('#ff0000');
});

test('effects are stacked, reordered and switched off, and the picture follows', async ({ page }) => {
  await newProject(page);
  await page.getByTestId('file-input').setInputFiles([makeClip('effects.mp4', 1)]);
  await cardOf(page, 'effects.mp4').getByTestId('add-to-timeline').click();
  await page.getByTestId('clip').first().click();
  await page.keyboard.press('Shift+W');
  const said = page.getByTestId('scope-said');
  await expect(said).toHaveText(/^Darkest \d+, brightest \d+, mean \d+ IRE\. Leaning to/);
  const kept = page.waitForResponse(
    (answer) => answer.url().endsWith('/api/me') && answer.request().method() === 'PATCH',
  );
  await page.getByTestId('scope-vectorscope').click();
  expect((await kept).ok()).toBe(true);
  const undo = page.getByTestId('undo');
  for (const kind of ['colour', 'blur', 'vignette', 'key', 'wash', 'lut'])
    await page.getByTestId('add-effect').selectOption(kind);
  // a panel longer than the page scrolls by itself
  await expect(page.getByTestId('lut-file')).toBeAttached();
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
  for (const name of ['Colour table', 'Colour wash', 'Chroma key'])
    await page.getByRole('button', { name: `Remove ${name}` }).click();
  await page.getByTestId('effect-colour-saturation').fill('-100');
  await page.getByTestId('effect-colour-saturation').press('Enter');
  await expect(undo).toHaveAttribute('aria-label', 'Undo Colour');
  await expect(said).toHaveText(/IRE\. Neutral/);
  await accessible(page);
  await page.getByRole('button', { name: 'Blur on' }).click();
  await page.getByRole('button', { name: 'Vignette earlier' }).click();
  await expect(page.getByTestId('effect').nth(1)).toHaveAttribute('data-kind', 'vignette');

  // what is typed is for the clip that it was typed for
  const [film] = await page.evaluate(() => window.playhead.stores.project.getState().reading.clips);
  await page.keyboard.press('Control+d');
  await expect(page.getByTestId('clip')).toHaveCount(4);
  await page.getByTestId('clip').first().click();
  await page.getByTestId('effect-colour-exposure').fill('1.5');
  await page.getByTestId('clip').nth(1).click();
  const exposures = await page.evaluate(() =>
    window.playhead.stores.project
      .getState()
      .reading.clips.flatMap(({ id, effects }) => (effects[0] ? [[id, effects[0].values.exposure]] : [])),
  );
  expect(exposures).toEqual([
    [film?.id, 1.5],
    [expect.anything(), 0],
  ]);
  await page.getByTestId('clip').first().click();
  await page.screenshot({ path: shot('effects') });
  const colourful = await page.evaluate(async () => {
    const { engine } = window.playhead;
    while (!engine?.stats().settled) await new Promise((done) => setTimeout(done, 20));
    const { data } = engine.pixels() ?? { data: [] };
    let most = 0;
    for (let at = 0; at < data.length; at += 4) most = Math.max(most, Math.abs((data[at] ?? 0) - (data[at + 2] ?? 0)));
    return most;
  });
  expect(colourful).toBeLessThan(3);
  await page.reload();
  await page.getByTestId('scopes-switch').click();
  await expect(page.getByTestId('scope-vectorscope')).toBeChecked();
});

test('a title is written and set, and a double click on the picture comes back to its words', async ({ page }) => {
  await newProject(page);
  await page.getByTestId('file-input').setInputFiles([makeClip('titled.mp4', 2)]);
  await cardOf(page, 'titled.mp4').getByTestId('add-to-timeline').click();
  await page.keyboard.press('Home');
  await page.keyboard.press('t');
  const words = page.getByTestId('title-text');
  await expect(words).toBeFocused();
  await page.keyboard.type('Night drive\nto the sea');
  await words.press('Escape');
  const undo = page.getByTestId('undo');
  await expect(undo).toHaveAttribute('aria-label', 'Undo Write title');
  await page.getByTestId('title-font').selectOption('PlayfairDisplay');
  await page.getByTestId('title-size').fill('16');
  await page.getByTestId('title-size').press('Enter');
  await page.getByTestId('title-shadow').fill('70');
  await page.getByTestId('title-shadow').press('Enter');
  await page.getByTestId('title-box').fill('35');
  await page.getByTestId('title-box').press('Enter');
  await page.getByTestId('key-title.width').click();
  await expect(undo).toHaveAttribute('aria-label', 'Undo Add keyframe');
  await undo.click();
  await page.getByTestId('safe-areas').click();
  await page.waitForFunction(() => window.playhead.engine?.stats().settled);
  await accessible(page);
  await page.screenshot({ path: shot('title') });
  await expect(page.getByRole('button', { name: /^Night drive, clip on/ })).toHaveAttribute('data-kind', 'text');

  // what no font has is said; a double click on the picture comes back to the words
  const box = await page.getByTestId('preview-canvas').boundingBox();
  if (!box) throw new Error('the preview canvas is not shown');
  await page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2);
  await expect(words).toBeFocused();
  await page.keyboard.type('Hello 😀 你');
  await expect(page.getByTestId('title-missing')).toContainText('你');
  await expect(page.getByTestId('title-emoji')).toBeVisible();
  await words.press('Escape');
  await undo.click();
  expect(
    (await page.evaluate(() => window.playhead.stores.project.getState().reading.clips)).find(({ title }) => title),
  ).toMatchObject({ kind: 'text', title: { text: 'Night drive\nto the sea', size: 160, shadow: 0.7, box: 0.35 } });
});

test('a corner drawn inwards fades a clip in, and Escape leaves it as it was', async ({ page }) => {
  await newProject(page);
  await page.keyboard.press('t');
  await page.getByTestId('title-text').press('Escape');
  const corner = await page.getByTestId('fade-start').boundingBox();
  if (!corner) throw new Error('the clip has no corner');
  const drawn = async () => {
    await page.mouse.move(corner.x + 5, corner.y + 5);
    await page.mouse.down();
    await page.mouse.move(corner.x + 65, corner.y + 5, { steps: 4 });
  };
  await drawn();
  await page.keyboard.press('Escape');
  await page.mouse.up();
  expect((await clipOf(page))?.audio.fadeIn).toBe(0);
  await drawn();
  await page.mouse.up();
  await expect(page.getByTestId('undo')).toHaveAttribute('aria-label', 'Undo Fade in');
  expect((await clipOf(page))?.audio.fadeIn).toBeGreaterThan(100_000_000);
  await page.screenshot({ path: shot('fades') });
  const brightest = await page.evaluate(async () => {
    const { engine } = window.playhead;
    while (!engine?.stats().settled) await new Promise((done) => setTimeout(done, 20));
    return (engine.pixels()?.data ?? new Uint8Array()).reduce(
      (most, level, at) => (at % 4 < 3 ? Math.max(most, level) : most),
      0,
    );
  });
  // the first frame of a fade is not there yet
  expect(brightest).toBe(0);
});

test('a dissolve at the nearest cut by a key, another kind and length in the inspector, all undone', async ({
  page,
}) => {
  await newProject(page);
  await page.getByTestId('file-input').setInputFiles([makeClip('joined.mp4', 2)]);
  await cardOf(page, 'joined.mp4').getByTestId('add-to-timeline').click();
  await page.keyboard.press('Home');
  for (let tens = 0; tens < 3; tens++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('s');
  const cut = () =>
    page.evaluate(() =>
      window.playhead.stores.project.getState().reading.clips.map(({ transition }) => transition?.kind ?? 'cut'),
    );
  await expect.poll(async () => (await cut()).length).toBe(4);
  await page.keyboard.press('Shift+D');
  await expect(page.getByTestId('transition-kind')).toHaveValue('dissolve');
  expect((await cut()).filter((kind) => kind === 'dissolve')).toHaveLength(1);
  await expect(page.getByTestId('transition-from')).toHaveCount(0);
  await page.getByTestId('transition-kind').selectOption('push');
  await expect(page.getByTestId('transition-from')).toHaveValue('right');
  await page.getByTestId('transition-from').selectOption('top');
  await page.getByTestId('transition-length').fill('0.8');
  await page.getByTestId('transition-length').press('Enter');
  const end = await page.getByTestId('transition-end').boundingBox();
  if (!end) throw new Error('the transition has no end');
  await page.mouse.move(end.x + 5, end.y + 8);
  await page.mouse.down();
  await page.mouse.move(end.x - 15, end.y + 8, { steps: 3 });
  await page.mouse.up();
  // drawn up to its cut it is as short as it can be, and still there
  expect((await cut()).filter((kind) => kind === 'push')).toHaveLength(1);
  await page.mouse.move(end.x - 17, end.y + 8);
  await page.mouse.down();
  await page.mouse.move(end.x + 3, end.y + 8, { steps: 3 });
  await page.mouse.up();
  for (let frame = 0; frame < 2; frame++) await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => window.playhead.engine?.stats().settled);
  await page.screenshot({ path: shot('transition') });
  const undo = page.getByTestId('undo');
  for (let step = 0; step < 6; step++) {
    await expect(undo).toHaveAttribute('aria-label', 'Undo Transition');
    await undo.click();
  }
  expect(await cut()).toEqual(['cut', 'cut', 'cut', 'cut']);
});

test('a clip runs backwards at half its speed, a frame is frozen, and a curve and a table grade it', async ({
  page,
}) => {
  await newProject(page);
  await page.getByTestId('file-input').setInputFiles([makeClip('graded.mp4', 1)]);
  await cardOf(page, 'graded.mp4').getByTestId('add-to-timeline').click();
  await page.getByTestId('clip').first().click();
  const undo = page.getByTestId('undo');
  await page.getByTestId('speed-usual').selectOption('0.5');
  await expect(undo).toHaveAttribute('aria-label', 'Undo Speed');
  await page.getByTestId('reverse').click();
  expect(await clipOf(page)).toMatchObject({ speed: -0.5, length: 2 * 705_600_000, in: 705_600_000 });
  for (let tens = 0; tens < 2; tens++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+F');
  await expect(undo).toHaveAttribute('aria-label', 'Undo Freeze frame');
  await expect(page.locator('[data-testid="clip"][data-selected]')).toContainText('still');

  await page.getByTestId('add-effect').selectOption('curves');
  const graph = page.getByTestId('light-curve');
  await graph.scrollIntoViewIfNeeded();
  const box = await graph.boundingBox();
  if (!box) throw new Error('the curve is not shown');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.8, { steps: 3 });
  await page.mouse.up();
  await expect(undo).toHaveAttribute('aria-label', 'Undo Curves');
  await page.getByTestId('add-effect').selectOption('lut');
  const table = (text: string) => ({ name: 'Noir.cube', mimeType: '', buffer: Buffer.from(text) });
  await page.getByTestId('lut-file').setInputFiles(table('LUT_3D_SIZE 2\n0 0 0\n'));
  await expect(page.getByText('The table holds 1 colours where 2 × 2 × 2 = 8 belong.')).toBeVisible();
  const corners = [...Array(8).keys()].map((corner) => (corner & 2 ? '0.4 0.4 0.4' : '0 0 0'));
  await page.getByTestId('lut-file').setInputFiles(table(`LUT_3D_SIZE 2\n${corners.join('\n')}`));
  await expect(page.getByTestId('lut-table')).toHaveValue(/./);
  const most = await page.evaluate(async () => {
    const { engine } = window.playhead;
    const levels = () => engine?.pixels()?.data.filter((_, at) => at % 4 < 3) ?? new Uint8Array();
    for (let wait = 0; wait < 200 && (!engine?.stats().settled || Math.max(...levels().slice(0, 9999)) > 110); wait++)
      await new Promise((done) => setTimeout(done, 50));
    return levels().reduce((best, level) => Math.max(best, level), 0);
  });
  expect(most).toBeLessThan(110);
  expect(most).toBeGreaterThan(10);
  await page.screenshot({ path: shot('graded') });
});
