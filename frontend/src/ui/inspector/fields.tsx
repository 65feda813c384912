import { ChevronRight } from 'lucide-react';
import { Slider } from 'radix-ui';
import { type ComponentProps, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { say } from '../../words/words';
import { drawFigure, FigureInput, type Turning } from './figure-input';
import { asOneStep, useRun } from './hold';

/** Sections that are open, or shut, by their titles: they stay so from clip to clip. */
const folded = new Map<string, boolean>();

interface SectionProps {
  title: string;
  id?: string;
  folds?: boolean;
  children: ReactNode;
}

/** `folds`: shut at first, so that what is seldom needed takes no room. */
export function Section({ title, id, folds, children }: SectionProps) {
  const [isOpen, setOpen] = useState(!(folded.get(title) ?? folds));
  const fold = () => {
    folded.set(title, isOpen);
    setOpen(!isOpen);
  };
  return (
    <section className="fields" id={id}>
      {folds ? (
        <h3>
          <button type="button" className="fold" aria-expanded={isOpen} onClick={fold}>
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

interface NumberProps extends Turning {
  label: string;
  min: number;
  max: number;
  /** what a double click on the name or the slider brings back */
  otherwise?: number | undefined;
  isMixed?: boolean;
  unit?: string;
  sign?: string;
  testId?: string;
  /** stands after the figure */
  children?: ReactNode;
}

/**
 * A slider with its figure. One drag is one undo step, and Escape takes it back; the figure can be typed, turned by keys
 * and drawn to the sides by its name, and goes beyond the slider's ends.
 */
export function NumberField(props: NumberProps) {
  const { label, value, min, max, step, otherwise, isMixed, unit, sign, testId, disabled, onChange, children } = props;
  const id = useId();
  const keys = useRun();
  const thumb = useRef<HTMLSpanElement>(null);
  const turning = { value, step, min, max, disabled, onChange };
  const reset = () => {
    if (otherwise === undefined || disabled) return;
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    onChange(otherwise);
  };
  return (
    <div className="field">
      <label
        htmlFor={id}
        title={disabled ? undefined : say('Drag sideways to change it; a double click resets it')}
        data-drawn={disabled ? undefined : true}
        onPointerDown={(event) => event.button === 0 && !disabled && drawFigure(event, turning)}
        onDoubleClick={reset}
      >
        {label}
      </label>
      <Slider.Root
        className="slider"
        min={min}
        max={max}
        step={step}
        disabled={disabled ?? false}
        value={[Math.min(max, Math.max(min, value))]}
        onPointerDown={(event) => {
          // afterwards the keys are the timeline's
          if (event.button === 0 && !disabled) asOneStep(event, () => thumb.current?.blur());
        }}
        onKeyDown={({ key }) => /^(Arrow|Page|Home|End)/.test(key) && keys.next()}
        onKeyUp={keys.settle}
        onBlur={keys.settle}
        onDoubleClick={reset}
        onValueChange={([next]) => next !== undefined && onChange(next)}
      >
        <Slider.Track className="slider-track">
          <Slider.Range className="slider-range" />
        </Slider.Track>
        <Slider.Thumb ref={thumb} className="slider-thumb" aria-label={label} />
      </Slider.Root>
      <FigureInput {...{ ...turning, id, isMixed, unit, sign, testId }} />
      {children}
    </div>
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

type ChoiceProps = Omit<ComponentProps<'select'>, 'onChange'> & {
  testId?: string | undefined;
  onPick: (value: string) => void;
};

/** A choice made with the mouse gives the keys back to the timeline; the keyboard's stays where it is. */
export function Choice({ testId, onPick, ...props }: ChoiceProps) {
  const isPressed = useRef(false);
  return (
    <select
      {...props}
      data-testid={testId}
      onPointerDown={() => {
        isPressed.current = true;
      }}
      onKeyDown={() => {
        isPressed.current = false;
      }}
      onChange={(event) => {
        onPick(event.target.value);
        if (isPressed.current) event.target.blur();
      }}
    />
  );
}

export function SelectField({ label, value, options, testId, disabled, onChange }: SelectProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Choice id={id} className="field-wide" testId={testId} disabled={disabled} value={value} onPick={onChange}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </Choice>
    </div>
  );
}

interface ColourProps {
  label: string;
  value: string;
  testId?: string;
  disabled?: boolean;
  onChange: (value: string) => void;
  /** stands after the colour */
  children?: ReactNode;
}

/** While the picker is open its colours are one step of undo. */
export function ColourField({ label, value, testId, disabled, onChange, children }: ColourProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const run = useRun();
  useEffect(() => {
    const input = field.current;
    // React's change is each colour on the way; the browser's own comes when the picker shuts
    const shut = () => input?.blur();
    input?.addEventListener('change', shut);
    return () => input?.removeEventListener('change', shut);
  }, []);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        ref={field}
        id={id}
        type="color"
        data-testid={testId}
        disabled={disabled}
        value={value}
        onBlur={run.settle}
        onChange={(event) => {
          run.next();
          onChange(event.target.value);
        }}
      />
      {children}
    </div>
  );
}
