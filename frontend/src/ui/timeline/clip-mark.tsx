import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { Entries, type Entry } from '../menu';

interface ClipMarkProps {
  /** class and test id */
  kind: 'clip-problem' | 'clip-step';
  /** what it marks, in a sentence */
  says: string;
  /** what can be done about it */
  remedies: () => Entry[];
  readOnly: boolean;
  children: ReactNode;
}

/** A mark on a clip that says what is wrong with it; pressed, it offers what can be done. */
export function ClipMark({ kind, says, remedies, readOnly, children }: ClipMarkProps) {
  if (readOnly)
    return (
      <span className={kind} data-testid={kind} role="img" aria-label={says} title={says}>
        {children}
      </span>
    );
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        className={kind}
        data-testid={kind}
        aria-label={says}
        title={says}
        onPointerDown={(event) => event.stopPropagation()}
      >
        {children}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onPointerDown={(event) => event.stopPropagation()} // React's events reach the clip through the portal
        >
          <DropdownMenu.Label className="menu-label menu-says">{says}</DropdownMenu.Label>
          <Entries kit="dropdown" entries={remedies()} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
