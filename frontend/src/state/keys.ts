/** The keys of this person: a preset and what they changed of it, kept with the account. */
import { create } from 'zustand';
import { type Command, commandNames } from '../gestures/commands';
import { type Keymap, keymapOf, showChord } from '../gestures/keymap';
import { type Keys, type Preset, presetNames } from '../gestures/presets';
import { api } from '../net/api';
import { onMe } from './me';
import { toastError } from './toasts';

interface KeySettings {
  preset: Preset;
  own: Keys;
  keymap: Keymap;
}

const settle = (preset: Preset, own: Keys): KeySettings => ({ preset, own, keymap: keymapOf(preset, own) });

export const useKeys = create<KeySettings>()(() => settle('playhead', {}));

onMe((me) => useKeys.setState(read(me.preferences.keys)));

/** This person's main key for a command, for people to read; '' where it has none. */
export function keyFor(command: Command): string {
  const [chord] = useKeys.getState().keymap.keys[command];
  return chord ? showChord(chord) : '';
}

/** What the server kept, as far as it is understood. */
function read(kept: unknown): KeySettings {
  const { preset, own } = (typeof kept === 'object' && kept !== null ? kept : {}) as {
    preset?: unknown;
    own?: unknown;
  };
  const known = presetNames.find((name) => name === preset) ?? 'playhead';
  const changed = Object.entries(typeof own === 'object' && own !== null ? own : {}).filter(
    ([name, chords]) =>
      commandNames.includes(name as Command) &&
      Array.isArray(chords) &&
      chords.every((chord) => typeof chord === 'string' && chord),
  );
  return settle(known, Object.fromEntries(changed));
}

function keep(preset: Preset, own: Keys): void {
  useKeys.setState(settle(preset, own));
  api.setPreferences({ keys: { preset, own } }).catch(toastError);
}

export const choosePreset = (preset: Preset): void => keep(preset, useKeys.getState().own);

/** Gives a command one key of its own; null takes all its keys away. */
export function setKey(command: Command, chord: string | null): void {
  const { preset, own } = useKeys.getState();
  const others = Object.entries(own).map(([name, chords]) => [name, chords?.filter((each) => each !== chord)]);
  keep(preset, { ...Object.fromEntries(others), [command]: chord ? [chord] : [] });
}

/** Back to the preset, for one command or all. */
export function resetKeys(command?: Command): void {
  const { preset, own } = useKeys.getState();
  const { [command as Command]: _, ...rest } = own;
  keep(preset, command ? rest : {});
}
