// Do masks come before the playhead? Viewers in one Chromium, each with a project, clip and matte of its own.
//   node race.mjs ADDRESS CLIP VIEWERS
import { launch, percentile, place, untilAsset, upload, VIEWPORT } from './chromium.mjs';

const [address, clip, viewers] = process.argv.slice(2);
const CLICKS = 8;
const SEEKS = 8;
const PLAY_MS = 10_000;

/** In the page, before its own scripts: notes every matte message, and what the preview shows of mattes and when. */
function watch() {
  window.race = { messages: 0, bytes: 0, made: new Map(), pressed: 0 };
  const { race } = window;
  performance.setResourceTimingBufferSize(10_000);
  const ID_BYTES = 12;
  const FRAME_AT = ID_BYTES + 28;
  const note = ({ data }) => {
    if (!(data instanceof ArrayBuffer)) return;
    race.messages++;
    race.bytes += data.byteLength;
    const view = new DataView(data);
    // the stream id is Redis's clock when the worker gave the frame away
    const finished = Number(view.getBigUint64(0, true));
    race.made.set(view.getUint32(FRAME_AT, true), { finished, arrived: performance.timeOrigin + performance.now() });
  };
  window.WebSocket = class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols);
      if (String(url).includes('/ws/mattes/')) this.addEventListener('message', note);
    }
  };
  document.addEventListener(
    'pointerdown',
    () => {
      race.pressed = performance.now();
    },
    true,
  );
  race.shown = () => window.playhead.engine.stats().mattes[0];
  /** Milliseconds from the worker's finished frame, and from its arrival in the page, to `at` on screen. */
  race.after = (frame, at) => {
    const made = race.made.get(frame);
    return {
      finished: performance.timeOrigin + at - made?.finished,
      arrived: performance.timeOrigin + at - made?.arrived,
    };
  };
  /** Milliseconds from the press: until what it says was sent, answered, and made by the worker as `frame`. */
  race.way = (frame) => {
    const asked = performance
      .getEntriesByType('resource')
      .filter((entry) => entry.startTime >= race.pressed && /\/mattes$|\/prompts\//.test(entry.name));
    return {
      sent: asked[0]?.startTime - race.pressed,
      answered: asked.at(-1)?.responseEnd - race.pressed,
      made: race.made.get(frame)?.finished - performance.timeOrigin - race.pressed,
    };
  };
  /** Resolves to the time at which a picture fitting `wanted` was on screen: the frame after it was drawn. */
  race.until = (wanted, limit = 20_000) =>
    new Promise((done) => {
      const begun = performance.now();
      const look = () => {
        const shown = race.shown();
        if (shown && wanted(shown)) requestAnimationFrame(() => done({ ...shown, at: performance.now() }));
        else if (performance.now() - begun > limit) done(null);
        else requestAnimationFrame(look);
      };
      look();
    });
}

const seek = (page, share) =>
  page.evaluate((at) => {
    const { engine, stores } = window.playhead;
    engine.seek(Math.floor(Math.max(...stores.project.getState().reading.clips.map((c) => c.start + c.length)) * at));
  }, share);

const arrivals = (page) => page.evaluate(() => ({ messages: window.race.messages, bytes: window.race.bytes }));

async function click(page, revision) {
  const answered = page.evaluate(async (before) => {
    const found = await window.race.until((shown) => shown.revision > before && shown.state > 0);
    return (
      found && {
        ms: found.at - window.race.pressed,
        revision: found.revision,
        ...window.race.way(found.frame),
        ...window.race.after(found.frame, found.at),
      }
    );
  }, revision);
  const box = await page.getByTestId('preview-canvas').boundingBox();
  await page.mouse.click(box.x + box.width * 0.5, box.y + box.height * 0.5);
  return answered;
}

/** Plays for PLAY_MS and looks at every picture: was there a mask, and how far do masks reach beyond it? */
async function play(page) {
  const before = await arrivals(page);
  await page.getByTestId('play').click();
  const seen = await page.evaluate(
    (ms) =>
      new Promise((done) => {
        const begun = performance.now();
        const leads = [];
        let stalls = 0,
          stalled = 0,
          wasStalled = false,
          masked = 0,
          frame = -1,
          last = begun;
        const look = (now) => {
          const shown = window.race.shown();
          const isStalled = !!shown && shown.state === 0;
          if (isStalled && !wasStalled) stalls++;
          if (isStalled) stalled += now - last;
          wasStalled = isStalled;
          last = now;
          if (shown && shown.state > 0 && shown.frame !== frame) masked++;
          frame = shown?.frame ?? -1;
          const matte = Object.values(window.playhead.stores.mattes.getState().mattes)[0];
          if (matte) leads.push(matte.lead);
          if (now - begun < ms) requestAnimationFrame(look);
          else done({ stalls, stalled, masked, leads });
        };
        requestAnimationFrame(look);
      }),
    PLAY_MS,
  );
  await page.getByTestId('play').click();
  const after = await arrivals(page);
  return { ...seen, frames: after.messages - before.messages, bytes: after.bytes - before.bytes };
}

