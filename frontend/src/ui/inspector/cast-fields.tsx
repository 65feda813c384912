import type { MATTE } from '../../model/mattes';
import type { Clip, ClipMatte } from '../../model/types';
import { MATTE_FIGURES, MATTE_TINTS } from './figures';
import { ColourParam, ParamField } from './param-field';

const MORE = { outline: ['outlineSoft'], shadow: ['shadowX', 'shadowY', 'shadowSoft'] } as const;

interface Props {
  clips: Clip[];
  matte: ClipMatte;
  disabled: boolean;
}

/** What the object casts: its outline and its shadow, with more of each where there is one, now or at another time. */
export function CastFields({ clips, matte, disabled }: Props) {
  const field = (name: keyof typeof MATTE, action: string) => (
    <ParamField key={name} figure={MATTE_FIGURES[name]} clips={clips} action={action} disabled={disabled} />
  );
  return (['outline', 'shadow'] as const).map((cast) => {
    const { label } = MATTE_FIGURES[cast];
    const isThere = matte[cast] > 0 || clips[0]?.keyframes[`matte.${cast}`] !== undefined;
    return [
      field(cast, label),
      isThere && (
        <ColourParam key={`${cast}Colour`} figure={MATTE_TINTS[`${cast}Colour`]} clips={clips} disabled={disabled} />
      ),
      isThere && MORE[cast].map((name) => field(name, label)),
    ];
  });
}
