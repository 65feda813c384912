/**
 * One figure over the time that its clip shows. Points and handles are dragged; a drag is one step of undo. Of a colour
 * there is a band instead of a curve, and its points have no height.
 */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { follow } from '../../gestures/follow';
import type { Patch } from '../../model/document';
import { keyTime, moveKey, toggleKey } from '../../model/edits/set';
import { type Bezier, CURVES, eased, type Keyframe, mixedColours, valueAt } from '../../model/keyframes';
import { hexOf, isColour } from '../../model/params';
import { timelineTick } from '../../model/queries';
import type { Clip } from '../../model/types';
import { pause, seek, usePlayback } from '../../state/playback';
import { edit, useProject } from '../../state/project';
import { frameToTicks, snapToFrame, type Ticks, ticks } from '../../time/time';
import { say } from '../../words/words';
import { commit, showPatch } from '../preview/commit';
import { figureOf } from './figure-names';
import { toShown } from './figures';
import { showNumber } from './numbers';

interface Props {
  clip: Clip;
  param: string;
  /** source time of the chosen point */
  chosen: Ticks | null;
  disabled: boolean;
  onChoose: (at: Ticks | null) => void;
}

/** What the graph shows: source ticks across, from right to left where `span` is below 0; values up. */
interface View {
  from: number;
  span: number;
  low: number;
  high: number;
}

const STEPS = 24;
const BAND_STEPS = 48;

