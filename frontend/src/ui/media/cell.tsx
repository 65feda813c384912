import type { ReactNode } from 'react';

/** A part of a row of the bin. */
export function Cell({ className, children }: { className: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table has neither tiles nor a tree
    // biome-ignore lint/a11y/useFocusableInteractive: its row has the focus, and then what is in it
    <div role="gridcell" className={className}>
      {children}
    </div>
  );
}
