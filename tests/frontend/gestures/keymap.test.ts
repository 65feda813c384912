import { describe, expect, test } from 'vitest';
import { type Command, commandNames } from '@/gestures/commands';
import { chordOf, commandOf, type Key, keymapOf, showChord } from '@/gestures/keymap';
import { type Preset, presetNames } from '@/gestures/presets';

const none = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
const key = (key: string, more: Partial<Key> = {}): Key => ({ key, ...none, ...more });
const own = keymapOf('playhead');
const press = (name: string, more: Partial<Key> = {}, readOnly = false) => commandOf(key(name, more), own, readOnly);

describe('Playhead’s own keys', () => {
  test('arrows step one frame, and ten with Shift', () => {
    expect([press('ArrowLeft'), press('ArrowRight')]).toEqual(['back', 'on']);
    expect([press('ArrowLeft', { shiftKey: true }), press('ArrowRight', { shiftKey: true })]).toEqual([
      'back-10',
      'on-10',
    ]);
  });

  test('S and Ctrl or Cmd with K split; Caps Lock does not matter', () => {
    const presses = [press('s'), press('S'), press('k', { ctrlKey: true }), press('K', { metaKey: true })];
    expect(new Set(presses)).toEqual(new Set(['split']));
  });

  test('keys with Ctrl that mean nothing here are left to the browser', () => {
    for (const name of ['s', 'r', 'w', '+', 'ArrowLeft', 'F5']) expect(press(name, { ctrlKey: true })).toBeNull();
    expect(press('Shift', { shiftKey: true })).toBeNull();
  });

  test('a viewer plays, looks and marks, and edits nothing', () => {
    expect(press(' ', {}, true)).toBe('toggle');
    expect(press('i', {}, true)).toBe('mark-in');
    for (const name of ['s', 'Delete', 'm']) expect(press(name, {}, true)).toBeNull();
  });
});

describe('chords', () => {
  test('signs that are typed with Shift name themselves, letters name the Shift', () => {
    expect(chordOf(key('?', { shiftKey: true }))).toBe('?');
    expect(chordOf(key('k', { shiftKey: true, ctrlKey: true }))).toBe('Mod+Shift+K');
    expect(chordOf(key('+', { ctrlKey: true }))).toBe('Mod++');
  });

  test('Alt takes the letter from its place on the board, since a Mac types others with it', () => {
    expect(chordOf(key('≈', { altKey: true, code: 'KeyX' }))).toBe('Alt+X');
    expect(chordOf(key('“', { altKey: true, code: 'BracketLeft' }))).toBe('Alt+[');
  });

  test('are shown as the keyboard names them', () => {
    expect([showChord('Mod+Shift+K', false), showChord('Mod+Shift+K', true)]).toEqual(['Ctrl Shift K', '⌘ ⇧ K']);
    expect(['Mod++', '+', 'Alt+ArrowLeft'].map((chord) => showChord(chord, false))).toEqual(['Ctrl +', '+', 'Alt ←']);
  });
});

describe('presets', () => {
  test.each(presetNames)('%s: no key does two things, and hardly a command goes without', (preset) => {
    const { keys } = keymapOf(preset);
    const chords = commandNames.flatMap((name) => keys[name]);
    expect(new Set(chords).size).toBe(chords.length);
    expect(commandNames.filter((name) => !keys[name].length)).toEqual([]);
  });

  test.each(presetNames)('%s: the key that menus name is never one that browsers keep for themselves', (preset) => {
    const kept = ['Mod+T', 'Mod+N', 'Mod+W', 'Mod+Shift+T', 'Mod+Shift+N', 'Mod+Shift+W', 'Mod+Q', 'Mod+H', 'Mod+M'];
    const { keys } = keymapOf(preset);
    expect(commandNames.filter((name) => kept.includes(keys[name][0] ?? ''))).toEqual([]);
  });

  const habits: [Preset, string, Command][] = [
    ['premiere', 'Mod+K', 'split'],
    ['premiere', 'N', 'roll-tool'],
    ['premiere', 'S', 'snap'],
    ['premiere', 'Mod+D', 'transition'],
    ['premiere', 'Mod+T', 'title'],
    ['premiere', 'Shift+K', 'freeze'],
    ['final-cut', 'Mod+V', 'paste-insert'],
    ['final-cut', "'", 'edge-on'],
    ['final-cut', 'C', 'select-here'],
    ['resolve', 'Mod+/', 'loop'],
    ['resolve', 'S', 'slip-tool'],
    ['final-cut', 'B', 'razor-tool'],
    ['final-cut', 'Delete', 'ripple-delete'],
    ['final-cut', ',', 'nudge-back'],
    ['resolve', 'Mod+B', 'split'],
    ['resolve', 'Backspace', 'delete'],
    ['resolve', 'A', 'select-tool'],
  ];
  test.each(habits)('%s: %s is %s', (preset, chord, command) => {
    expect(keymapOf(preset).commands.get(chord)).toBe(command);
  });
});

test('a key of one’s own leaves the command that had it, and takes the place of the preset’s', () => {
  const { keys, commands } = keymapOf('playhead', { fit: ['S'] });
  expect(commands.get('S')).toBe('fit');
  expect(keys.split).toEqual(['Mod+K', 'Mod+B']);
  expect(commands.get('Shift+Z')).toBeUndefined();
  expect(keymapOf('playhead', { help: [] }).commands.get('?')).toBeUndefined();
});
