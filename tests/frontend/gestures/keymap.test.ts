import { expect, test } from 'vitest';
import { commandOf } from '@/gestures/keymap';

const none = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
const press = (key: string, more: Partial<typeof none> = {}, readOnly = false) =>
  commandOf({ key, ...none, ...more }, readOnly);

test('arrows step one frame, and ten with Shift', () => {
  expect([press('ArrowLeft'), press('ArrowRight')]).toEqual(['back', 'on']);
  expect([press('ArrowLeft', { shiftKey: true }), press('ArrowRight', { shiftKey: true })]).toEqual([
    'back-10',
    'on-10',
  ]);
});

test('S and Ctrl or Cmd with B split; Caps Lock does not matter', () => {
  expect([press('s'), press('S'), press('b', { ctrlKey: true }), press('B', { metaKey: true })]).toEqual([
    'split',
    'split',
    'split',
    'split',
  ]);
});

test('other keys with Ctrl are left to the browser and the page', () => {
  for (const key of ['s', 'z', 'r', 'l', '+', 'ArrowLeft']) expect(press(key, { ctrlKey: true })).toBeNull();
});

test('Delete closes the gap with Shift', () => {
  expect([press('Delete'), press('Delete', { shiftKey: true })]).toEqual(['delete', 'ripple-delete']);
});

test('a viewer plays and looks, and edits nothing', () => {
  expect(press(' ', {}, true)).toBe('toggle');
  expect(press('+', {}, true)).toBe('zoom-in');
  for (const key of ['s', 'Delete', 'm']) expect(press(key, {}, true)).toBeNull();
});
