import { ContextMenu, DropdownMenu } from 'radix-ui';
import type { MouseEvent, ReactNode } from 'react';
import { COMMANDS, type Command } from '../gestures/commands';
import { showChord } from '../gestures/keymap';
import { useKeys } from '../state/keys';
import { runCommand } from './keys';

/** A command by its name, something of its own, or a line between two kinds. */
export type Entry = Command | 'line' | { label: string; run(): void; danger?: boolean; disabled?: boolean };

/** Entries of a menu; those that have a key show it. */
export function Entries({ kit, entries }: { kit: 'context' | 'dropdown'; entries: readonly Entry[] }) {
  const keys = useKeys((state) => state.keymap.keys);
  const { Item, Separator } = kit === 'context' ? ContextMenu : DropdownMenu;
  return entries.map((entry, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: a line has nothing else to be told by
    if (entry === 'line') return <Separator key={index} className="menu-line" />;
    if (typeof entry === 'object')
      return (
        <Item
          key={entry.label}
          className={entry.danger ? 'danger' : ''}
          disabled={entry.disabled ?? false}
          onSelect={entry.run}
        >
          {entry.label}
        </Item>
      );
    const [chord] = keys[entry];
    return (
      <Item key={entry} onSelect={() => runCommand(entry)}>
        <span className="grow">{COMMANDS[entry].title}</span>
        {chord && <span className="menu-key">{showChord(chord)}</span>}
      </Item>
    );
  });
}

interface MenuOnProps {
  entries: readonly Entry[];
  disabled?: boolean;
  /** told before the menu opens */
  onOpen?: (event: MouseEvent) => void;
  /** one element */
  children: ReactNode;
}

/** The menu that a press of the right button (or a long one) on something opens. */
export function MenuOn({ entries, disabled = false, onOpen, children }: MenuOnProps) {
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild disabled={disabled} onContextMenu={onOpen}>
        {children}
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="menu" collisionPadding={8}>
          <Entries kit="context" entries={entries} />
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}
