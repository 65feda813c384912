/** Keys of the page: what each command does, and when a key is somebody else's. */
import { useEffect } from 'react';
import type { Command } from '../gestures/commands';
import { chordOf, commandOf } from '../gestures/keymap';
import * as editing from '../state/editing';
import { useKeys } from '../state/keys';
import { toggleLoop } from '../state/looping';
import { goToMarker, markHere } from '../state/markers';
import * as marks from '../state/marks';
import { seek, step, toggle, usePlayback } from '../state/playback';
import { redo, undo } from '../state/project';
import { toggleScopes } from '../state/scopes';
import { toggleScrubSound } from '../state/scrub-sound';
import { useSelection } from '../state/selection';
import { shuttle, stop, useShuttle } from '../state/shuttle';
import * as source from '../state/source';
import { freezeHere, reverseSelected } from '../state/speed';
import { addTitleHere, putTextBehind } from '../state/titles';
import { toggleTransition } from '../state/transitions';
import { ticks } from '../time/time';
import { useHelp } from './editor/help';
import { reachForPicture } from './preview/mask-cursor';
import { resizeBrush, useMaskMode } from './preview/mask-mode';
import { fitTimeline } from './timeline/actions';
import { type Tool, useTimelineView, zoomBy } from './timeline/view';

const hold = (tool: Tool) => () => {
  useSelection.getState().setTool('select');
  useTimelineView.setState({ tool });
};

const RUN: Record<Command, () => void> = {
  toggle: () => (useShuttle.getState().speed ? stop() : toggle()),
  'shuttle-back': () => shuttle(-1),
  pause: stop,
  'shuttle-on': () => shuttle(1),
  loop: toggleLoop,
  back: () => step(-1),
  on: () => step(1),
  'back-10': () => step(-10),
  'on-10': () => step(10),
  home: () => seek(ticks(0)),
  end: () => seek(usePlayback.getState().end),
  'edge-back': () => marks.goToEdge(false),
  'edge-on': () => marks.goToEdge(true),
  'mark-in': marks.markIn,
  'mark-out': marks.markOut,
  'mark-clip': marks.markClip,
  marker: markHere,
  'marker-back': () => goToMarker(false),
  'marker-on': () => goToMarker(true),
  'clear-in': () => marks.clearMark('in'),
  'clear-out': () => marks.clearMark('out'),
  'clear-marks': marks.clearMarks,
  'go-in': () => marks.goToMark('in'),
  'go-out': () => marks.goToMark('out'),
  split: editing.splitAtPlayhead,
  'split-all': editing.splitAllAtPlayhead,
  'trim-start': () => editing.trimToPlayhead('start'),
  'trim-end': () => editing.trimToPlayhead('end'),
  delete: () => editing.deleteSelected(false),
  'ripple-delete': () => editing.deleteSelected(true),
  lift: marks.lift,
  extract: marks.extract,
  'close-gap': marks.closeGapAtPlayhead,
  freeze: freezeHere,
  reverse: reverseSelected,
  undo,
  redo,
  copy: editing.copy,
  cut: editing.cut,
  paste: () => editing.paste('overwrite'),
  'paste-insert': () => editing.paste('insert'),
  'paste-attributes': editing.pasteOnto,
  duplicate: editing.duplicate,
  link: editing.toggleLink,
  group: editing.group,
  ungroup: editing.ungroup,
  'nudge-back': () => editing.nudge(-1),
  'nudge-on': () => editing.nudge(1),
  'nudge-back-10': () => editing.nudge(-10),
  'nudge-on-10': () => editing.nudge(10),
  'move-up': () => editing.moveUp(true),
  'move-down': () => editing.moveUp(false),
  'select-all': editing.selectAll,
  'select-here': editing.selectAtPlayhead,
  clear: () => {
    const { tool, setTool, clear } = useSelection.getState();
    if (tool === 'mask') setTool('select');
    else clear();
  },
  transition: toggleTransition,
  title: addTitleHere,
  'text-behind': () => putTextBehind(),
  insert: () => source.placeSource('insert'),
  overwrite: () => source.placeSource('overwrite'),
  append: () => source.placeSource('append'),
  'match-frame': source.matchFrame,
  'select-tool': hold('select'),
  'ripple-tool': hold('ripple'),
  'roll-tool': hold('roll'),
  'slip-tool': hold('slip'),
  'slide-tool': hold('slide'),
  'razor-tool': hold('razor'),
  'mask-tool': () => {
    const { tool, setTool } = useSelection.getState();
    setTool(tool === 'mask' ? 'select' : 'mask');
  },
  'mask-cursor': () => {
    useSelection.getState().setTool('mask');
    reachForPicture();
  },
  'mask-brush': () => {
    const { tool, setTool } = useSelection.getState();
    useMaskMode.setState(({ brush }) => ({ brush: tool !== 'mask' || !brush }));
    setTool('mask');
  },
  'brush-smaller': () => resizeBrush(false),
  'brush-larger': () => resizeBrush(true),
  snap: () => useTimelineView.setState(({ snapping }) => ({ snapping: !snapping })),
  'scrub-sound': toggleScrubSound,
  'zoom-in': () => zoomBy(1.5),
  'zoom-out': () => zoomBy(1 / 1.5),
  fit: fitTimeline,
  scopes: toggleScopes,
  help: () => useHelp.setState({ open: true }),
};