/** To places without a mask, as far from those with one as there are. */
async function seeks(page) {
  const found = [];
  for (let n = 0; n < SEEKS; n++) {
    const share = await page.evaluate(() => {
      const matte = Object.values(window.playhead.stores.mattes.getState().mattes)[0];
      let best = -1,
        most = 0,
        from = 0;
      for (let frame = 0; frame <= matte.states.length; frame++) {
        if (frame < matte.states.length && !matte.states[frame]) continue;
        if (frame - from > most) [most, best] = [frame - from, (frame + from) >> 1];
        from = frame + 1;
      }
      return most > 4 ? best / matte.states.length : null;
    });
    if (share === null) break;
    await page.evaluate(() => {
      window.race.pressed = performance.now();
    });
    const had = await page.evaluate(() => window.race.shown()?.frame ?? -1);
    await seek(page, share);
    const took = await page.evaluate(async (old) => {
      const shown = await window.race.until((each) => each.frame !== old && each.state > 0);
      return (
        shown && {
          ms: shown.at - window.race.pressed,
          ...window.race.after(shown.frame, shown.at),
        }
      );
    }, had);
    if (took) found.push(took);
    await page.waitForTimeout(400);
  }
  return found;
}

async function race(page) {
  await page.getByTestId('tool-mask').click();
  await seek(page, 0);
  await page.waitForTimeout(500);
  const first = await click(page, 0);
  if (!first) throw new Error('the first click brought no mask within 20 s');
  await page.waitForTimeout(1000);
  const played = await play(page);
  const sought = await seeks(page);
  const clicks = [first];
  for (let n = 1; n < CLICKS; n++) {
    await seek(page, (n + 0.3) / CLICKS);
    await page.waitForTimeout(700);
    const answer = await click(page, clicks.at(-1).revision);
    if (answer) clicks.push(answer);
  }
  const worker = await page.evaluate(
    () => Object.values(window.playhead.stores.mattes.getState().mattes)[0]?.speed ?? 0,
  );
  return { played, sought, clicks, worker };
}

const browser = await launch();
const pages = [];
for (let n = 0; n < Number(viewers); n++) {
  const context = await browser.newContext({ viewport: VIEWPORT });
  const page = await context.newPage();
  await page.addInitScript(watch);
  await upload(page, address, clip);
  await untilAsset(page, ['ready']);
  await place(page);
  pages.push(page);
}
const runs = await Promise.all(pages.map(race));
const all = (pick) => runs.flatMap(pick);
const sum = (values) => values.reduce((total, value) => total + value, 0);
const clicks = (what) => all((run) => run.clicks.map((each) => each[what])).filter(Number.isFinite);
const since = (what) => all((run) => [...run.clicks, ...run.sought].map((each) => each[what])).filter(Number.isFinite);
const frames = sum(runs.map((run) => run.played.frames));
const leads = all((run) => run.played.leads);
const figures = {
  click_to_mask_ms_p50: percentile(clicks('ms'), 50),
  click_to_mask_ms_p95: percentile(clicks('ms'), 95),
  click_to_sent_ms_p50: percentile(clicks('sent'), 50),
  click_to_answer_ms_p50: percentile(clicks('answered'), 50),
  click_to_answer_ms_p95: percentile(clicks('answered'), 95),
  click_to_finished_ms_p50: percentile(clicks('made'), 50),
  click_to_finished_ms_p95: percentile(clicks('made'), 95),
  mattes_per_s: (frames * 1000) / PLAY_MS,
  mattes_per_s_worker: sum(runs.map((run) => run.worker)) / runs.length,
  mattes_per_s_shown: (sum(runs.map((run) => run.played.masked)) * 1000) / PLAY_MS,
  finished_to_pixel_ms_p50: percentile(since('finished'), 50),
  finished_to_pixel_ms_p95: percentile(since('finished'), 95),
  arrived_to_pixel_ms_p50: percentile(since('arrived'), 50),
  arrived_to_pixel_ms_p95: percentile(since('arrived'), 95),
  lead_s: sum(leads) / Math.max(leads.length, 1),
  lead_s_min: Math.min(...leads),
  stalls: sum(runs.map((run) => run.played.stalls)),
  stalled_s: sum(runs.map((run) => run.played.stalled)) / 1000,
  seek_to_mask_ms_p95: percentile(
    all((run) => run.sought.map((each) => each.ms)),
    95,
  ),
  seeks_answered: sum(runs.map((run) => run.sought.length)),
  bytes_per_frame: sum(runs.map((run) => run.played.bytes)) / Math.max(frames, 1),
};
await browser.close();
console.log(JSON.stringify(figures));
