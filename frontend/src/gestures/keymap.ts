/** Which key asks for what: a preset with a person's own keys laid over it. */
import { say } from '../words/words';
import { type Command, commandNames, isEdit } from './commands';
import { type Keys, PRESETS, type Preset } from './presets';

export interface Key {
  key: string;
  /** the place on the board, such as KeyX: with Alt a Mac types other letters */
  code?: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

const ALT_SIGNS: Record<string, string> = { BracketLeft: '[', BracketRight: ']', Comma: ',', Period: '.' };

/** What was pressed, as presets write it: Mod, Alt and Shift, then the key; '' for a modifier alone. */
export function chordOf({ key, code = '', shiftKey, ctrlKey, metaKey, altKey }: Key): string {
  if (['Shift', 'Control', 'Alt', 'Meta', 'Dead', 'Unidentified'].includes(key)) return '';
  const typed = altKey ? (/^Key([A-Z])$/.exec(code)?.[1] ?? ALT_SIGNS[code]) : undefined;
  const name = typed ?? (key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key);
  // other signs than letters say themselves whether they are typed with Shift
  const shows = name.length > 1 || /\p{L}/u.test(name);
  const mods = [ctrlKey || metaKey ? 'Mod' : '', altKey ? 'Alt' : '', shiftKey && shows ? 'Shift' : ''];
  return [...mods.filter(Boolean), name].join('+');
}

export interface Keymap {
  /** the keys of each command, the main one first */
  keys: Record<Command, readonly string[]>;
  commands: ReadonlyMap<string, Command>;
}

/** A key that is given anew leaves the command that had it. */
export function keymapOf(preset: Preset, own: Keys = {}): Keymap {
  let keys: Keys = PRESETS.playhead.keys;
  for (const layer of [PRESETS[preset].keys as Keys, own]) keys = overlaid(keys, layer);
  const whole = Object.fromEntries(commandNames.map((name) => [name, keys[name] ?? []])) as Keymap['keys'];
  const commands = new Map(commandNames.flatMap((name) => whole[name].map((chord) => [chord, name] as const)));
  return { keys: whole, commands };
}

function overlaid(under: Keys, over: Keys): Keys {
  const taken = new Set(Object.values(over).flat());
  const kept = Object.entries(under).map(([name, chords]) => [name, chords?.filter((chord) => !taken.has(chord))]);
  return { ...Object.fromEntries(kept), ...over };
}

/** What a key asks for, or null where it is the browser's. */
export function commandOf(key: Key, { commands }: Keymap, readOnly: boolean): Command | null {
  const command = commands.get(chordOf(key)) ?? null;
  return command && readOnly && isEdit(command) ? null : command;
}

const SIGNS: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: say('Esc'),
  Delete: say('Del'),
  Backspace: say('Backspace'),
  Space: say('Space'),
  Home: say('Home'),
  End: say('End'),
  '-': '−',
};

const isMac = /Mac|iP(hone|ad)/.test(globalThis.navigator?.platform ?? '');

/** A chord for people: 'Ctrl Shift K', or '⌘ ⇧ K' on a Mac. */
export function showChord(chord: string, mac = isMac): string {
  const parts = chord.endsWith('+') ? [...chord.slice(0, -1).split('+').filter(Boolean), '+'] : chord.split('+');
  const name = (part: string) => {
    if (part === 'Mod') return mac ? '⌘' : say('Ctrl');
    if (part === 'Alt' && mac) return '⌥';
    if (part === 'Shift') return mac ? '⇧' : say('Shift');
    return SIGNS[part] ?? part;
  };
  return parts.map(name).join(' ');
}
