import { expect, test } from 'vitest';
import { NotACube, parseCube } from '@/model/cube';
import vectors from '../../vectors/cube.json';

const bytes = (text: string) => new TextEncoder().encode(text);

test.each(vectors as { name: string; text: string; expect: object }[])('$name', ({ text, expect: wanted }) => {
  const read = () => {
    try {
      const { table, ...cube } = parseCube(bytes(text));
      return { ...cube, table: [...table].map((figure) => Math.round(figure * 1e6) / 1e6) };
    } catch (error) {
      if (!(error instanceof NotACube)) throw error;
      return { error: error.message };
    }
  };
  expect(read()).toEqual(wanted);
});

test('bytes that are no text are refused', () => {
  expect(() => parseCube(Uint8Array.of(76, 255, 254))).toThrow(NotACube);
});
