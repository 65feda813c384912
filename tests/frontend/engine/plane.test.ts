import { expect, test } from 'vitest';
import { addRows, boundsOf } from '../../../frontend/src/engine/plane';

test('rows that were sent as differences are whole again, in planes of any width', () => {
  for (const width of [1, 5, 8, 12]) {
    const whole = Uint8Array.from({ length: width * 9 }, (_, at) => (at * 97 + (at % 13) * 31) & 255);
    const sent = whole.map((value, at) => (at < width ? value : value - (whole[at - width] ?? 0)));
    addRows(sent, width);
    expect(sent).toEqual(whole);
  }
});

test('the bounds of a plane hold all that is not 0, and nothing where all of it is', () => {
  const plane = new Uint8Array(7 * 5);
  expect(boundsOf(plane, 7)).toEqual({ left: 0, top: 0, right: 0, bottom: 0 });
  plane[7 + 4] = 1;
  plane[3 * 7 + 2] = 9;
  expect(boundsOf(plane, 7)).toEqual({ left: 2, top: 1, right: 5, bottom: 4 });
});
