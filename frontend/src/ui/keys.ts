/** Keys of the timeline and the picture. Undo, redo and help belong to the whole page: see editor/keys.ts. */
import { useEffect } from 'react';
import { type Command, commandOf } from '../gestures/keymap';
import { pause, play, seek, step, toggle, usePlayback } from '../state/playback';
import { useSelection } from '../state/selection';
import { ticks } from '../time/time';
import { deleteSelected, fitTimeline, selectAll, splitAtPlayhead } from './timeline/actions';
import { zoomBy } from './timeline/view';

const RUN: Record<Command, () => void> = {
  toggle,
  pause,
  play,
  back: () => step(-1),
  'back-10': () => step(-10),
  on: () => step(1),
  'on-10': () => step(10),
  home: () => seek(ticks(0)),
  end: () => seek(usePlayback.getState().end),
  'zoom-in': () => zoomBy(1.5),
  'zoom-out': () => zoomBy(1 / 1.5),
  fit: fitTimeline,
  clear: () => useSelection.getState().clear(),
  split: splitAtPlayhead,
  delete: () => deleteSelected(false),
  'ripple-delete': () => deleteSelected(true),
  'select-all': selectAll,
  'mask-tool': () => {
    const { tool, setTool } = useSelection.getState();
    setTool(tool === 'mask' ? 'select' : 'mask');
  },
  'select-tool': () => useSelection.getState().setTool('select'),
};

/** True where the key belongs to what has the focus: text being typed, an open dialog or menu, a pressed slider. */
function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches('input:not([type="range"], [type="checkbox"]), textarea, select') || target.isContentEditable)
    return true;
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]')) return true;
  if (target.matches('input[type="range"], [role="slider"]'))
    return key.startsWith('Arrow') || key === 'Home' || key === 'End';
  // Space presses a focused button; the play button would answer twice
  return key === ' ' && target.matches('button, a, [role="button"]:not(.clip)');
}

export function useTimelineKeys(readOnly: boolean): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTaken(event.target, event.key)) return;
      const command = commandOf(event, readOnly);
      if (!command) return;
      event.preventDefault();
      RUN[command]();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [readOnly]);
}
