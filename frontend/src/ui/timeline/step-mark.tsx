import { DropdownMenu } from 'radix-ui';
import { moveIntoStep, outOfStep, slipIntoStep } from '../../model/edits/step';
import type { Clip, Reading } from '../../model/types';
import { edit, useProject } from '../../state/project';
import { sourceLength } from '../../state/sources';
import { frameToTicks, type Ticks } from '../../time/time';
import { say } from '../../words/words';
import { Entries, type Entry } from '../menu';

const found = new WeakMap<readonly Clip[], Map<string, Ticks>>();

function lateOf(reading: Reading, id: string): Ticks | undefined {
  let late = found.get(reading.clips);
  if (!late) {
    late = outOfStep(reading);
    found.set(reading.clips, late);
  }
  return late.get(id);
}

/** By how many frames a clip is not in step with its sound or picture, and what can be done about it. */
export function StepMark({ clip, readOnly }: { clip: string; readOnly: boolean }) {
  const late = useProject((project) => lateOf(project.reading, clip));
  const rate = useProject((project) => project.reading.settings.rate);
  if (late === undefined) return null;
  const frames = Math.max(1, Math.round(Math.abs(late) / frameToTicks(1, rate)));
  const says =
    late > 0
      ? say('{frames, plural, one {# frame} other {# frames}} later than what it is linked to', { frames })
      : say('{frames, plural, one {# frame} other {# frames}} earlier than what it is linked to', { frames });
  const shows = `${late > 0 ? '+' : '−'}${frames}`;
  if (readOnly)
    return (
      <span className="clip-step" title={says}>
        {shows}
      </span>
    );
  const reading = () => useProject.getState().reading;
  const entries: Entry[] = [
    { label: say('Move into step'), run: () => edit(moveIntoStep(reading(), clip)) },
    { label: say('Slip into step'), run: () => edit(slipIntoStep(reading(), clip, sourceLength)) },
  ];
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        className="clip-step"
        data-testid="clip-step"
        aria-label={says}
        title={says}
        onPointerDown={(event) => event.stopPropagation()}
      >
        {shows}
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
          <Entries kit="dropdown" entries={entries} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
