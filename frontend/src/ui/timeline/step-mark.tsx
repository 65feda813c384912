import { moveIntoStep, outOfStep, slipIntoStep } from '../../model/edits/step';
import type { Clip, Reading } from '../../model/types';
import { edit, useProject } from '../../state/project';
import { sourceLength } from '../../state/sources';
import { frameToTicks, type Ticks } from '../../time/time';
import { say } from '../../words/words';
import type { Entry } from '../menu';
import { ClipMark } from './clip-mark';

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
  const reading = () => useProject.getState().reading;
  const remedies = (): Entry[] => [
    { label: say('Move into step'), run: () => edit(moveIntoStep(reading(), clip)) },
    { label: say('Slip into step'), run: () => edit(slipIntoStep(reading(), clip, sourceLength)) },
  ];
  return (
    <ClipMark kind="clip-step" says={says} remedies={remedies} readOnly={readOnly}>
      {`${late > 0 ? '+' : '−'}${frames}`}
    </ClipMark>
  );
}
