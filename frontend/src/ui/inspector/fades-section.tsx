import { fadeOf } from '../../model/edits/fades';
import type { Edge } from '../../model/edits/trim';
import type { Clip } from '../../model/types';
import { adjustFade } from '../../state/adjust';
import { secondsToTicks, ticksToSeconds } from '../../time/time';
import { say } from '../../words/words';
import { NumberField, Section } from './fields';

const ENDS: readonly [Edge, string][] = [
  ['start', say('In')],
  ['end', say('Out')],
];

/** Fades of the selected clips, picture and sound alike. */
export function FadesSection({ clips, disabled }: { clips: Clip[]; disabled: boolean }) {
  const clip = clips[0];
  if (!clip) return null;
  return (
    <Section title={say('Fades')} folds>
      {ENDS.map(([edge, label]) => (
        <NumberField
          key={edge}
          label={label}
          unit={say('seconds')}
          sign="s"
          testId={`fade-${edge}-figure`}
          min={0}
          max={Math.min(5, ticksToSeconds(clip.length))}
          step={0.05}
          otherwise={0}
          disabled={disabled}
          value={ticksToSeconds(fadeOf(clip, edge))}
          onChange={(value) => adjustFade(clips, edge, secondsToTicks(Math.max(0, value)))}
        />
      ))}
    </Section>
  );
}
