// What the bench scripts share: a Chromium, a project with one clip in it, percentiles.
import { chromium } from '@playwright/test';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
export const VIEWPORT = { width: 1440, height: 900 };

export const launch = () =>
  chromium.launch({ executablePath: process.env.PLAYHEAD_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });

export const percentile = (values, p) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)];
};

const assets = (page) => page.evaluate(() => Object.values(window.playhead.stores.assets.getState().assets));

/** Milliseconds until an asset is in one of `states`. */
export async function untilAsset(page, states, limit = 600_000) {
  const begun = Date.now();
  while (!(await assets(page)).some((asset) => states.includes(asset.state))) {
    if (Date.now() - begun > limit) throw new Error(`no asset became ${states.join(' or ')} in time`);
    await page.waitForTimeout(20);
  }
  return Date.now() - begun;
}

/** Makes a project and gives it the clip. */
export async function upload(page, address, clip) {
  page.setDefaultTimeout(120_000); // a busy machine is measured too
  await page.goto(address);
  await page.getByTestId('new-project').click();
  await page.getByTestId('preview-canvas').waitFor();
  await page.getByTestId('file-input').setInputFiles([clip]);
}

/** Puts the ready clip on the timeline and loads the page anew: the preview then reads the proxy, as others' do. */
export async function place(page) {
  await page.getByTestId('add-to-timeline').first().click();
  await page.getByTestId('clip').first().waitFor();
  await page.waitForTimeout(500);
  await page.reload();
  await page.getByTestId('clip').first().waitFor();
  await page.waitForTimeout(1500);
}
