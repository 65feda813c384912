/** The shape of sound, fine enough to see single frames: what waveforms are drawn from where peaks are too coarse. */
import type { Opened } from './sound';

/** -127..127 of full scale, the lowest and the highest sample of all channels in each 1 / OUTLINE_RATE of a second. */
export interface Outline {
  low: Int8Array;
  high: Int8Array;
}

export const OUTLINE_RATE = 2400;

/** Of `seconds` from source second `from` on; silence where there is no sound. */
export async function outlineOf({ sink, first }: Opened, from: number, seconds: number): Promise<Outline> {
  const count = Math.round(seconds * OUTLINE_RATE);
  const outline = { low: new Int8Array(count), high: new Int8Array(count) };
  for await (const { buffer, timestamp } of sink.buffers(from + first, from + seconds + first)) {
    const begin = (timestamp - first - from) * OUTLINE_RATE;
    for (let channel = 0; channel < buffer.numberOfChannels; channel++)
      widen(outline, buffer.getChannelData(channel), begin, OUTLINE_RATE / buffer.sampleRate);
  }
  return outline;
}

/** Lays samples into an outline: the first at place `begin`, each `step` places after the one before. */
export function widen({ low, high }: Outline, samples: Float32Array, begin: number, step: number): void {
  for (let index = 0; index < samples.length; index++) {
    const at = Math.floor(begin + index * step);
    if (at < 0 || at >= low.length) continue;
    const level = Math.max(-127, Math.min(127, Math.round((samples[index] as number) * 127)));
    if (level < (low[at] as number)) low[at] = level;
    if (level > (high[at] as number)) high[at] = level;
  }
}