/** True where the key belongs to what has the focus: text being typed, an open dialog or menu, a pressed slider. */
function isTaken(target: EventTarget | null, { key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  // words that are selected on the page are copied as words
  if ((ctrlKey || metaKey) && key.toLowerCase() === 'c' && getSelection()?.toString()) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches('input:not([type="range"], [type="checkbox"]), textarea, select') || target.isContentEditable)
    return true;
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]')) return true;
  if (target.matches('input[type="range"], [role="slider"]'))
    return key.startsWith('Arrow') || key === 'Home' || key === 'End';
  // Space presses a button that was come to by keys; one that was pressed by hand leaves it to the player
  return key === ' ' && target !== reachedByHand && target.matches('button, a, [role="button"]:not(.clip)');
}

/** What has the focus, for as long as it has, where a hand and no key gave it the focus: presses elsewhere may leave it there. */
let reachedByHand: Element | null = null;

/** What commands do instead while the source viewer has the keys. */
const IN_SOURCE: Partial<Record<Command, () => void>> = {
  toggle: source.toggleSource,
  'shuttle-back': () => source.shuttleSource(-1),
  pause: source.haltSource,
  'shuttle-on': () => source.shuttleSource(1),
  back: () => source.stepSource(-1),
  on: () => source.stepSource(1),
  'back-10': () => source.stepSource(-10),
  'on-10': () => source.stepSource(10),
  home: () => source.seekSource(ticks(0)),
  end: () => source.seekSource(ticks(Number.MAX_SAFE_INTEGER)),
  'mark-in': () => source.markSource('in'),
  'mark-out': () => source.markSource('out'),
  'mark-clip': () => source.clearSourceMarks('in', 'out'),
  'clear-in': () => source.clearSourceMarks('in'),
  'clear-out': () => source.clearSourceMarks('out'),
  'clear-marks': () => source.clearSourceMarks('in', 'out'),
  'go-in': () => source.goToSourceMark('in'),
  'go-out': () => source.goToSourceMark('out'),
  clear: source.closeSource,
};

/** Keys that are something else while the mask tool is held. */
const IN_MASK: Partial<Record<string, Command>> = { B: 'mask-brush' };

export function runCommand(command: Command): void {
  const run = source.useSource.getState().active ? IN_SOURCE[command] : undefined;
  (run ?? RUN[command])();
}

export function useKeyboard(readOnly: boolean): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTaken(event.target, event)) return;
      const masks = !readOnly && useSelection.getState().tool === 'mask';
      const command = (masks && IN_MASK[chordOf(event)]) || commandOf(event, useKeys.getState().keymap, readOnly);
      if (!command) return;
      event.preventDefault();
      runCommand(command);
    };
    const onFocus = ({ target }: Event) => {
      reachedByHand = target instanceof Element && !target.matches(':focus-visible') ? target : null;
    };
    const onPress = ({ target }: Event) => {
      const { activeElement } = document;
      if (target instanceof Node && activeElement?.contains(target)) reachedByHand = activeElement;
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('focusin', onFocus);
    window.addEventListener('pointerdown', onPress, true);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('focusin', onFocus);
      window.removeEventListener('pointerdown', onPress, true);
    };
  }, [readOnly]);
}
