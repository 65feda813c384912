import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { folder, newProject } from './kit';
import { CASES, type Case, HEIGHT, readingOf, TIME, WIDTH } from './parity-cases';
import { python } from './server';

const parity = join(import.meta.dirname, 'parity.py');

/** Pictures of all readings as the preview draws them, RGBA in base64. */
async function previewed(page: Page, readings: unknown[], media: Record<string, string>): Promise<Buffer[]> {
  const pictures = await page.evaluate(
    async ([all, files, time]) => {
      const { engine } = window.playhead;
      if (!engine) throw new Error('there is no preview');
      const blob = async (name: string) => (await fetch(`data:application/octet-stream;base64,${files[name]}`)).blob();
      const rate = [30, 1] as const;
      const video = { kind: 'video', width: 320, height: 180, rate, frameTicks: null } as const;
      engine.setSources(
        new Map([
          ['a', { ...video, blob: await blob('a.mp4') }],
          ['b', { ...video, blob: await blob('b.mp4') }],
          ['warm', { kind: 'lut', width: 0, height: 0, rate, frameTicks: null, blob: await blob('warm.cube') }],
          ['holes', { kind: 'image', width: 120, height: 90, rate, frameTicks: null, blob: await blob('holes.png') }],
        ]),
      );
      engine.mattes.push(await (await blob('matte.phm')).arrayBuffer());
      const drawn: string[] = [];
      for (const reading of all) {
        engine.setReading(reading as Parameters<typeof engine.setReading>[0]);
        engine.seek(time as Parameters<typeof engine.seek>[0]);
        const since = performance.now();
        while (!engine.stats().settled) {
          if (performance.now() - since > 10_000) throw new Error('a picture did not come');
          await new Promise((done) => setTimeout(done, 5));
        }
        const bytes = engine.pixels()?.data ?? new Uint8Array();
        let text = '';
        for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
        drawn.push(btoa(text));
      }
      return drawn;
    },
    [readings, media, TIME] as const,
  );
  return pictures.map((picture) => Buffer.from(picture, 'base64'));
}

interface Shown {
  /** levels of the canvas that are not those of the scene, composed for this */
  wrong: number;
  /** scenes composed until the canvas showed it */
  composed: number;
  /** scenes kept by then */
  kept: number;
}

/** A hand goes over all readings: what the canvas shows of each. */
async function shown(page: Page, readings: unknown[]): Promise<Shown[]> {
  return page.evaluate(async (all) => {
    const { engine } = window.playhead;
    if (!engine) throw new Error('there is no preview');
    const found: Shown[] = [];
    for (const reading of all) {
      const before = engine.stats().composed;
      engine.setReading(reading as Parameters<typeof engine.setReading>[0]);
      do await new Promise((done) => setTimeout(done, 5));
      while (!engine.stats().settled);
      const { composed } = engine.stats();
      const { data } = await new Promise<{ data: Uint8Array }>((done) => engine.watch(done));
      engine.watch(null);
      // what stood there before all of it was here is composed once more, and kept, when somebody watches
      const { composites: kept } = engine.stats();
      const expected = engine.pixels()?.data ?? new Uint8Array();
      // a canvas has no alpha
      const wrong = expected.reduce((sum, level, at) => sum + (at % 4 < 3 && data[at] !== level ? 1 : 0), 0);
      found.push({ wrong: wrong + Math.abs(expected.length - data.length), composed: composed - before, kept });
    }
    return found;
  }, readings);
}

/** Mean difference of the colours' levels, with the preview moved by `dx` pixels. */
function apart(preview: Buffer, expected: Buffer, dx = 0): number {
  let sum = 0;
  let count = 0;
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 2; x < WIDTH - 2; x++)
      for (let part = 0; part < 3; part++, count++) {
        const a = preview[(y * WIDTH + x + dx) * 4 + part] ?? 0;
        sum += Math.abs(a - (expected[(y * WIDTH + x) * 3 + part] ?? 0));
      }
  return sum / count;
}

test('the preview draws what the export draws, pixel by pixel', async ({ page }) => {
  execFileSync(python, [parity, 'make', folder]);
  const readings = CASES.map(readingOf);
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(readings.map((reading) => ({ reading, time: TIME }))));
  execFileSync(python, [parity, 'render', folder]);
  const expected = readFileSync(join(folder, 'expected.rgb'));
  const names = ['a.mp4', 'b.mp4', 'holes.png', 'matte.phm', 'warm.cube'];
  const media = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));

  await newProject(page);
  // from now on nothing but this test gives the engine anything
  await page.waitForFunction(() => {
    const { connected, saved } = window.playhead.stores.project.getState();
    return connected && saved;
  });
  const pictures = await previewed(page, readings, media);
  const size = WIDTH * HEIGHT * 3;
  for (const [index, picture] of pictures.entries()) {
    const { name, mean } = CASES[index] as Case;
    const wanted = expected.subarray(index * size, (index + 1) * size);
    expect.soft(apart(picture, wanted), name).toBeLessThan(mean);
    // what is compared is fine enough for one pixel to show
    expect.soft(apart(picture, wanted, 1), `${name}, moved by a pixel`).toBeGreaterThan(2 * mean);
  }

  // what was costly is not composed again where a hand comes back to it, and is just as it was
  await page.setViewportSize({ width: 1280, height: 800 }); // a canvas of another size, for which none is kept
  const once = await shown(page, readings);
  const costly = readings.filter((_, index) => index > 0 && (once[index]?.kept ?? 0) > (once[index - 1]?.kept ?? 0));
  expect(costly.length).toBeGreaterThan(3);
  const toAndFro = await shown(
    page,
    costly.flatMap((reading) => [reading, readings[0], reading]),
  );
  expect([...once, ...toAndFro].filter(({ wrong }) => wrong > 0)).toEqual([]);
  expect(toAndFro.filter((_, index) => index % 3 === 2).map(({ composed }) => composed)).toEqual(costly.map(() => 0));

  // a GPU that goes away and comes back: the same picture, without being asked
  const [before, after] = await page.evaluate(async () => {
    const { engine } = window.playhead;
    const canvas = document.querySelector<HTMLCanvasElement>('[data-testid="preview-canvas"]');
    const loss = canvas?.getContext('webgl2')?.getExtension('WEBGL_lose_context');
    if (!engine || !canvas || !loss) throw new Error('there is no WebGL to lose');
    const once = (name: string) => new Promise((done) => canvas.addEventListener(name, done, { once: true }));
    const had = engine.pixels()?.data ?? new Uint8Array();
    const { drawn } = engine.stats();
    const gone = once('webglcontextlost');
    loss.loseContext();
    await gone;
    await new Promise((done) => setTimeout(done, 50)); // it may be restored only after the event
    const back = once('webglcontextrestored');
    loss.restoreContext();
    await back;
    while (engine.stats().drawn === drawn) await new Promise((done) => setTimeout(done, 5));
    return [had, engine.pixels()?.data ?? new Uint8Array()].map((picture) =>
      picture.reduce((sum, level) => (sum * 31 + level) % 1e9, 0),
    );
  });
  expect(before).not.toBe(0);
  expect(after).toBe(before);
});
