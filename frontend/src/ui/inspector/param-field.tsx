/** A clip's figure with its keyframes: it shows the value at the playhead, and changes it there. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { keyAt, keyTime } from '../../model/edits/set';
import { hexOf, numberOf, paramOf, poseAt, rangeOf } from '../../model/params';
import { clipEnd, timelineTick } from '../../model/queries';
import type { Clip } from '../../model/types';
import { adjust, toggleKeyHere } from '../../state/adjust';
import { pause, seek, usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { frameToTicks, snapToFrame, type Ticks, ticks } from '../../time/time';
import { say } from '../../words/words';
import { ColourField, NumberField } from './fields';
import { within } from './figure-names';
import { fromShown, toShown } from './figures';

export interface Figure {
  param: string;
  label: string;
  unit: string;
  /** ends of the slider, as shown */
  min: number;
  max: number;
  step: number;
  /** stands after the figure */
  sign?: string;
  /** what is shown of 1 */
  factor?: number;
  /** shown in decibels over 1 */
  isGain?: boolean;
  testId?: string;
}

/** A figure that is a colour. */
export interface ColourFigure {
  param: string;
  label: string;
  /** what undo calls a change, if not by its name */
  action?: string;
  testId?: string;
}

interface Props {
  figure: Figure;
  clips: Clip[];
  /** what undo calls a change */
  action: string;
  disabled: boolean;
}

const NEVER = ticks(0);

/** What a parameter is in each clip at the playhead. */
function useValues(clips: Clip[], param: string): (clip: Clip) => number {
  const isKeyed = clips.some((each) => each.keyframes[param]);
  const time = usePlayback((playback) => (isKeyed ? playback.time : NEVER));
  return (each) => paramOf(each.keyframes[param] ? poseAt(each, keyTime(each, time)) : each, param);
}

/** A clip's colour with its keyframes, likewise. */
export function ColourParam({ figure, clips, disabled }: { figure: ColourFigure; clips: Clip[]; disabled: boolean }) {
  const { param, label, testId, action = label } = figure;
  const valueIn = useValues(clips, param);
  const clip = clips[0];
  if (!clip) return null;
  return (
    <ColourField
      label={label}
      {...(testId ? { testId } : {})}
      disabled={disabled}
      value={hexOf(valueIn(clip))}
      onChange={(hex) => adjust(clips, { [param]: numberOf(hex) }, action)}
    >
      <KeyButtons clips={clips} clip={clip} figure={figure} disabled={disabled} />
    </ColourField>
  );
}

export function ParamField({ figure, clips, action, disabled }: Props) {
  const { param, factor: _, isGain, ...shown } = figure;
  const valueIn = useValues(clips, param);
  const clip = clips[0];
  if (!clip) return null;
  const value = valueIn(clip);
  const range = rangeOf(clip, param);
  return (
    <NumberField
      {...shown}
      disabled={disabled}
      value={toShown(figure, value)}
      otherwise={range ? toShown(figure, range.otherwise) : undefined}
      isMixed={clips.some((each) => rangeOf(each, param) !== null && valueIn(each) !== value)}
      onChange={(next) => adjust(clips, { [param]: fromShown(figure, next) }, action)}
    >
      <KeyButtons clips={clips} clip={clip} figure={figure} disabled={disabled} />
    </NumberField>
  );
}

function KeyButtons({
  clips,
  clip,
  figure,
  disabled,
}: {
  clips: Clip[];
  clip: Clip;
  figure: ColourFigure;
  disabled: boolean;
}) {
  const { param, label } = figure;
  const reading = useProject((project) => project.reading);
  const keys = clip.keyframes[param];
  const time = usePlayback((playback) => (keys ? playback.time : NEVER));
  const isHere = keys !== undefined && keyAt(reading, clip, param, time) !== undefined;
  const name = within(label);
  return (
    <span className="keys" data-keyed={keys ? true : undefined}>
      {keys && (
        <button
          type="button"
          className="key-step"
          aria-label={say('To the keyframe of {figure} before', { figure: name })}
          title={say('To the keyframe before')}
          onClick={() => goToKey(clip, param, -1)}
        >
          <ChevronLeft />
        </button>
      )}
      <button
        type="button"
        className="key-toggle"
        data-testid={`key-${param}`}
        aria-label={
          isHere
            ? say('Remove the keyframe of {figure} at the playhead', { figure: name })
            : say('Add a keyframe of {figure} at the playhead', { figure: name })
        }
        title={isHere ? say('Remove the keyframe at the playhead') : say('Add a keyframe at the playhead')}
        aria-pressed={isHere}
        disabled={disabled}
        onClick={() => toggleKeyHere(clips, param)}
      >
        <i className="diamond" />
      </button>
      {keys && (
        <button
          type="button"
          className="key-step"
          aria-label={say('To the next keyframe of {figure}', { figure: name })}
          title={say('To the next keyframe')}
          onClick={() => goToKey(clip, param, 1)}
        >
          <ChevronRight />
        </button>
      )}
    </span>
  );
}

/** Goes to the nearest keyframe before or after the playhead, if the clip shows it. */
function goToKey(clip: Clip, param: string, way: -1 | 1): void {
  const { rate } = useProject.getState().reading.settings;
  const { time } = usePlayback.getState();
  const half = frameToTicks(1, rate) / 2;
  const places = (clip.keyframes[param] ?? []).map(({ at }) => timelineTick(clip, at)).sort((a, b) => a - b);
  const shown = places.filter((place) => place > clip.start - half && place < clipEnd(clip));
  const found = way > 0 ? shown.find((place) => place > time + half) : shown.findLast((place) => place < time - half);
  if (found === undefined) return;
  pause();
  seek(snapToFrame(Math.max(0, Math.round(found)) as Ticks, rate));
}
