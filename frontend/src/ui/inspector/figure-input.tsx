/** A figure that is typed, and taken on Enter or when the focus leaves; turned by arrow keys, the wheel and by drawing. */
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { follow } from '../../gestures/follow';
import { beginGesture, cancelGesture, endGesture } from '../../state/project';
import { useRun } from './hold';
import { readNumber, showNumber } from './numbers';

export interface Turning {
  value: number;
  step: number;
  /** ends of a slider beside it, which say how far a pixel turns */
  min?: number | undefined;
  max?: number | undefined;
  disabled?: boolean | undefined;
  onChange: (value: number) => void;
}

interface Props extends Turning {
  id: string;
  /** the figures behind it are not all the same */
  isMixed?: boolean | undefined;
  unit?: string | undefined;
  /** stands after the figure, such as % */
  sign?: string | undefined;
  testId?: string | undefined;
  label?: string;
}

/** Pixels from one end of a slider's span to the other; without a span each is a step. */
const ACROSS = 400;
const WHEEL_RESTS_MS = 400;

const digitsOf = (step: number): number => (step < 1 ? (String(step).split('.')[1]?.length ?? 0) : 0);
const onStep = (value: number, step: number): number => Number((Math.round(value / step) * step).toFixed(6));
/** Silence has no decibels to turn from. */
const finite = ({ value, min }: Turning): number => (Number.isFinite(value) ? value : (min ?? 0));

/** Draws a figure to the sides, ten times as far with Shift; a press that does not move is a `click`. */
export function drawFigure(event: PointerEvent, turning: Turning, click?: () => void): void {
  const { min = 0, max = 0, step, onChange } = turning;
  const reach = Math.max(step, (max - min) / ACROSS);
  let [x, now] = [event.clientX, finite(turning)];
  const hand = {
    enter: beginGesture,
    move(moved: globalThis.PointerEvent) {
      now += (moved.clientX - x) * reach * (moved.shiftKey ? 10 : 1);
      x = moved.clientX;
      onChange(onStep(now, step));
    },
    end: endGesture,
    cancel: cancelGesture,
    click: () => click?.(),
  };
  follow(event.nativeEvent, hand, 3);
}

export function FigureInput(props: Props) {
  const { id, label, value, step, unit, sign = '', testId, disabled, isMixed, onChange } = props;
  // what is typed goes where it was meant to, even if something else is selected before the focus leaves
  const [typed, setTyped] = useState<{ text: string; onChange: Turning['onChange'] } | null>(null);
  const field = useRef<HTMLInputElement>(null);
  /** the mouse that pressed it may draw it, and focuses it only if it does not; fingers focus it */
  const isDrawn = useRef(false);
  const [keys, wheel] = [useRun(), useRun(WHEEL_RESTS_MS)];
  const finish = () => {
    const read = typed === null ? null : readNumber(typed.text);
    if (read !== null) typed?.onChange(read);
    setTyped(null);
  };
  const turn = (steps: number) => {
    const from = (typed && readNumber(typed.text)) ?? finite(props);
    setTyped(null);
    onChange(onStep(from + steps * step, step));
  };

  const latest = useRef({ finish, turn });
  latest.current = { finish, turn };
  useEffect(() => () => latest.current.finish(), []);
  useEffect(() => {
    const input = field.current;
    const onWheel = (event: WheelEvent) => {
      if (document.activeElement !== input || !event.deltaY) return;
      event.preventDefault(); // React's own listeners cannot
      wheel.next();
      latest.current.turn((event.deltaY < 0 ? 1 : -1) * (event.shiftKey ? 10 : 1));
    };
    input?.addEventListener('wheel', onWheel, { passive: false });
    return () => input?.removeEventListener('wheel', onWheel);
  });

  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (way) {
      event.preventDefault();
      keys.next();
      turn(way * (event.shiftKey ? 10 : 1));
    }
    // the keys are the timeline's again
    if (event.key === 'Enter') event.currentTarget.blur();
    if (event.key === 'Escape') {
      if (typed) setTyped(null);
      else event.currentTarget.blur();
    }
  };
  return (
    <input
      ref={field}
      id={id}
      data-testid={testId}
      className="figure mono"
      inputMode="decimal"
      autoComplete="off"
      aria-label={label}
      disabled={disabled}
      title={unit}
      value={typed?.text ?? (isMixed ? '–' : `${showNumber(value, digitsOf(step))}${sign}`)}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTyped({ text: event.target.value, onChange: typed?.onChange ?? onChange })}
      onBlur={() => {
        keys.settle();
        finish();
      }}
      onKeyDown={press}
      onKeyUp={keys.settle}
      onMouseDown={(event) => isDrawn.current && event.preventDefault()}
      onPointerDown={(event) => {
        const isMouse = event.pointerType === 'mouse' && event.button === 0;
        isDrawn.current = isMouse && !disabled && document.activeElement !== field.current;
        if (isDrawn.current) drawFigure(event, props, () => field.current?.focus());
      }}
    />
  );
}
