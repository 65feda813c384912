// What pages load of JavaScript, workers' too, in kB as gzip -6 has it.
import { gzipSync } from 'node:zlib';

/** Opens `address` with nothing in its cache; `ready` waits until it can be used. `rest`: what comes in the five seconds after. */
async function load(browser, state, address, ready) {
  const context = await browser.newContext({ storageState: state });
  const page = await context.newPage();
  const seen = new Map();
  context.on('response', (answer) => {
    if (new URL(answer.url()).pathname.endsWith('.js')) seen.set(answer.url(), 0);
  });
  await page.goto(address);
  await ready(page);
  const first = [...seen.keys()];
  await page.waitForTimeout(5000);
  for (const url of seen.keys()) seen.set(url, gzipSync(await (await context.request.get(url)).body()).length / 1000);
  await context.close();
  const all = [...seen.values()].reduce((sum, size) => sum + size, 0);
  const used = first.reduce((sum, url) => sum + seen.get(url), 0);
  return { used, rest: all - used };
}

/** `project`: the address of one with a clip at its beginning. */
export async function loads(browser, page, address, project) {
  const state = await page.context().storageState();
  const list = await load(browser, state, address, (it) => it.getByTestId('new-project').waitFor());
  const editor = await load(browser, state, project, (it) =>
    it.waitForFunction(() => window.playhead?.engine?.stats().decoded > 0, null, { timeout: 60_000 }),
  );
  return {
    first_load_kb_gzip: list.used,
    editor_load_kb_gzip: editor.used,
    editor_rest_kb_gzip: editor.rest,
  };
}
