import { ChevronRight } from 'lucide-react';
import { Slider } from 'radix-ui';
import { type ReactNode, useId, useState } from 'react';
import { beginGesture, endGesture } from '../../state/project';
import { readNumber, showNumber } from './numbers';

/** `folds`: shut at first, so that what is seldom needed takes no room. */
export function Section({ title, folds, children }: { title: string; folds?: boolean; children: ReactNode }) {
  const [isOpen, setOpen] = useState(!folds);
  return (
    <section className="fields">
      {folds ? (
        <h3>
          <button type="button" className="fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <ChevronRight /> {title}
          </button>
        </h3>
      ) : (
        <h3>{title}</h3>
      )}
      {isOpen && children}
    </section>
  );
}

interface NumberProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  unit?: string;
  testId?: string;
  disabled?: boolean;
  onChange: (value: number) => void;
  /** stands after the figure */
  children?: ReactNode;
}

/** A slider with its figure. One drag is one undo step; the figure can be typed, and goes beyond the slider's ends. */
export function NumberField({ label, value, min, max, step, unit, testId, disabled, onChange, children }: NumberProps) {
  const id = useId();
  const [dragging, setDragging] = useState(false);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Slider.Root
        className="slider"
        min={min}
        max={max}
        step={step}
        disabled={disabled}
        value={[Math.min(max, Math.max(min, value))]}
        onValueChange={([next]) => {
          if (next === undefined) return;
          if (!dragging) {
            setDragging(true);
            beginGesture();
          }
          onChange(next);
        }}
        onValueCommit={() => {
          if (dragging) endGesture();
          setDragging(false);
        }}
      >
        <Slider.Track className="slider-track">
          <Slider.Range className="slider-range" />
        </Slider.Track>
        <Slider.Thumb className="slider-thumb" aria-label={label} />
      </Slider.Root>
      <FigureInput {...{ id, value, step, unit, testId, disabled, onChange }} />
      {children}
    </div>
  );
}

type FigureProps = Pick<NumberProps, 'value' | 'step' | 'onChange'> & {
  [K in 'unit' | 'testId']?: string | undefined;
} & { id: string; disabled?: boolean | undefined; label?: string };

/** A figure that is typed, and taken on Enter or when the focus leaves. */
export function FigureInput({ id, label, value, step, unit, testId, disabled, onChange }: FigureProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const digits = step < 1 ? (String(step).split('.')[1]?.length ?? 0) : 0;
  const finish = () => {
    const read = typed === null ? null : readNumber(typed);
    if (read !== null) onChange(read);
    setTyped(null);
  };
  return (
    <input
      id={id}
      data-testid={testId}
      className="figure mono"
      inputMode="decimal"
      aria-label={label}
      disabled={disabled}
      title={unit}
      value={typed ?? showNumber(value, digits)}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish();
        if (event.key === 'Escape') setTyped(null);
      }}
    />
  );
}

interface SelectProps {
  label: string;
  value: string;
  options: [value: string, label: string][];
  testId?: string;
  disabled?: boolean;
  onChange: (value: string) => void;
}

export function SelectField({ label, value, options, testId, disabled, onChange }: SelectProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="field-wide"
        data-testid={testId}
        disabled={disabled}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

interface ColourProps {
  label: string;
  value: string;
  testId?: string;
  disabled?: boolean;
  onChange: (value: string) => void;
}

/** While the picker is open its colours are one step of undo. */
export function ColourField({ label, value, testId, disabled, onChange }: ColourProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const close = () => {
    if (open) endGesture();
    setOpen(false);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="color"
        data-testid={testId}
        disabled={disabled}
        value={value}
        onBlur={close}
        onChange={(event) => {
          if (!open) beginGesture();
          setOpen(true);
          onChange(event.target.value);
        }}
      />
    </div>
  );
}
