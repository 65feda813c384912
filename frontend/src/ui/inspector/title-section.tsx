import { AlignCenter, AlignLeft, AlignRight } from 'lucide-react';
import { FAMILIES, facesOf, familyOf, hasEmoji, lostFaces, missingIn } from '../../engine/title-lines';
import { ALIGNS, type TITLE, type Title } from '../../model/titles';
import type { Clip } from '../../model/types';
import { beginGesture, endGesture } from '../../state/project';
import { adjustTitle } from '../../state/titles';
import { say } from '../../words/words';
import { onArrows, reached } from '../arrows';
import { Section, SelectField } from './fields';
import { TITLE_FIGURES, TITLE_TINTS } from './figures';
import { ColourParam, ParamField } from './param-field';
import './title.css';

const ALIGN_ICONS = { left: AlignLeft, centre: AlignCenter, right: AlignRight };
const ALIGN_NAMES = { left: say('Left'), centre: say('Centre'), right: say('Right') };
/** What undo calls a change of a figure. */
const CHANGES = {
  size: say('Title size'),
  width: say('Title width'),
  outline: say('Title outline'),
  shadow: say('Title shadow'),
  box: say('Title box'),
};

/** Words and look of the selected titles. */
export function TitleSection({ clips, disabled }: { clips: Clip[]; disabled: boolean }) {
  const title = clips[0]?.title;
  if (!title) return null;
  const set = (change: Partial<Title>, label?: string) => adjustTitle(clips, change, label);
  const sameWords = clips.every((clip) => clip.title?.text === title.text);
  const missing = sameWords ? missingIn(title) : [];
  const family = FAMILIES[familyOf(title)];
  const lost = facesOf(title).find((face) => lostFaces.has(face));
  const figure = (name: keyof typeof TITLE) => (
    <ParamField figure={TITLE_FIGURES[name]} clips={clips} action={CHANGES[name]} disabled={disabled} />
  );
  const tint = (name: keyof typeof TITLE_TINTS) => (
    <ColourParam figure={TITLE_TINTS[name]} clips={clips} disabled={disabled} />
  );
  /** its colour matters, now or at another time */
  const isSeen = (name: 'outline' | 'box') => title[name] > 0 || clips[0]?.keyframes[`title.${name}`] !== undefined;
  return (
    <Section title={say('Title')}>
      {sameWords ? (
        <textarea
          className="title-text"
          data-testid="title-text"
          aria-label={say('Words of the title')}
          rows={Math.min(6, Math.max(2, title.text.split('\n').length))}
          spellCheck
          dir="auto"
          disabled={disabled}
          value={title.text}
          onFocus={beginGesture}
          onBlur={endGesture}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          onChange={(event) => set({ text: event.target.value }, say('Write title'))}
        />
      ) : (
        <p className="small dim">
          {say('{count} titles. Their look is changed together, their words one at a time.', { count: clips.length })}
        </p>
      )}
      {missing.length > 0 && (
        <p className="field-error small" data-testid="title-missing">
          {say(
            'No font here has a letter for {letters}: in the picture and in the export a mark stands in its place.',
            {
              letters: missing.slice(0, 6).join(' '),
            },
          )}
        </p>
      )}
      {sameWords && hasEmoji(title) && (
        <p className="small dim" data-testid="title-emoji">
          {say('Emoji are drawn in the title’s own colour, each by itself, in the picture and in the export alike.')}
        </p>
      )}
      {lost && (
        <p className="field-error small" data-testid="title-lost">
          {say(
            '{font} did not load here: the picture shows another font, the export has the right one. Reload the page to try again.',
            { font: FAMILIES[lost.replace(/-\d+$/, '')]?.name ?? lost },
          )}
        </p>
      )}
      {familyOf(title) !== title.font && (
        <p className="field-error small">
          {say('The font “{font}” is not in Playhead. {other} stands in for it.', {
            font: title.font,
            other: family?.name ?? '',
          })}
        </p>
      )}
      <SelectField
        label={say('Font')}
        testId="title-font"
        disabled={disabled}
        value={familyOf(title)}
        options={Object.entries(FAMILIES).flatMap(([key, { name, helps }]) => (helps ? [] : [[key, name]]))}
        onChange={(font) => set({ font }, say('Font'))}
      />
      <SelectField
        label={say('Weight')}
        testId="title-weight"
        disabled={disabled || (family?.weights.length ?? 0) < 2}
        value={String(family?.weights.includes(title.weight) ? title.weight : family?.weights[0])}
        options={(family?.weights ?? []).map((weight) => [
          String(weight),
          weight === 700 ? say('Bold') : say('Regular'),
        ])}
        onChange={(weight) => set({ weight: weight === '400' ? 400 : 700 }, say('Weight'))}
      />
      <div className="field">
        <span className="field-label">{say('Align')}</span>
        <div className="title-align" role="radiogroup" aria-label={say('Align')} onKeyDown={onArrows}>
          {ALIGNS.map((align) => {
            const Icon = ALIGN_ICONS[align];
            return (
              // biome-ignore lint/a11y/useSemanticElements: radio inputs would need as many labels and ids
              <button
                key={align}
                type="button"
                role="radio"
                className="icon"
                aria-label={ALIGN_NAMES[align]}
                aria-checked={title.align === align}
                {...reached(title.align === align)}
                disabled={disabled}
                onClick={() => set({ align }, say('Align'))}
              >
                <Icon />
              </button>
            );
          })}
        </div>
      </div>
      {figure('size')}
      {figure('width')}
      {tint('colour')}
      {figure('outline')}
      {isSeen('outline') && tint('outlineColour')}
      {figure('shadow')}
      {figure('box')}
      {isSeen('box') && tint('boxColour')}
    </Section>
  );
}
