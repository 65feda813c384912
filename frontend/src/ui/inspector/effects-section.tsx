/** The effects of the selected clips, in the order in which they work, and how the clips lie over what is below. */
import { ChevronDown, ChevronUp, Eye, EyeOff, RotateCcw, X } from 'lucide-react';
import type { Patch } from '../../model/document';
import {
  addEffect,
  moveEffect,
  removeEffect,
  resetEffect,
  setBlend,
  setEffect,
  switchEffect,
} from '../../model/edits/effects';
import { type Blend, type Effect, type EffectKind, isKind } from '../../model/effects';
import type { Clip, Reading } from '../../model/types';
import { edit, useProject } from '../../state/project';
import { say } from '../../words/words';
import { part } from '../app/part';
import './effects.css';
import { Choice, Section, SelectField } from './fields';
import { BLEND_NAMES, EFFECT_FIGURES, EFFECT_NAMES } from './figures';
import { LutPicker } from './lut-picker';
import { ColourParam, ParamField } from './param-field';

const CurvesEditor = part(() => import('./curves-editor').then((module) => module.CurvesEditor));

interface Props {
  clips: Clip[];
  disabled: boolean;
}

type Edit<Rest extends unknown[]> = (reading: Reading, ids: readonly string[], ...rest: Rest) => Patch;

export function EffectsSection({ clips, disabled }: Props) {
  const [first] = clips;
  if (!first) return null;
  const run = <Rest extends unknown[]>(make: Edit<Rest>, ...rest: Rest) =>
    edit(
      make(
        useProject.getState().reading,
        clips.map(({ id }) => id),
        ...rest,
      ),
    );
  return (
    <Section title={say('Effects')}>
      <SelectField
        label={say('Blend')}
        testId="inspector-blend"
        disabled={disabled}
        value={first.blend}
        options={Object.entries(BLEND_NAMES)}
        onChange={(blend) => run(setBlend, blend as Blend)}
      />
      {first.effects.length > 0 && (
        <ol className="effects" aria-label={say('Effects, the first works first')}>
          {first.effects.map((effect, index) => (
            <EffectCard
              key={effect.id}
              {...{ effect, clips, disabled, run }}
              isFirst={index === 0}
              isLast={index === first.effects.length - 1}
            />
          ))}
        </ol>
      )}
      <Choice
        className="add-effect"
        aria-label={say('Add an effect')}
        testId="add-effect"
        disabled={disabled}
        value=""
        onPick={(kind) => run(addEffect, kind as EffectKind)}
      >
        <option value="" disabled>
          {say('Add an effect…')}
        </option>
        {Object.entries(EFFECT_NAMES).map(([kind, name]) => (
          <option key={kind} value={kind}>
            {name}
          </option>
        ))}
      </Choice>
    </Section>
  );
}

interface CardProps extends Props {
  effect: Effect;
  isFirst: boolean;
  isLast: boolean;
  run: <Rest extends unknown[]>(make: Edit<Rest>, ...rest: Rest) => boolean;
}

function EffectCard({ effect, clips, disabled, isFirst, isLast, run }: CardProps) {
  const { id, kind, on } = effect;
  const name = isKind(kind) ? EFFECT_NAMES[kind] : say('Unknown effect');
  return (
    <li className="effect" data-testid="effect" data-kind={kind} data-off={on ? undefined : true}>
      <header>
        <button
          type="button"
          className="icon"
          aria-label={say('{effect} on', { effect: name })}
          aria-pressed={on}
          title={on ? say('Switch off') : say('Switch on')}
          disabled={disabled}
          onClick={() => run(switchEffect, id, !on)}
        >
          {on ? <Eye /> : <EyeOff />}
        </button>
        <h4 className="grow cut">{name}</h4>
        <button
          type="button"
          className="icon"
          aria-label={say('{effect} earlier', { effect: name })}
          title={say('Works earlier')}
          disabled={disabled || isFirst}
          onClick={() => run(moveEffect, id, -1)}
        >
          <ChevronUp />
        </button>
        <button
          type="button"
          className="icon"
          aria-label={say('{effect} later', { effect: name })}
          title={say('Works later')}
          disabled={disabled || isLast}
          onClick={() => run(moveEffect, id, 1)}
        >
          <ChevronDown />
        </button>
        <button
          type="button"
          className="icon"
          aria-label={say('Reset {effect}', { effect: name })}
          title={say('Reset')}
          disabled={disabled || !isKind(kind)}
          onClick={() => run(resetEffect, id)}
        >
          <RotateCcw />
        </button>
        <button
          type="button"
          className="icon"
          aria-label={say('Remove {effect}', { effect: name })}
          title={say('Remove')}
          disabled={disabled}
          onClick={() => run(removeEffect, id)}
        >
          <X />
        </button>
      </header>
      {!isKind(kind) && <p className="small dim">{say('This version of Playhead does not know it. It is kept.')}</p>}
      {effect.curves && <CurvesEditor clips={clips} effect={effect} curves={effect.curves} disabled={disabled} />}
      {effect.lut !== undefined && (
        <LutPicker value={effect.lut} disabled={disabled} onChange={(lut) => run(setEffect, id, { lut })} />
      )}
      {effect.colour !== undefined && (
        <ColourParam
          figure={{ param: `${id}.colour`, label: say('Colour'), action: name, testId: `effect-${kind}-colour` }}
          clips={clips}
          disabled={disabled}
        />
      )}
      {isKind(kind) &&
        EFFECT_FIGURES[kind].map((figure) => (
          <ParamField
            key={figure.param}
            figure={{ ...figure, param: `${id}.${figure.param}`, testId: `effect-${kind}-${figure.param}` }}
            clips={clips}
            action={name}
            disabled={disabled}
          />
        ))}
    </li>
  );
}
