/** Which key asks for what. The doing is in ui/keys.ts. */
export interface Key {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

export type Command =
  | 'toggle'
  | 'pause'
  | 'play'
  | 'back'
  | 'back-10'
  | 'on'
  | 'on-10'
  | 'home'
  | 'end'
  | 'zoom-in'
  | 'zoom-out'
  | 'fit'
  | 'clear'
  | 'split'
  | 'delete'
  | 'ripple-delete'
  | 'select-all'
  | 'mask-tool'
  | 'select-tool';

/** Commands that change the project or choose how to; a viewer has none of them. */
const EDITS: ReadonlySet<Command> = new Set([
  'split',
  'delete',
  'ripple-delete',
  'select-all',
  'mask-tool',
  'select-tool',
]);

const PLAIN: Record<string, Command> = {
  ' ': 'toggle',
  k: 'pause',
  l: 'play',
  j: 'back',
  ArrowLeft: 'back',
  ArrowRight: 'on',
  Home: 'home',
  End: 'end',
  '+': 'zoom-in',
  '=': 'zoom-in',
  '-': 'zoom-out',
  _: 'zoom-out',
  Escape: 'clear',
  s: 'split',
  Delete: 'delete',
  Backspace: 'delete',
  m: 'mask-tool',
  v: 'select-tool',
};
const SHIFTED: Record<string, Command> = {
  ArrowLeft: 'back-10',
  ArrowRight: 'on-10',
  Delete: 'ripple-delete',
  Backspace: 'ripple-delete',
  z: 'fit',
};

/** What a key asks for, or null. Keys with Ctrl or Cmd are the browser's but for two. */
export function commandOf({ key, shiftKey, ctrlKey, metaKey, altKey }: Key, readOnly: boolean): Command | null {
  const name = key.length === 1 ? key.toLowerCase() : key;
  let command: Command | null;
  if (altKey) command = null;
  else if (ctrlKey || metaKey) command = name === 'b' ? 'split' : name === 'a' ? 'select-all' : null;
  else command = (shiftKey && SHIFTED[name]) || PLAIN[name] || null;
  return command && readOnly && EDITS.has(command) ? null : command;
}
