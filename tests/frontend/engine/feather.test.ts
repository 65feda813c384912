import { expect, test } from 'vitest';
import { blur, boxRadius } from '../../../frontend/src/engine/feather';
import vectors from '../../vectors/feather.json';

test('planes become what Pillow makes of them, within a level', () => {
  for (const { width, plane, sigma, blurred } of vectors) {
    const mine = Uint8Array.from(plane);
    blur(mine, width, sigma);
    const apart = [...mine].map((value, index) => Math.abs(value - (blurred[index] ?? 0)));
    expect(Math.max(...apart), `sigma ${sigma}`).toBeLessThanOrEqual(1);
  }
});

test('the box has the variance of the gaussian', () => {
  for (const sigma of [0.5, 1, 2.5, 10, 25]) {
    const radius = boxRadius(sigma);
    const whole = Math.floor(radius);
    let sum = 0;
    for (let i = -whole; i <= whole; i++) sum += i * i;
    sum += 2 * (radius - whole) * (whole + 1) ** 2;
    expect((3 * sum) / (2 * radius + 1)).toBeCloseTo(sigma * sigma, 6);
  }
});

test('no feather leaves the plane as it is', () => {
  const plane = Uint8Array.from([0, 255, 0, 255]);
  blur(plane, 2, 0);
  expect([...plane]).toEqual([0, 255, 0, 255]);
});
