/** What the journeys share: clips made for them, and the steps of a hand that all of them take. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';
import { python, root } from './server';

export const folder = mkdtempSync(join(tmpdir(), 'playhead-journey-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
export const shot = (name: string) => join(root, 'test-results', `${name}.png`);
export const clipTool = join(import.meta.dirname, 'clip.py');

/** An MP4 of the moving disc. */
export function makeClip(name: string, seconds: number): string {
  const path = join(folder, name);
  execFileSync(python, [clipTool, 'make', path, '--seconds', String(seconds)]);
  return path;
}

/** The same film under another name. `padding`: MiB of nothing after it, which no player minds, for a long upload. */
export function copyClip(film: string, name: string, padding = 0): string {
  const path = join(folder, name);
  const box = Buffer.alloc((padding << 20) + 8);
  box.writeUInt32BE(box.length);
  box.write('free', 4);
  writeFileSync(path, Buffer.concat([readFileSync(film), box]));
  return path;
}

/** A film of noise, which takes many bytes a second however it is encoded. */
export function makeNoise(name: string, seconds: number): string {
  const path = join(folder, name);
  const ffmpeg = execFileSync(python, ['-c', 'import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())']);
  const source = `color=gray:s=480x270:r=25:d=${seconds},noise=alls=100:allf=t`;
  const encoder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
  execFileSync(ffmpeg.toString().trim(), ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, ...encoder, path]);
  return path;
}

/** `at`: another server than the one that all journeys share. */
export async function newProject(page: Page, at = ''): Promise<void> {
  await page.goto(`${at}/`);
  await page.getByTestId('new-project').click();
  await expect(page.getByTestId('preview-canvas')).toBeVisible();
}

/** Fails where axe finds anything that keeps somebody from using the page as it is shown now. */
export async function accessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target).join(', ')})`,
  );
  expect(told).toEqual([]);
}

export const cardOf = (page: Page, name: string): Locator => page.getByTestId('asset-card').filter({ hasText: name });

/** Clicks the picture at a place given in 0..1 of the preview canvas. */
export async function clickPicture(page: Page, x: number, y: number): Promise<void> {
  const box = await page.getByTestId('preview-canvas').boundingBox();
  if (!box) throw new Error('the preview canvas is not shown');
  await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
}

/** Loads the page anew, until its code is there to be asked. */
export async function reload(page: Page): Promise<void> {
  await page.reload();
  await page.waitForFunction(() => 'playhead' in window);
}

/** Frames that have their mask, of all mattes. */
export async function finalFrames(page: Page): Promise<number> {
  return page.evaluate(() => {
    const mattes = Object.values(window.playhead.stores.mattes.getState().mattes);
    return mattes.reduce((sum, matte) => sum + [...matte.states].filter((state) => state >= 2).length, 0);
  });
}

/** Points of the matte that is shown, as the page knows them: + keeps, - removes; null for no matte. */
export const points = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const [matte] = Object.values(window.playhead.stores.mattes.getState().mattes);
    return matte ? matte.prompts.flatMap((prompt) => prompt.points.map((p) => (p.keep ? '+' : '-'))).join('') : null;
  });

/** A limit to what the page sends, in bytes a second; 0 takes it off the network. One session a page: two would add up. */
export async function sendingLimit(page: Page): Promise<(bytesPerSecond: number) => Promise<unknown>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  return (bytesPerSecond) =>
    session.send('Network.emulateNetworkConditions', {
      offline: bytesPerSecond === 0,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: bytesPerSecond || -1,
    });
}

export async function startExport(page: Page): Promise<void> {
  await page.getByTestId('export-open').click();
  await page.getByTestId('export-start').click();
}

/** Waits for the newest export and returns the downloaded file's path. */
export async function downloadExport(page: Page): Promise<string> {
  const link = page.getByTestId('export-download').first();
  await expect(link).toBeVisible({ timeout: 180_000 });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const path = join(folder, `export-${Date.now()}.mp4`);
  await download.saveAs(path);
  return path;
}

/** Exports the timeline as a person would; the path of the downloaded file. */
export async function exportAndDownload(page: Page): Promise<string> {
  await startExport(page);
  return downloadExport(page);
}

/** What clip.py makes of an exported cut of the disc. */
export function judge(file: string, ...more: string[]) {
  return JSON.parse(execFileSync(python, [clipTool, 'judge', file, ...more]).toString());
}
