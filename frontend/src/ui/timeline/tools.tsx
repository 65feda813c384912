import {
  ArrowLeftRight,
  ChevronDown,
  FoldHorizontal,
  type LucideIcon,
  MousePointer2,
  MoveHorizontal,
  SeparatorVertical,
  Slice,
} from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { COMMANDS } from '../../gestures/commands';
import { say } from '../../words/words';
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

/** The same in one button, where there is no room for a row of them. */
export function ToolMenu() {
  const held = useTimelineView((view) => view.tool);
  const Held = ICONS[held];
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        className="icon toolbar-tool"
        data-testid="timeline-tools"
        aria-label={say('Tools of the timeline: {tool}', { tool: COMMANDS[`${held}-tool`].title })}
        title={say('Tools')}
      >
        <Held />
        <ChevronDown className="toolbar-more" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" collisionPadding={8}>
          <DropdownMenu.RadioGroup
            value={held}
            onValueChange={(tool) => useTimelineView.setState({ tool: tool as Tool })}
          >
            {TOOLS.map((tool) => {
              const Icon = ICONS[tool];
              return (
                <DropdownMenu.RadioItem key={tool} value={tool}>
                  <Icon /> {COMMANDS[`${tool}-tool`].title}
                </DropdownMenu.RadioItem>
              );
            })}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
