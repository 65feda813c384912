/** Keyframes of the selected clip as a curve: which figure, its points, and how each eases towards the next. */
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { moveKey } from '../../model/edits/set';
import { type Ease, keyNear } from '../../model/keyframes';
import type { Clip } from '../../model/types';
import { clearKeysOf } from '../../state/adjust';
import { edit, useProject } from '../../state/project';
import type { Ticks } from '../../time/time';
import { say } from '../../words/words';
import { CurveGraph } from './curve-graph';
import './curves.css';
import { Section, SelectField } from './fields';
import { titleOf } from './figure-names';

const EASES: [string, string][] = [
  ['linear', say('Straight')],
  ['in', say('Ease in')],
  ['out', say('Ease out')],
  ['both', say('Ease in and out')],
  ['hold', say('Hold')],
];
const OWN: [string, string] = ['own', say('Own curve')];

export function CurveSection({ clips, disabled }: { clips: Clip[]; disabled: boolean }) {
  const keyed = clips.find((clip) => Object.keys(clip.keyframes).length > 0);
  const [wanted, setWanted] = useState('');
  const [point, setPoint] = useState<Ticks | null>(null);
  if (!keyed) return null;
  const params = Object.keys(keyed.keyframes);
  const param = params.includes(wanted) ? wanted : (params[0] as string);
  const keys = keyed.keyframes[param] ?? [];
  const key = point === null ? undefined : keyNear(keys, point, 1);
  const isLast = key === keys.at(-1);
  const ease = key && (typeof key.ease === 'string' ? key.ease : 'own');
  return (
    <Section title={say('Keyframes')}>
      <SelectField
        label={say('Figure')}
        testId="curve-figure"
        value={param}
        options={params.map((each): [string, string] => [each, titleOf(keyed, each)])}
        onChange={setWanted}
      />
      <CurveGraph clip={keyed} param={param} chosen={key?.at ?? null} disabled={disabled} onChoose={setPoint} />
      {key && !isLast && (
        <SelectField
          label={say('Goes on')}
          testId="curve-ease"
          disabled={disabled}
          value={ease ?? 'linear'}
          options={ease === 'own' ? [...EASES, OWN] : EASES}
          onChange={(next) =>
            edit(moveKey(useProject.getState().reading, keyed.id, param, key.at, { ease: next as Ease }))
          }
        />
      )}
      {!key && <p className="small dim">{say('Drag a point; press one to choose how it goes on to the next.')}</p>}
      <button
        type="button"
        className="field-button quiet"
        disabled={disabled}
        onClick={() => clearKeysOf(clips, param)}
      >
        <Trash2 /> {say('Clear these keyframes')}
      </button>
    </Section>
  );
}