export function CurveGraph({ clip, param, chosen, disabled, onChoose }: Props) {
  const area = useRef<HTMLDivElement>(null);
  /** while a hand holds a point: what it makes of the keyframes, on the scale of before */
  const [held, setHeld] = useState<{ keys: readonly Keyframe[]; view: View } | null>(null);
  const time = usePlayback((playback) => playback.time);
  const saved = clip.keyframes[param] ?? [];
  const keys = held?.keys ?? saved;
  const isTint = isColour(clip, param);
  const view = held?.view ?? viewOf(clip, isTint ? [] : saved);
  const left = (at: number) => ((at - view.from) / view.span) * 100;
  const top = (value: number) => (isTint ? 50 : ((view.high - value) / (view.high - view.low)) * 100);
  const shows = figureOf(clip, param);
  const figure = (value: number) =>
    isTint
      ? hexOf(value)
      : shows
        ? `${showNumber(toShown(shows, value), 0, 2)}${shows.sign ?? ''}`
        : showNumber(value, 0, 2);

  /** Follows a hand; `make` says what it does at a place of the graph, in source ticks and values. */
  const drag = (event: PointerEvent, make: (at: number, value: number) => Patch) => {
    if (disabled || event.button !== 0 || !area.current) return;
    event.stopPropagation();
    const box = area.current.getBoundingClientRect();
    let latest: (() => Patch) | null = null;
    const settle = () => setHeld(null);
    follow(
      event.nativeEvent,
      {
        enter: pause,
        move(moved) {
          const at = view.from + ((moved.clientX - box.left) / box.width) * view.span;
          const value = view.high - ((moved.clientY - box.top) / box.height) * (view.high - view.low);
          latest = () => make(at, value);
          const patch = latest();
          setHeld({ keys: patch.clips?.[clip.id]?.keyframes?.[param] ?? saved, view });
          showPatch(patch);
        },
        end() {
          settle();
          commit(latest);
        },
        cancel() {
          settle();
          showPatch(null);
        },
      },
      2,
    );
  };

  const dragPoint = (event: PointerEvent, key: Keyframe) => {
    onChoose(key.at);
    drag(event, (at, value) => {
      const change = { at: onFrame(clip, at), ...(isTint ? {} : { value }) };
      const patch = moveKey(useProject.getState().reading, clip.id, param, key.at, change);
      const index = saved.indexOf(key);
      onChoose(patch.clips?.[clip.id]?.keyframes?.[param]?.[index]?.at ?? key.at);
      return patch;
    });
  };

  const dragHandle = (event: PointerEvent, index: number, end: 0 | 2) => {
    const [key, next] = [saved[index] as Keyframe, saved[index + 1] as Keyframe];
    const rise = next.value - key.value || view.high - view.low;
    drag(event, (at, value) => {
      const bezier = [...(curveOf(key) ?? CURVES.both)] as [number, number, number, number];
      bezier[end] = Math.min(1, Math.max(0, (at - key.at) / (next.at - key.at)));
      bezier[end + 1] = Math.min(10, Math.max(-10, (value - key.value) / rise));
      return moveKey(useProject.getState().reading, clip.id, param, key.at, { ease: bezier });
    });
  };

  const press = (event: KeyboardEvent, key: Keyframe) => {
    const { reading } = useProject.getState();
    const far = event.shiftKey ? 10 : 1;
    const frame = frameToTicks(far, reading.settings.rate) * clip.speed;
    const level = ((view.high - view.low) / 100) * far;
    const changes: Record<string, { at?: Ticks; value?: number }> = {
      ArrowLeft: { at: ticks(key.at - frame) },
      ArrowRight: { at: ticks(key.at + frame) },
      ...(isTint ? {} : { ArrowUp: { value: key.value + level }, ArrowDown: { value: key.value - level } }),
    };
    const change = changes[event.key];
    const removes = event.key === 'Delete' || event.key === 'Backspace';
    if (disabled || (!change && !removes)) return;
    event.preventDefault();
    event.stopPropagation();
    if (removes) edit(toggleKey(reading, [clip.id], param, ticks(timelineTick(clip, key.at))));
    else if (change) edit(moveKey(reading, clip.id, param, key.at, change));
    onChoose(removes ? null : (change?.at ?? key.at));
  };

  const handleOf = keys.findIndex((key) => key.at === chosen);
  const [start, stop] = [keys[handleOf], keys[handleOf + 1]];
  const bezier = start && stop && !isTint ? curveOf(start) : null;
  return (
    <div
      className={isTint ? 'curve flat' : 'curve'}
      data-testid="curve"
      onPointerDown={(event) => {
        const box = (area.current ?? event.currentTarget).getBoundingClientRect();
        onChoose(null);
        pause();
        const at = view.from + ((event.clientX - box.left) / box.width) * view.span;
        seek(snapToFrame(ticks(Math.max(0, timelineTick(clip, at))), useProject.getState().reading.settings.rate));
      }}
    >
      {!isTint && (
        <>
          <span className="curve-scale top">{figure(view.high)}</span>
          <span className="curve-scale bottom">{figure(view.low)}</span>
        </>
      )}
      <div ref={area} className="curve-field">
        {isTint && <div className="curve-band" style={{ background: bandOf(keys, view) }} />}
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          {!isTint && <path className="curve-line" d={pathOf(keys, view)} />}
          {start && stop && bezier && (
            <path className="curve-arm" d={armsOf(start, stop, bezier, left, top, view.high - view.low)} />
          )}
          <line className="curve-now" x1={left(keyTime(clip, time))} x2={left(keyTime(clip, time))} y1="0" y2="100" />
        </svg>
        {start &&
          stop &&
          bezier &&
          ([0, 2] as const).map((end) => {
            const [x, y] = handlePlace(start, stop, bezier, end, view.high - view.low);
            return (
              <span
                key={end}
                className="curve-handle"
                data-testid="curve-handle"
                style={{ left: `${left(x)}%`, top: `${top(y)}%` }}
                onPointerDown={(event) => dragHandle(event, handleOf, end)}
              />
            );
          })}
        {keys.map((key, index) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a point keeps its place in the list while its time changes
            key={index}
            type="button"
            className="curve-point"
            data-testid="curve-point"
            aria-label={say('Keyframe, {value}', { value: figure(key.value) })}
            title={figure(key.value)}
            aria-pressed={key.at === chosen}
            style={{ left: `${left(key.at)}%`, top: `${top(key.value)}%` }}
            onPointerDown={(event) => dragPoint(event, saved[index] ?? key)}
            onFocus={() => onChoose(key.at)}
            onKeyDown={(event) => press(event, key)}
          />
        ))}
      </div>
    </div>
  );
}

