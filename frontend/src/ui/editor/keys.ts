import { useEffect } from 'react';
import { redo, undo } from '../../state/project';

/** Keys that belong to the whole page. Those of the timeline and the picture live with them. */
export function useEditorKeys(onHelp: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.defaultPrevented || target.matches('input, textarea, select, [contenteditable]')) return;
      if (event.key === '?') onHelp();
      else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') event.shiftKey ? redo() : undo();
      else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'y') redo();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [onHelp]);
}
