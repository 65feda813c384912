/** The curves of an effect: a line a channel, whose points are dragged. A drag is one step of undo. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { follow } from '../../gestures/follow';
import {
  CHANNELS,
  type Channel,
  type Curves,
  curveAt,
  isStraight,
  MOST_POINTS,
  type Point,
  STRAIGHT,
} from '../../model/curves';
import type { Patch } from '../../model/document';
import { setEffect } from '../../model/edits/effects';
import type { Effect } from '../../model/effects';
import { findClip } from '../../model/queries';
import type { Clip } from '../../model/types';
import { edit, useProject } from '../../state/project';
import { say } from '../../words/words';
import { onArrows, reached } from '../arrows';
import { commit, showPatch } from '../preview/commit';
import './curves.css';

const NAMES: Record<Channel, string> = { all: say('All'), red: say('Red'), green: say('Green'), blue: say('Blue') };
/** Points keep this far apart, so that their order stays. */
const APART = 0.01;
const NUDGE = 0.01;

interface Props {
  clips: Clip[];
  effect: Effect;
  curves: Curves;
  disabled: boolean;
}

export function CurvesEditor({ clips, effect, curves, disabled }: Props) {
  const [channel, setChannel] = useState<Channel>('all');
  const [held, setHeld] = useState<readonly Point[] | null>(null);
  const area = useRef<HTMLDivElement>(null);
  const saved = curves[channel];
  const points = held ?? saved;
  const make = (next: readonly Point[]): Patch => {
    const { reading } = useProject.getState();
    const ids = clips.map(({ id }) => id);
    const now = findClip(reading, ids[0] ?? '')?.effects.find(({ id }) => id === effect.id)?.curves ?? curves;
    return {
      ...setEffect(reading, ids, effect.id, { curves: { ...now, [channel]: next } }),
      label: say('Curves'),
    };
  };

  const dragPoint = (event: PointerEvent, from: readonly Point[], index: number) => {
    const box = area.current?.getBoundingClientRect();
    if (disabled || event.button !== 0 || !box) return;
    event.stopPropagation();
    let latest = from === saved ? null : () => make(from);
    const show = (next: readonly Point[]) => {
      latest = () => make(next);
      setHeld(next);
      showPatch(latest());
    };
    const settle = () => setHeld(null);
    follow(
      event.nativeEvent,
      {
        enter: () => undefined,
        move(moved) {
          const level = (moved.clientX - box.left) / box.width;
          const becomes = 1 - (moved.clientY - box.top) / box.height;
          // drawn well out of the graph a point between two others goes
          const away = Math.abs(becomes - 0.5) > 0.75 || Math.abs(level - 0.5) > 0.75;
          const inner = index > 0 && index < from.length - 1;
          show(away && inner ? from.toSpliced(index, 1) : moveTo(from, index, level, becomes));
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
      from === saved ? 2 : 0,
    );
  };

  const addPoint = (event: PointerEvent) => {
    const box = area.current?.getBoundingClientRect();
    if (disabled || event.button !== 0 || !box || points.length >= MOST_POINTS) return;
    const level = (event.clientX - box.left) / box.width;
    const index = saved.findIndex(([at]) => at > level);
    const [before, after] = [saved[index - 1], saved[index]];
    if (!before || !after || level - before[0] < APART || after[0] - level < APART) return;
    dragPoint(event, saved.toSpliced(index, 0, [level, 1 - (event.clientY - box.top) / box.height]), index);
  };

  const press = (event: KeyboardEvent, index: number) => {
    const [level, becomes] = saved[index] as Point;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-NUDGE, 0],
      ArrowRight: [NUDGE, 0],
      ArrowUp: [0, NUDGE],
      ArrowDown: [0, -NUDGE],
    };
    const move = moves[event.key]?.map((by) => by * (event.shiftKey ? 10 : 1)) as [number, number] | undefined;
    const removes = (event.key === 'Delete' || event.key === 'Backspace') && index > 0 && index < saved.length - 1;
    if (disabled || (!move && !removes)) return;
    event.preventDefault();
    event.stopPropagation();
    edit(make(move ? moveTo(saved, index, level + move[0], becomes + move[1]) : saved.toSpliced(index, 1)));
  };

  return (
    <div className="light-curves">
      <div className="channels">
        <div className="channel-tabs" role="tablist" aria-label={say('Channel')} onKeyDown={onArrows}>
          {CHANNELS.map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              {...reached(channel === each)}
              className="channel"
              data-channel={each}
              data-testid={`curve-${each}`}
              data-changed={!isStraight(curves[each]) || undefined}
              aria-selected={each === channel}
              onClick={() => setChannel(each)}
            >
              {NAMES[each]}
            </button>
          ))}
        </div>
        <button
          type="button"
          className="channel"
          disabled={disabled || isStraight(saved)}
          onClick={() => edit(make(STRAIGHT))}
        >
          {say('Straight')}
        </button>
      </div>
      <div
        ref={area}
        className="curve square"
        data-channel={channel}
        data-testid="light-curve"
        onPointerDown={addPoint}
      >
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          <path className="curve-grid" d="M25 0V100M50 0V100M75 0V100M0 25H100M0 50H100M0 75H100M0 100L100 0" />
          <path className="curve-line" d={pathOf(points)} />
        </svg>
        {points.map(([level, becomes], index) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a point keeps its place in the list while it moves
            key={index}
            type="button"
            className="curve-point"
            data-testid="light-point"
            aria-label={say('{channel}: {level} becomes {becomes}', {
              channel: NAMES[channel],
              level: percent(level),
              becomes: percent(becomes),
            })}
            style={{ left: `${level * 100}%`, top: `${(1 - becomes) * 100}%` }}
            onPointerDown={(event) => dragPoint(event, saved, index)}
            onKeyDown={(event) => press(event, index)}
          />
        ))}
      </div>
      <p className="small dim">{say('Press the line to add a point; draw a point out of the graph to remove it.')}</p>
    </div>
  );
}

const percent = (level: number): string => `${Math.round(level * 100)} %`;

/** With one point elsewhere, held to the graph and between its neighbours. */
function moveTo(points: readonly Point[], index: number, level: number, becomes: number): readonly Point[] {
  const low = index > 0 ? (points[index - 1] as Point)[0] + APART : 0;
  const high = index < points.length - 1 ? (points[index + 1] as Point)[0] - APART : 1;
  const round = (value: number) => Math.round(value * 1000) / 1000;
  const moved: Point = [round(Math.min(high, Math.max(low, level))), round(Math.min(1, Math.max(0, becomes)))];
  return points.with(index, moved);
}

function pathOf(points: readonly Point[]): string {
  const parts: string[] = [];
  for (let x = 0; x <= 100; x++)
    parts.push(`${x ? 'L' : 'M'} ${x} ${(100 - 100 * curveAt(points, x / 100)).toFixed(2)}`);
  return parts.join(' ');
}
