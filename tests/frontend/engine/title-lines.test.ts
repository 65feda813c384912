import { describe, expect, test } from 'vitest';
import { facesOf, linesOf, missingIn } from '@/engine/title-lines';
import { blankClip } from '@/model/fields';
import { newTitle, readTitle } from '@/model/looks';
import { poseAt, withParam } from '@/model/params';
import { ticks } from '@/time/time';
import vectors from '../../vectors/title-lines.json';

for (const { name, title, frame, lines } of vectors)
  test(`${name}: the shared lines`, () => {
    const [width = 0, height = 0] = frame;
    expect(linesOf(readTitle(title), width, height).map((line) => line.map((run) => [run.family, run.text]))).toEqual(
      lines,
    );
  });

describe('fonts that help out', () => {
  test('are loaded with the title’s own where its words need them', () => {
    const title = { ...newTitle('Привет 😀'), font: 'BebasNeue' };
    expect(facesOf(title)).toEqual(['BebasNeue-400', 'Inter-700', 'NotoEmoji-400']);
    expect(facesOf(newTitle('Hi'))).toEqual(['Inter-700']);
  });

  test('leave few letters that nothing can draw, and those are named once', () => {
    expect(missingIn({ text: 'a 你好你 😀👍🏽 ש\n', font: 'Lora' })).toEqual(['你', '好']);
  });
});

test('a title’s figures change over time like any other, held to their range', () => {
  const clip = blankClip('a', { kind: 'text', title: newTitle('Hi') });
  const keys = [
    { at: ticks(0), value: 100, ease: 'linear' as const },
    { at: ticks(100), value: 9999, ease: 'linear' as const },
  ];
  const keyed = { ...clip, keyframes: { 'title.size': keys, 'title.font': keys } };
  expect(poseAt(keyed, ticks(1)).title).toEqual({ ...clip.title, size: 100 + 9899 / 100 });
  expect(poseAt(keyed, ticks(100)).title?.size).toBe(600);
  expect(withParam({ ...clip, title: null }, 'title.size', 300).title).toBeNull();
});
