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

test('an object that lies anywhere, or reaches over the border, is as if all of the plane had been blurred', () => {
  const [width, height] = [53, 41];
  for (const [left, top] of [
    [20, 15],
    [0, 0],
    [45, 33],
    [-4, 30],
  ] as const) {
    const inside = (x: number, y: number) => x >= left && x < left + 8 && y >= top && y < top + 8;
    const plane = Uint8Array.from({ length: width * height }, (_, at) =>
      inside(at % width, Math.floor(at / width)) ? 255 - (at % 7) : 0,
    );
    const whole = { left: 0, top: 0, right: width, bottom: height };
    for (const sigma of [0.5, 2, 6]) {
      const [part, all] = [plane.slice(), plane.slice()];
      const { left, top, right, bottom } = blur(part, width, sigma);
      blur(all, width, sigma, whole);
      expect(part).toEqual(all);
      const outside = (at: number) => {
        const [x, y] = [at % width, Math.floor(at / width)];
        return x < left || x >= right || y < top || y >= bottom;
      };
      expect(part.filter((value, at) => outside(at) && value)).toEqual(new Uint8Array());
    }
  }
});

test('no feather leaves the plane as it is', () => {
  const plane = Uint8Array.from([0, 255, 0, 255]);
  blur(plane, 2, 0);
  expect([...plane]).toEqual([0, 255, 0, 255]);
});
