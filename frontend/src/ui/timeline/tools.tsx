import {
  ArrowLeftRight,
  FoldHorizontal,
  type LucideIcon,
  MousePointer2,
  MoveHorizontal,
  SeparatorVertical,
  Slice,
} from 'lucide-react';
import { COMMANDS } from '../../gestures/commands';
import { showChord } from '../../gestures/keymap';
import { useKeys } from '../../state/keys';
import { type Tool, useTimelineView } from './view';

const ICONS: Record<Tool, LucideIcon> = {
  select: MousePointer2,
  ripple: FoldHorizontal,
  roll: SeparatorVertical,
  slip: ArrowLeftRight,
  slide: MoveHorizontal,
  razor: Slice,
};
const TOOLS = Object.keys(ICONS) as Tool[];

/** Which tool the pointer holds over the clips. */
export function Tools() {
  const held = useTimelineView((view) => view.tool);
  const keys = useKeys((state) => state.keymap.keys);
  return (
    <div className="toolbar-tools">
      {TOOLS.map((tool) => {
        const Icon = ICONS[tool];
        const command = `${tool}-tool` as const;
        const [chord] = keys[command];
        const { title } = COMMANDS[command];
        return (
          <button
            key={tool}
            type="button"
            className="icon"
            data-testid={`timeline-${tool}`}
            aria-label={title}
            title={chord ? `${title} (${showChord(chord)})` : title}
            aria-pressed={held === tool}
            onClick={() => useTimelineView.setState({ tool })}
          >
            <Icon />
          </button>
        );
      })}
    </div>
  );
}
