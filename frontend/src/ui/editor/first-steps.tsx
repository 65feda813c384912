import { X } from 'lucide-react';
import { useAssets } from '../../state/assets';
import { endSteps, nextStep, STEPS, type Step, stepNow, useFirstSteps } from '../../state/first-steps';
import { keyFor, useKeys } from '../../state/keys';
import { useProject } from '../../state/project';
import { say } from '../../words/words';
import { isCoarse } from '../touch';
import './first-steps.css';

const SAYS: Record<Step, [title: string, text: string]> = {
  add: [
    say('Put it on the timeline'),
    isCoarse()
      ? say('Tap + on a clip in this panel.')
      : say('Press + on a clip in this panel, or drag it down to a track.'),
  ],
  mask: [
    say('Mask something'),
    isCoarse()
      ? say('Tap Mask under the picture, then what you want. It is followed through the whole clip.')
      : say('Choose Mask under the picture, then click what you want. It is followed through the whole clip.'),
  ],
  choose: [
    say('Say what becomes of it'),
    say('Under Mask in the panel of the clip: keep it, remove it, or blur what is behind it.'),
  ],
  export: [
    say('Cut and export'),
    say('Split, over the timeline, cuts at the playhead. Export, at the top, makes a film of it all.'),
  ],
};

/** What to do next, for whoever is new. It stands in the panel's own room and covers nothing; no step is in the way of another. */
export function FirstSteps() {
  const step = useStep();
  const key = useKeys(() => keyFor('split'));
  if (!step) return null;
  const at = STEPS.indexOf(step);
  const [title, text] = SAYS[step];
  const says =
    step === 'export' && key
      ? say('{key} splits at the playhead. Export, at the top, makes a film of it all.', { key })
      : text;
  const last = at === STEPS.length - 1;
  return (
    <section
      className="first-steps"
      data-testid="first-steps"
      aria-label={say('First steps')}
      onKeyDown={(event) => {
        if (event.key === 'Escape') endSteps();
      }}
    >
      <header>
        <span className="grow dim small">{say('Step {at} of {all}', { at: at + 1, all: STEPS.length })}</span>
        <button
          type="button"
          className="icon"
          data-testid="first-steps-end"
          aria-label={say('Close the first steps')}
          onClick={endSteps}
        >
          <X />
        </button>
      </header>
      <div role="status">
        <strong data-step={`${at + 1}/${STEPS.length}`}>{title}</strong>
        <p className="small">{says}</p>
      </div>
      <footer>
        <span className="first-steps-dots" aria-hidden="true">
          {STEPS.map((each, index) => (
            <i key={each} data-done={index < at || undefined} data-now={index === at || undefined} />
          ))}
        </span>
        <button type="button" onClick={nextStep}>
          {last ? say('Done') : say('Next')}
        </button>
      </footer>
    </section>
  );
}

/** The step that is shown now. There is none before there is footage: the empty panels say for themselves what to do. */
export function useStep(): Step | undefined {
  const at = useFirstSteps((steps) => steps.at);
  const mayEdit = useProject(({ role }) => role !== 'viewer');
  const begun = useAssets(({ assets }) => Object.keys(assets).length > 0);
  return (mayEdit && begun && stepNow(at)) || undefined;
}
