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
import { useKeyed } from '../keyed';
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
  const keyed = useKeyed();
  return (
    <div className="toolbar-tools">
      {TOOLS.map((tool) => {
        const Icon = ICONS[tool];
        const command = `${tool}-tool` as const;
        return (
          <button
            key={tool}
            type="button"
            className="icon"
            data-testid={`timeline-${tool}`}
            aria-label={COMMANDS[command].title}
            title={keyed(command)}
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
