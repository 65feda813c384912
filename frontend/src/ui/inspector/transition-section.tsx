import { KIND_NAMES } from '../../model/edits/transitions';
import { SIDES, type Side, TRANSITIONS, type TransitionKind, usualSide } from '../../model/transitions';
import type { Clip } from '../../model/types';
import { adjustTransition } from '../../state/transitions';
import { secondsToTicks, ticksToSeconds } from '../../time/time';
import { say } from '../../words/words';
import { ColourField, NumberField, Section, SelectField } from './fields';

const SIDE_NAMES: Record<Side, string> = {
  left: say('Left'),
  right: say('Right'),
  top: say('Top'),
  bottom: say('Bottom'),
};
const isKind = (kind: string): kind is TransitionKind => TRANSITIONS.some((each) => each === kind);
const comesFromASide = (kind: TransitionKind) => kind === 'wipe' || kind === 'push' || kind === 'slide';

/** How a clip comes in. */
export function TransitionSection({ clip, disabled }: { clip: Clip; disabled: boolean }) {
  const { transition } = clip;
  return (
    <Section title={say('Transition at its start')}>
      <SelectField
        label={say('Kind')}
        testId="transition-kind"
        disabled={disabled}
        value={transition?.kind ?? ''}
        options={[['', say('Straight cut')], ...TRANSITIONS.map((kind): [string, string] => [kind, KIND_NAMES[kind]])]}
        onChange={(kind) => adjustTransition(clip, isKind(kind) ? { kind, from: usualSide(kind) } : null)}
      />
      {transition && comesFromASide(transition.kind) && (
        <SelectField
          label={say('From|side')}
          testId="transition-from"
          disabled={disabled}
          value={transition.from}
          options={SIDES.map((side): [string, string] => [side, SIDE_NAMES[side]])}
          onChange={(side) => adjustTransition(clip, { from: side as Side })}
        />
      )}
      {transition && (
        <NumberField
          label={say('Length')}
          unit={say('seconds')}
          sign="s"
          testId="transition-length"
          min={0.1}
          max={Math.min(5, ticksToSeconds(clip.length))}
          step={0.05}
          disabled={disabled}
          value={ticksToSeconds(transition.length)}
          onChange={(value) => adjustTransition(clip, { length: secondsToTicks(Math.max(0, value)) })}
        />
      )}
      {transition?.kind === 'dip' && (
        <ColourField
          label={say('Colour')}
          disabled={disabled}
          value={transition.colour}
          onChange={(colour) => adjustTransition(clip, { colour })}
        />
      )}
    </Section>
  );
}
