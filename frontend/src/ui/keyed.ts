import { COMMANDS, type Command } from '../gestures/commands';
import { showChord } from '../gestures/keymap';
import { useKeys } from '../state/keys';

/** What buttons say under the pointer: what they do, and the key that does the same in this person's own keymap. */
export function useKeyed(): (command: Command, says?: string) => string {
  const keys = useKeys((state) => state.keymap.keys);
  return (command, says = COMMANDS[command].title) => {
    const [chord] = keys[command];
    return chord ? `${says} (${showChord(chord)})` : says;
  };
}
