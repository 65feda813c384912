import { MATTE } from '../../model/mattes';
import type { Clip, ClipMatte } from '../../model/types';
import { adjustMatte } from '../../state/adjust';
import { say } from '../../words/words';
import { ColourField, NumberField } from './fields';
import { THOUSANDTHS } from './figures';

type Param = keyof typeof MATTE;

interface Figure {
  param: Param;
  label: string;
  /** ends of the slider, as shown */
  min?: number;
  max: number;
  factor?: number;
}

const OUTLINE: Figure = { param: 'outline', label: say('Outline'), max: 40 };
const OUTLINE_MORE: Figure[] = [{ param: 'outlineSoft', label: say('Softness'), max: 40 }];
const SHADOW: Figure = { param: 'shadow', label: say('Shadow'), max: 100, factor: 100 };
const SHADOW_MORE: Figure[] = [
  { param: 'shadowX', label: say('Across'), min: -100, max: 100 },
  { param: 'shadowY', label: say('Down'), min: -100, max: 100 },
  { param: 'shadowSoft', label: say('Softness'), max: 60 },
];

interface Props {
  clips: Clip[];
  matte: ClipMatte;
  disabled: boolean;
}

/** What the object casts: its outline and its shadow, with more of each once there is one. */
export function CastFields({ clips, matte, disabled }: Props) {
  const field = ({ param, label, min = 0, max, factor = 1 }: Figure) => {
    const action = param.startsWith('shadow') ? SHADOW.label : OUTLINE.label;
    const { low, high, otherwise } = MATTE[param];
    return (
      <NumberField
        key={param}
        label={label}
        unit={factor === 1 ? THOUSANDTHS : say('percent')}
        sign={factor === 1 ? '‰' : '%'}
        testId={`matte-${param}`}
        min={min}
        max={max}
        step={1}
        otherwise={otherwise * factor}
        disabled={disabled}
        value={matte[param] * factor}
        onChange={(value) => adjustMatte(clips, { [param]: Math.min(high, Math.max(low, value / factor)) }, action)}
      />
    );
  };
  return (
    <>
      {field(OUTLINE)}
      {matte.outline > 0 && (
        <>
          <ColourField
            label={say('Colour')}
            disabled={disabled}
            value={matte.outlineColour}
            onChange={(outlineColour) => adjustMatte(clips, { outlineColour }, say('Outline colour'))}
          />
          {OUTLINE_MORE.map(field)}
        </>
      )}
      {field(SHADOW)}
      {matte.shadow > 0 && (
        <>
          <ColourField
            label={say('Colour')}
            disabled={disabled}
            value={matte.shadowColour}
            onChange={(shadowColour) => adjustMatte(clips, { shadowColour }, say('Shadow colour'))}
          />
          {SHADOW_MORE.map(field)}
        </>
      )}
    </>
  );
}
