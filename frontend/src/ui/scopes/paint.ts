/** Counts -> what is seen of them, on a canvas. */
import { GREYS, histogram, parade, type Sample, VALUES, vectorscope, waveform } from '../../engine/scopes';
import type { Scope } from '../../state/scopes';

/** Columns of a waveform; of a parade for each channel. */
const COLUMNS = { waveform: 256, parade: 84 };
const WHITE = [225, 235, 230] as const;
const CHANNELS = [
  [255, 96, 90],
  [98, 230, 120],
  [110, 160, 255],
] as const;

/** How bright a place is where `count` of about `most` pixels fell: few are still seen, many do not burn out. */
const glow = (count: number, most: number): number => 1 - Math.exp((-40 * count) / most);

export function paint(canvas: HTMLCanvasElement, scope: Scope, sample: Sample): void {
  if (scope === 'histogram') paintHistogram(canvas, sample);
  else paintCounts(canvas, scope, sample);
}

function paintCounts(canvas: HTMLCanvasElement, scope: Exclude<Scope, 'histogram'>, sample: Sample): void {
  const pen = sized(canvas, scope === 'parade' ? 3 * COLUMNS.parade : VALUES, VALUES);
  const image = pen.createImageData(canvas.width, canvas.height);
  const plot = (counts: Uint32Array, columns: number, left: number, most: number, colourOf: (i: number) => Rgb) => {
    counts.forEach((count, i) => {
      if (!count) return;
      const at = (Math.floor(i / columns) * canvas.width + left + (i % columns)) * 4;
      const [r, g, b] = colourOf(i);
      image.data.set([r, g, b, 255 * glow(count, most)], at);
    });
  };
  const { width, height } = sample;
  if (scope === 'waveform') {
    const columns = COLUMNS.waveform;
    plot(waveform(sample, columns), columns, 0, (width * height) / columns, () => WHITE);
  } else if (scope === 'parade') {
    const columns = COLUMNS.parade;
    parade(sample, columns).forEach((counts, channel) => {
      plot(counts, columns, channel * columns, (width * height) / columns, () => CHANNELS[channel] as Rgb);
    });
  } else {
    plot(vectorscope(sample), VALUES, 0, (width * height) / 64, colourIn);
  }
  pen.putImageData(image, 0, 0);
}

type Rgb = readonly [number, number, number];

/** The colour that lies at a place of the vectorscope, at middling luma. */
function colourIn(place: number): Rgb {
  const [cb, cr] = [(place % VALUES) - GREYS, GREYS - Math.floor(place / VALUES)];
  const [r, b] = [150 + 1.5748 * cr, 150 + 1.8556 * cb];
  return [r, (150 - 0.2126 * r - 0.0722 * b) / 0.7152, b];
}

function paintHistogram(canvas: HTMLCanvasElement, sample: Sample): void {
  const [wide, high] = [2 * VALUES, VALUES];
  const pen = sized(canvas, wide, high);
  const { luma, red, green, blue } = histogram(sample);
  // bars of pure black and white, as of a letterbox, would flatten all the rest
  const most = Math.max(1, ...[luma, red, green, blue].map((bins) => Math.max(...bins.subarray(1, VALUES - 1))));
  const trace = (bins: Uint32Array) => {
    pen.beginPath();
    pen.moveTo(0, high);
    bins.forEach((count, value) => {
      const y = high - Math.min(1, count / most) * (high - 8);
      pen.lineTo(value * 2, y);
      pen.lineTo(value * 2 + 2, y);
    });
    pen.lineTo(wide, high);
  };
  pen.globalCompositeOperation = 'lighter';
  for (const [channel, bins] of [red, green, blue].entries()) {
    trace(bins);
    pen.fillStyle = `rgb(${(CHANNELS[channel] as Rgb).join(' ')} / 0.55)`;
    pen.fill();
  }
  trace(luma);
  pen.globalCompositeOperation = 'source-over';
  pen.strokeStyle = `rgb(${WHITE.join(' ')})`;
  pen.lineWidth = 2;
  pen.stroke();
}

function sized(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  // also wipes it
  Object.assign(canvas, { width, height });
  return canvas.getContext('2d') as CanvasRenderingContext2D;
}
