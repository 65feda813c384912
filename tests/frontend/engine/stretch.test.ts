import { expect, test } from 'vitest';
import { Stretch } from '../../../frontend/src/engine/stretch';

const RATE = 8000;

/** Given in uneven blocks, as decoders do. */
function stretched(sound: Float32Array<ArrayBuffer>, speed: number): Float32Array {
  const stretch = new Stretch(1, RATE, speed);
  const parts: Float32Array[] = [];
  for (let at = 0, size = 300; at < sound.length; at += size, size = (size * 7) % 1111) {
    stretch.push([sound.slice(at, at + size)]);
    for (let ready = stretch.take(500); ready; ready = stretch.take(500)) parts.push(ready[0] as Float32Array);
  }
  parts.push(stretch.end()[0] as Float32Array);
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

const tone = (hertz: number, seconds: number) =>
  Float32Array.from({ length: seconds * RATE }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / RATE));

test.each([0.1, 0.5, 0.75, 1.5, 2, 10])(
  'a tone at %f times keeps its pitch, its level and its share of time',
  (speed) => {
    const made = stretched(tone(440, 4), speed);
    expect(made.length).toBe(Math.round((4 * RATE) / speed));
    const inner = made.subarray(RATE / 20, made.length - RATE / 20);
    let crossings = 0;
    let power = 0;
    inner.forEach((sample, i) => {
      power += sample * sample;
      if (i && (inner[i - 1] as number) < 0 && sample >= 0) crossings++;
    });
    // a crossing more or less is where the sound begins and ends
    expect(Math.abs(crossings - (440 * inner.length) / RATE)).toBeLessThan(1.5 + 0.002 * crossings);
    expect(Math.sqrt((2 * power) / inner.length)).toBeCloseTo(1, 1);
  },
);

test('at its own speed nothing changes', () => {
  const noise = Float32Array.from({ length: 2 * RATE }, (_, i) => Math.sin(i * i * 0.37));
  const made = stretched(noise, 1);
  expect(made.length).toBe(noise.length);
  expect(Math.max(...made.map((sample, i) => Math.abs(sample - (noise[i] as number))))).toBeLessThan(1e-6);
});

test('what happens stays where it happens, within the 10 ms that pieces are moved', () => {
  const knocks = new Float32Array(4 * RATE);
  for (const second of [1, 2, 3]) for (let i = 0; i < 80; i++) knocks[second * RATE + i] = Math.cos(i) * (1 - i / 80);
  for (const speed of [0.5, 2]) {
    const made = stretched(knocks, speed);
    for (const second of [1, 2, 3]) {
      const from = Math.round(((second - 0.5) / speed) * RATE);
      const near = made.subarray(from, Math.round(((second + 0.5) / speed) * RATE));
      const loudest = near.reduce((best, sample, i) => (Math.abs(sample) > Math.abs(near[best] ?? 0) ? i : best), 0);
      expect(Math.abs((from + loudest) / RATE - second / speed)).toBeLessThan(0.035);
    }
  }
});
