import type { KeyboardEvent } from 'react';

/** Arrow keys, Home and End in a row of radios or tabs: the one they come to is chosen. Tab reaches the chosen one alone. */
export function onArrows(event: KeyboardEvent<HTMLElement>): void {
  const all = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('[role="radio"], [role="tab"]')];
  const at = all.indexOf(event.target as HTMLButtonElement);
  const places: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowDown: at + 1,
    ArrowLeft: at - 1,
    ArrowUp: at - 1,
    Home: 0,
    End: all.length - 1,
  };
  const to = places[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  const next = all.at(to % all.length);
  next?.focus();
  next?.click();
}

/** For the buttons of such a row. */
export const reached = (chosen: boolean): { tabIndex: 0 | -1 } => ({ tabIndex: chosen ? 0 : -1 });
