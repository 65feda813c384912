import { Rewind, Snowflake } from 'lucide-react';
import { useId } from 'react';
import { FASTEST, SLOWEST } from '../../model/edits/speed';
import type { Clip } from '../../model/types';
import { changeSpeed, freezeHere, reverse } from '../../state/speed';
import { say } from '../../words/words';
import { useKeyed } from '../keyed';
import { Choice, Section } from './fields';
import { FigureInput } from './figure-input';
import { showNumber } from './numbers';

const USUAL = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 4, 10];

/** How fast the selected films and sounds run, and which way. */
export function SpeedSection({ clips, isFilm, disabled }: { clips: Clip[]; isFilm: boolean; disabled: boolean }) {
  const id = useId();
  const keyed = useKeyed();
  const clip = clips[0];
  if (!clip) return null;
  if (clip.still !== null)
    return (
      <Section title={say('Speed')}>
        <p className="small dim">{say('One frame, held still. Draw its ends to hold it longer or shorter.')}</p>
      </Section>
    );
  const speed = Math.abs(clip.speed);
  const named = USUAL.includes(speed);
  return (
    <Section title={say('Speed')}>
      <div className="field">
        <label htmlFor={id}>{say('Speed')}</label>
        <Choice
          id={id}
          testId="speed-usual"
          disabled={disabled}
          value={named ? String(speed) : ''}
          onPick={(value) => changeSpeed(clips, Number(value))}
        >
          {!named && <option value="">{say('Own')}</option>}
          {USUAL.map((each) => (
            <option key={each} value={each}>{`${showNumber(each, 0, 2)}×`}</option>
          ))}
        </Choice>
        <FigureInput
          id={`${id}-figure`}
          label={say('Speed in times')}
          unit={say('times, {least} to {most}', { least: showNumber(SLOWEST, 0, 2), most: FASTEST })}
          sign="×"
          testId="speed-figure"
          step={0.01}
          disabled={disabled}
          value={speed}
          onChange={(value) => changeSpeed(clips, value)}
        />
      </div>
      <div className="field-buttons">
        <button
          type="button"
          className="field-button"
          data-testid="reverse"
          aria-pressed={clip.speed < 0}
          disabled={disabled}
          onClick={() => reverse(clips)}
        >
          <Rewind /> {say('Backwards')}
        </button>
        {isFilm && (
          <button
            type="button"
            className="field-button"
            data-testid="freeze"
            title={keyed('freeze', say('Hold the frame at the playhead for two seconds'))}
            disabled={disabled}
            onClick={freezeHere}
          >
            <Snowflake /> {say('Freeze frame')}
          </button>
        )}
      </div>
    </Section>
  );
}
