import { describe, expect, test } from 'vitest';
import { chromaOf, histogram, levels, parade, type Sample, vectorOf, vectorscope, waveform } from '@/engine/scopes';
import { sayLevels } from '@/ui/scopes/said';

type Rgb = [number, number, number];

/** Rows of pixels. */
function picture(rows: Rgb[][]): Sample {
  const data = Uint8Array.from(rows.flat().flatMap(([r, g, b]) => [r, g, b, 255]));
  return { data, width: rows[0]?.length ?? 0, height: rows.length };
}

const BLACK: Rgb = [0, 0, 0];
const GREY: Rgb = [128, 128, 128];
const WHITE: Rgb = [255, 255, 255];
const RED: Rgb = [255, 0, 0];
const sum = (counts: Uint32Array) => counts.reduce((all, count) => all + count, 0);
const places = (counts: Uint32Array) => [...counts.entries()].filter(([, count]) => count);

describe('a waveform', () => {
  test('has its columns where the picture has them, and white at the top', () => {
    const counts = waveform(picture([[BLACK, GREY, WHITE, WHITE]]), 4);
    expect(places(counts)).toEqual([
      [2, 1],
      [3, 1],
      [(255 - 128) * 4 + 1, 1],
      [255 * 4, 1],
    ]);
  });

  test('counts every pixel once, whether the picture has more columns or fewer', () => {
    const wide = picture([Array<Rgb>(100).fill(GREY), Array<Rgb>(100).fill(WHITE)]);
    for (const columns of [1, 7, 100, 256]) expect(sum(waveform(wide, columns))).toBe(200);
  });

  test('of luma weighs colours as BT.709 does', () => {
    const luma = (colour: Rgb) =>
      255 - Math.floor((places(waveform(picture([[colour]]), 1))[0] as [number, number])[0]);
    expect([luma(RED), luma([0, 255, 0]), luma([0, 0, 255])]).toEqual([54, 182, 18]);
  });
});

test('a parade shows each channel by itself', () => {
  const [red, green, blue] = parade(picture([[RED]]), 1);
  expect([places(red), places(green), places(blue)]).toEqual([[[0, 1]], [[255, 1]], [[255, 1]]]);
});

describe('a vectorscope', () => {
  test('shows greys in the middle, whatever their luma', () => {
    const counts = vectorscope(picture([[BLACK, GREY, WHITE, [3, 3, 3]]]));
    expect(places(counts)).toEqual([[128 * 256 + 128, 4]]);
  });

  test('shows red above, blue to the right, and a colour opposite its complement', () => {
    const [red, blue] = [chromaOf(...RED), chromaOf(0, 0, 255)];
    expect([red[0] < 0, red[1], blue[0], blue[1] < 0]).toEqual([true, 127.5, 127.5, true]);
    const cyan = chromaOf(0, 255, 255);
    expect(cyan[0]).toBeCloseTo(-red[0], 9);
    expect(cyan[1]).toBeCloseTo(-red[1], 9);
  });

  test('has room for every colour', () => {
    for (const r of [0, 255])
      for (const g of [0, 255])
        for (const b of [0, 255])
          for (const at of vectorOf(r, g, b)) {
            expect(at).toBeGreaterThanOrEqual(-1e-9);
            expect(at).toBeLessThanOrEqual(255 + 1e-9);
          }
    expect(sum(vectorscope(picture([[RED, [0, 0, 255], [255, 255, 0]]])))).toBe(3);
  });
});

test('a histogram counts each value of each channel', () => {
  const { luma, red, green, blue } = histogram(
    picture([
      [RED, GREY],
      [GREY, BLACK],
    ]),
  );
  expect([red[255], red[128], red[0]]).toEqual([1, 2, 1]);
  expect([green[0], green[128], blue[0], luma[54]]).toEqual([2, 2, 2, 1]);
});

describe('levels', () => {
  test('are in IRE, with the share of pixels at either end', () => {
    const found = levels(picture([[BLACK, WHITE, GREY, [51, 51, 51]]]));
    expect([found.darkest, found.crushed, found.clipped]).toEqual([0, 0.25, 0.25]);
    expect(found.brightest).toBeCloseTo(100, 9);
    expect(found.mean).toBeCloseTo((100 + 50.2 + 20) / 4, 1);
    expect(found.cast).toBeCloseTo(0, 9);
  });

  test('are said in a sentence that names a cast', () => {
    expect(sayLevels(levels(picture([[GREY, [51, 51, 51]]])))).toBe('Darkest 20, brightest 50, mean 35 IRE. Neutral.');
    const leans = (colour: Rgb) => /Leaning to (\w+)/.exec(sayLevels(levels(picture([[colour]]))))?.[1];
    expect(leans([200, 40, 40])).toBe('red');
    expect(leans([220, 150, 110])).toBe('orange');
    expect(leans([200, 200, 40])).toBe('yellow');
    expect(leans([40, 200, 40])).toBe('green');
    expect(leans([40, 200, 200])).toBe('cyan');
    expect(leans([40, 40, 200])).toBe('blue');
    expect(leans([200, 40, 200])).toBe('magenta');
  });
});
