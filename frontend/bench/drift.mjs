// How far sound and picture come apart in long play: beeps of a film are listened for where they leave the page's sound,
// and each is compared with the time that the picture's clock has just then. Started by `manage.py bench editor`.
//   node drift.mjs ADDRESS BEEPS
import { launch, place, untilAsset, upload, VIEWPORT } from './chromium.mjs';

const [address, beeps] = process.argv.slice(2);
const SECONDS = Number(process.env.PLAYHEAD_DRIFT_S ?? 120);

const browser = await launch();
const page = await browser.newPage({ viewport: VIEWPORT });
// a listener at the destination: the samples' own numbers at which a beep begins
await page.addInitScript(() => {
  const worklet = `registerProcessor('beeps', class extends AudioWorkletProcessor {
    #quiet = sampleRate;
    process([[samples]]) {
      for (let n = 0; n < (samples?.length ?? 0); n++) {
        if (Math.abs(samples[n]) < 0.2) this.#quiet++;
        else {
          if (this.#quiet > sampleRate / 2) this.port.postMessage((currentFrame + n) / sampleRate);
          this.#quiet = 0;
        }
      }
      return true;
    }
  });`;
  const connect = AudioNode.prototype.connect;
  window.beeps = [];
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to === this.context.destination) {
      window.sounding = this.context;
      const url = URL.createObjectURL(new Blob([worklet], { type: 'text/javascript' }));
      this.context.audioWorklet.addModule(url).then(() => {
        const listener = new AudioWorkletNode(this.context, 'beeps', { numberOfOutputs: 0 });
        listener.port.onmessage = ({ data }) => window.beeps.push(data);
        connect.call(this, listener);
      });
    }
    return connect.call(this, to, ...rest);
  };
});
await upload(page, address, beeps);
await untilAsset(page, ['ready']);
await place(page);
await page.getByTestId('play').click();
const heard = await page.evaluate(async (seconds) => {
  const { engine } = window.playhead;
  const clock = [];
  // picture time against the sample that leaves the loudspeaker now
  engine.on('time', (time) => {
    const { contextTime, performanceTime } = window.sounding.getOutputTimestamp();
    if (performanceTime) clock.push([contextTime + (performance.now() - performanceTime) / 1000, time / 705_600_000]);
  });
  await new Promise((done) => setTimeout(done, seconds * 1000));
  return { clock, beeps: window.beeps };
}, SECONDS);
await browser.close();

/** Least squares: value at the middle, slope. */
function line(points) {
  const [mx, my] = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
  const slope =
    points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return { mx, my, slope };
}

// around each beep the picture's clock is a line
const off = heard.beeps.flatMap((at) => {
  const near = heard.clock.filter(([context]) => Math.abs(context - at) < 1.5);
  if (near.length < 20) return [];
  const { mx, my, slope } = line(near);
  const shown = my + slope * (at - mx);
  return [[at, shown - Math.round(shown)]];
});
if (off.length < SECONDS / 2) throw new Error(`only ${off.length} beeps were heard in ${SECONDS} s`);
const { slope } = line(off);
const values = off.map(([, value]) => value).sort((a, b) => a - b);
const figures = {
  drift_ms_10min: Math.abs(slope) * 600 * 1000,
  // how far single beeps are from each other, nine in ten of them
  drift_spread_ms: (values[Math.floor(0.95 * values.length)] - values[Math.floor(0.05 * values.length)]) * 1000,
  drift_beeps: off.length,
};
console.log(JSON.stringify(figures));
