import { describe, expect, test } from 'vitest';
import { Marking } from '@/gestures/mark';
import { adding, NOTHING, saysNothing, taking } from '@/gestures/said';

const place = (x: number, y: number) => ({ x, y });

describe('a hand that marks the picture', () => {
  test('clicks a point, to keep or to remove', () => {
    expect(new Marking(place(0.2, 0.3), false, null, 2).click()).toEqual({ point: { x: 0.2, y: 0.3, keep: false } });
  });

  test('drags a box from any corner to the opposite one', () => {
    const marking = new Marking(place(0.6, 0.2), true, null, 2);
    marking.move(place(0.3, 0.7));
    expect(marking.end()).toEqual({ box: { left: 0.3, top: 0.2, right: 0.6, bottom: 0.7 } });
  });

  test('a box from beside the picture ends at its edge, and one too thin to be meant is none', () => {
    const wide = new Marking(place(-0.4, -0.1), true, null, 2);
    wide.move(place(1.3, 0.5));
    expect(wide.end()).toEqual({ box: { left: 0, top: 0, right: 1, bottom: 0.5 } });
    const thin = new Marking(place(0.5, 0.2), true, null, 2);
    thin.move(place(0.501, 0.8));
    expect(thin.end()).toBeNull();
  });

  test('a stroke keeps places a fifth of the brush apart, and its last one', () => {
    const marking = new Marking(place(0.1, 0.5), true, 0.05, 2);
    for (let step = 1; step <= 100; step++) marking.move(place(0.1 + step * 0.001, 0.5));
    const mark = marking.end();
    if (!mark || !('stroke' in mark)) throw new Error('no stroke');
    expect(mark.stroke).toMatchObject({ width: 0.05, keep: true });
    expect(mark.stroke.places.length).toBeGreaterThan(8);
    expect(mark.stroke.places.length).toBeLessThan(14);
    expect(mark.stroke.places[0]).toEqual([0.1, 0.5]);
    expect(mark.stroke.places.at(-1)).toEqual([0.2, 0.5]);
  });

  test('a stroke however long is one that the server takes', () => {
    const marking = new Marking(place(0, 0.5), true, 0.006, 2);
    for (let step = 1; step <= 1500; step++) marking.move(place((step * 0.01) % 1, (step % 7) / 7));
    const mark = marking.end();
    expect(mark && 'stroke' in mark && mark.stroke.places.length).toBeLessThanOrEqual(512);
  });
});

describe('what is said of a frame', () => {
  const point = { point: { x: 0.5, y: 0.5, keep: true } };
  const stroke = { stroke: { places: [[0.1, 0.2]] as [number, number][], width: 0.02, keep: true } };
  const box = { box: { left: 0.1, top: 0.1, right: 0.4, bottom: 0.4 } };

  test.each([point, stroke, box])('a mark that is added and taken away leaves nothing: %o', (mark) => {
    const said = adding(mark)(NOTHING);
    expect(saysNothing(said)).toBe(false);
    expect(saysNothing(taking(structuredClone(mark))(said))).toBe(true);
  });

  test('taking away a box brings back the one whose place it took, unless somebody drew another since', () => {
    const other = { left: 0, top: 0, right: 1, bottom: 1 };
    const said = adding(box)({ ...NOTHING, box: other });
    expect(taking(box, other)(said).box).toEqual(other);
    const drawn = { ...said, box: { left: 0.2, top: 0.2, right: 0.3, bottom: 0.3 } };
    expect(taking(box, other)(drawn)).toEqual(drawn);
  });

  test('a mark comes back to its place among the others', () => {
    const second = { point: { x: 0.1, y: 0.1, keep: false } };
    const said = adding(second)(adding(point)(NOTHING));
    expect(adding(point, 0)(taking(point)(said))).toEqual(said);
  });
});
