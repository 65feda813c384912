/** The mask of the selected clips: which one, and what becomes of what it covers. */
import { Trash2, Type, Undo2 } from 'lucide-react';
import type { MATTE } from '../../model/mattes';
import type { Clip, ClipMatte } from '../../model/types';
import { adjustMatte } from '../../state/adjust';
import { useAssets } from '../../state/assets';
import { removeMatte, restore } from '../../state/masking';
import { type MatteView, useMattes } from '../../state/mattes';
import { putBehind } from '../../state/place';
import { useSelection } from '../../state/selection';
import { putTextBehind } from '../../state/titles';
import { toast, toastError } from '../../state/toasts';
import { say } from '../../words/words';
import { CastFields } from './cast-fields';
import { Section, SelectField } from './fields';
import { MATTE_FIGURES, MATTE_TINTS } from './figures';
import { showNumber } from './numbers';
import { ColourParam, ParamField } from './param-field';

/** Of several clips, those that show the first one's footage. */
export function MatteSection({ clips: selected, disabled }: { clips: Clip[]; disabled: boolean }) {
  const { mattes, loaded } = useMattes();
  const setTool = useSelection((s) => s.setTool);
  const clip = selected[0];
  if (!clip) return null;
  const clips = selected.filter(({ asset }) => asset === clip.asset);
  const choices = Object.values(mattes).filter((matte) => matte.asset === clip.asset);
  const matte = clip.matte && mattes[clip.matte.id];
  if (clip.matte && !matte && loaded) return <LostMatte id={clip.matte.id} clips={clips} disabled={disabled} />;
  const figure = (name: keyof typeof MATTE) => (
    <ParamField figure={MATTE_FIGURES[name]} clips={clips} action={MATTE_FIGURES[name].label} disabled={disabled} />
  );
  return (
    <Section title={say('Mask')} id="mask-fields">
      {!clip.matte && (
        <button type="button" className="field-button" disabled={disabled} onClick={() => setTool('mask')}>
          {say('Click an object to mask it')}
        </button>
      )}
      {choices.length > 0 && (
        <SelectField
          label={say('Mask')}
          disabled={disabled}
          value={clip.matte?.id ?? ''}
          options={[['', say('None')], ...choices.map((m): [string, string] => [m.id, m.name])]}
          onChange={(id) => adjustMatte(clips, id ? { id } : null)}
        />
      )}
      {clip.matte && (
        <>
          <SelectField
            label={say('Object')}
            testId="inspector-matte-mode"
            disabled={disabled}
            value={clip.matte.mode}
            options={[
              ['keep', say('Keep it')],
              ['remove', say('Remove it')],
              ['whole', say('Leave all as it is')],
              ['blur', say('Blur what is behind')],
              ['recolour', say('Recolour what is behind')],
            ]}
            onChange={(mode) => adjustMatte(clips, { mode: mode as ClipMatte['mode'] })}
          />
          {clip.matte.mode === 'keep' && <BehindField clip={clip} disabled={disabled} />}
          {figure('feather')}
          {clip.matte.mode === 'blur' && figure('blur')}
          {clip.matte.mode === 'recolour' && (
            <>
              <ColourParam figure={MATTE_TINTS.colour} clips={clips} disabled={disabled} />
              {figure('strength')}
            </>
          )}
          {clip.matte.mode !== 'remove' && <CastFields clips={clips} matte={clip.matte} disabled={disabled} />}
          {matte && <MatteProgress matte={matte} />}
          <button
            type="button"
            className="field-button"
            data-testid="text-behind"
            disabled={disabled}
            onClick={() => putTextBehind([clip])}
          >
            <Type /> {say('Put text behind the subject')}
          </button>
          <button
            type="button"
            className="field-button quiet danger"
            disabled={disabled}
            onClick={() => clip.matte && removeMatte(clip.matte.id)}
          >
            <Trash2 /> {say('Delete this mask')}
          </button>
        </>
      )}
    </Section>
  );
}

/** Footage to put under the clip, so that it is seen around the object. */
function BehindField({ clip, disabled }: { clip: Clip; disabled: boolean }) {
  const assets = useAssets((s) => s.assets);
  const footage = Object.values(assets).filter(
    ({ id, kind, state }) => id !== clip.asset && state !== 'failed' && (kind === 'image' || kind === 'video'),
  );
  if (!footage.length)
    return <p className="small dim">{say('Add a picture or a film to put it behind the object.')}</p>;
  return (
    <SelectField
      label={say('Behind')}
      testId="put-behind"
      disabled={disabled}
      value=""
      options={[['', say('Choose footage…')], ...footage.map(({ id, name }): [string, string] => [id, name])]}
      onChange={(id) => id && putBehind(clip, id)}
    />
  );
}

/** A clip that came back after its matte was deleted. */
function LostMatte({ id, clips, disabled }: { id: string; clips: Clip[]; disabled: boolean }) {
  const bringBack = () =>
    restore(id).catch((error) =>
      error.status === 404
        ? toast(say('This mask is gone for good. Take it off, or mask the object anew.'))
        : toastError(error),
    );
  return (
    <Section title={say('Mask')}>
      <p className="field-error small">{say('The mask of this clip was deleted.')}</p>
      <button type="button" className="field-button" disabled={disabled} onClick={bringBack}>
        <Undo2 /> {say('Bring it back')}
      </button>
      <button type="button" className="field-button quiet" disabled={disabled} onClick={() => adjustMatte(clips, null)}>
        {say('Take it off the clip')}
      </button>
    </Section>
  );
}

/** How much of the matte is here, and how far ahead of the playhead it runs. */
function MatteProgress({ matte }: { matte: MatteView }) {
  if (matte.error) return <p className="field-error small">{matte.error}</p>;
  let done = 0;
  for (const state of matte.states) if (state >= 2) done++;
  const total = matte.states.length;
  if (!total) return null;
  const words =
    done >= total
      ? say('Whole clip masked')
      : say('{done} of {total} frames final, {lead} s ahead', { done, total, lead: showNumber(matte.lead, 1) });
  return (
    <div className="small dim" data-testid="matte-progress">
      {words}
      <div className="bar" role="progressbar" aria-label={say('Mask')} aria-valuenow={Math.round((done / total) * 100)}>
        <i style={{ width: `${(done / total) * 100}%`, background: matte.colour }} />
      </div>
    </div>
  );
}