/** The whole clip across, and room above and below the values. */
function viewOf(clip: Clip, keys: readonly Keyframe[]): View {
  const points = keys.flatMap((key, index) => {
    const next = keys[index + 1];
    const curve = curveOf(key);
    if (!next || !curve) return [key.value];
    const rise = next.value - key.value;
    return [key.value, key.value + rise * curve[1], key.value + rise * curve[3]];
  });
  const [low, high] = points.length ? [Math.min(...points), Math.max(...points)] : [0, 0];
  const room = (high - low || Math.abs(high) || 1) * 0.2;
  return { from: clip.in, span: clip.length * clip.speed, low: low - room, high: high + room };
}

/** The colours over the time that the clip shows. */
function bandOf(keys: readonly Keyframe[], { from, span }: View): string {
  const stops = Array.from({ length: BAND_STEPS + 1 }, (_, step) => {
    const share = step / BAND_STEPS;
    return `${hexOf(valueAt(keys, from + span * share, mixedColours))} ${share * 100}%`;
  });
  return `linear-gradient(to right, ${stops.join(', ')})`;
}

const curveOf = ({ ease }: Keyframe): Bezier | null =>
  typeof ease !== 'string' ? ease : ease === 'hold' || ease === 'linear' ? null : CURVES[ease];

/** Source time of the project frame nearest to a source time. */
function onFrame(clip: Clip, at: number): Ticks {
  const { rate } = useProject.getState().reading.settings;
  return keyTime(clip, snapToFrame(ticks(Math.max(0, timelineTick(clip, at))), rate));
}

function pathOf(keys: readonly Keyframe[], view: View): string {
  const x = (at: number) => (((at - view.from) / view.span) * 100).toFixed(3);
  const y = (value: number) => (((view.high - value) / (view.high - view.low)) * 100).toFixed(3);
  const [first, last] = [keys[0], keys.at(-1)];
  if (!first || !last) return '';
  const [begin, end] = view.span > 0 ? [-9, 109] : [109, -9];
  const parts = [`M ${begin} ${y(first.value)} L ${x(first.at)} ${y(first.value)}`];
  keys.forEach((key, index) => {
    const next = keys[index + 1];
    if (!next) return;
    const rise = next.value - key.value;
    const steps = key.ease === 'linear' || key.ease === 'hold' ? 1 : STEPS;
    for (let step = 1; step <= steps; step++) {
      const share = step / steps;
      const value = key.value + rise * (share === 1 ? Number(key.ease !== 'hold') : eased(key.ease, share));
      parts.push(`L ${x(key.at + (next.at - key.at) * share)} ${y(value)}`);
    }
    if (key.ease === 'hold') parts.push(`L ${x(next.at)} ${y(next.value)}`);
  });
  return `${parts.join(' ')} L ${end} ${y(last.value)}`;
}

/** A handle's place in source ticks and values; of a curve that ends where it began, on the graph's own scale. */
function handlePlace(key: Keyframe, next: Keyframe, curve: Bezier, end: 0 | 2, height: number): [number, number] {
  const rise = next.value - key.value || height;
  const level =
    next.value === key.value ? (curve[end + 1] as number) - (end === 2 ? 1 : 0) : (curve[end + 1] as number);
  return [key.at + (next.at - key.at) * (curve[end] as number), key.value + rise * level];
}

function armsOf(
  key: Keyframe,
  next: Keyframe,
  curve: Bezier,
  left: (at: number) => number,
  top: (value: number) => number,
  height: number,
): string {
  const arm = (from: Keyframe, end: 0 | 2) => {
    const [x, y] = handlePlace(key, next, curve, end, height);
    return `M ${left(from.at)} ${top(from.value)} L ${left(x)} ${top(y)}`;
  };
  return `${arm(key, 0)} ${arm(next, 2)}`;
}
