// Figures of the preview on the open project: what a hand does, and what its engine says it drew.

export const SEEKS = 40;
export const PLAY_MS = 10_000;
const SCRUB_MS = 5_000;

/** Milliseconds from each of SEEKS random seeks until the picture, and the matte, of that very time is drawn. */
export const seekTimes = (page) =>
  page.evaluate(async (count) => {
    const { engine, stores } = window.playhead;
    const { port1, port2 } = new MessageChannel();
    /** a turn of the page's loop, without the rounding of timers */
    const turn = () =>
      new Promise((done) => {
        port1.onmessage = done;
        port2.postMessage(0);
      });
    const end = stores.playback.getState().end;
    const times = [];
    for (let n = 0; n < count; n++) {
      const begun = performance.now();
      engine.seek(Math.floor(Math.random() * end * 0.98));
      while (!engine.stats().settled && performance.now() - begun < 5000) await turn();
      times.push(performance.now() - begun);
      await new Promise((done) => setTimeout(done, 60));
    }
    engine.seek(0);
    return times;
  }, SEEKS);

/** Plays from the start: pictures drawn a second and frames passed over, from the first moving picture on. */
export async function play(page) {
  await page.evaluate(() => window.playhead.engine.seek(0));
  await page.waitForTimeout(500);
  await page.getByTestId('play').click();
  const seen = await page.evaluate(async (ms) => {
    const { engine } = window.playhead;
    while (!engine.time()) await new Promise(requestAnimationFrame);
    const [before, begun] = [engine.stats(), performance.now()];
    await new Promise((done) => setTimeout(done, ms));
    const [after, took] = [engine.stats(), performance.now() - begun];
    return { fps: ((after.drawn - before.drawn) * 1000) / took, skips: after.skipped - before.skipped };
  }, PLAY_MS);
  await page.getByTestId('play').click();
  return seen;
}

/** Draws the playhead through ten seconds in five: pictures shown a second. */
export const scrub = (page) =>
  page.evaluate(async (ms) => {
    const { engine } = window.playhead;
    const before = engine.stats().drawn;
    const begun = performance.now();
    for (let now = begun; now - begun < ms; now = await new Promise(requestAnimationFrame))
      engine.seek(Math.round(((now - begun) / ms) * 10 * 705_600_000));
    return ((engine.stats().drawn - before) * 1000) / ms;
  }, SCRUB_MS);

/**
 * Puts the clip over itself, cut out by a matte with a soft edge that is given to the engine as if it had come.
 * `words`: of a title over both, or ''.
 */
export const stack = (page, words = '') =>
  page.evaluate(async (words) => {
    const { engine, stores } = window.playhead;
    const { reading } = stores.project.getState();
    const bottom = reading.clips.find((clip) => reading.tracks.some((t) => t.id === clip.track && t.kind === 'video'));
    const matte = '00000000-0000-4000-8000-000000000000';
    const [width, height] = [960, 540];
    const under = reading.tracks.find((track) => track.id === bottom.track);
    const top = { ...bottom, id: 'top', track: 'top', matte: { id: matte, mode: 'keep', feather: 4 } };
    const { start, length } = bottom;
    const title = {
      ...{ text: words, font: 'Inter', weight: 700, size: 110, align: 'centre', colour: '#ffffff' },
      ...{ outline: 40, outlineColour: '#000000', shadow: 0.5, box: 0, boxColour: '#000000' },
    };
    const text = { ...bottom, id: 'words', track: 'words', kind: 'text', asset: '', title, start, length };
    const tracks = [
      ...reading.tracks.filter((t) => t.kind === 'video'),
      { ...under, id: 'top' },
      { ...under, id: 'words' },
      ...reading.tracks.filter((t) => t.kind !== 'video'),
    ];
    const order = (clip) => tracks.findIndex((track) => track.id === clip.track);
    const added = words ? [top, text] : [top];
    engine.setReading({ ...reading, tracks, clips: [...reading.clips, ...added].sort((a, b) => order(a) - order(b)) });
    const frames = engine.frameOf(bottom.asset, bottom.in + bottom.length - 1) + 1;
    for (let frame = 0; frame < frames; frame++) {
      // each row is stored as its difference from the row above
      const rows = new Uint8Array(width * height);
      const [cx, cy, r] = [width / 2 + 200 * Math.sin(frame / 20), height / 2, 180];
      const inside = (x, y) => (y >= 0 && (x - cx) ** 2 + (y - cy) ** 2 < r * r ? 255 : 0);
      for (let y = 0; y < height; y++)
        for (let x = Math.floor(cx - r - 1); x <= cx + r + 1; x++)
          rows[y * width + x] = inside(x, y) - inside(x, y - 1);
      const packed = new Response(new Blob([rows]).stream().pipeThrough(new CompressionStream('deflate-raw')));
      const payload = new Uint8Array(await packed.arrayBuffer());
      const bytes = new Uint8Array(40 + payload.length);
      const view = new DataView(bytes.buffer);
      bytes.set([0x50, 0x48, 0x4d, 0x54, 1, 2]);
      bytes.set(
        matte
          .replaceAll('-', '')
          .match(/../g)
          .map((hex) => Number.parseInt(hex, 16)),
        8,
      );
      for (const [at, value] of [
        [24, 1],
        [28, frame],
      ])
        view.setUint32(at, value, true);
      view.setUint16(32, width, true);
      view.setUint16(34, height, true);
      view.setUint32(36, payload.length, true);
      bytes.set(payload, 40);
      engine.mattes.push(bytes.buffer);
    }
  }, words);
