import type { PointerEvent } from 'react';
import { rulerStep, toPixels, type Zoom } from '../../gestures/scale';
import { frameToTicks, type Rate } from '../../time/time';
import { formatTimecode } from '../../time/timecode';
import { say } from '../../words/words';
import { MarkedRuler } from './marked';
import { Markers } from './markers';
import { PlayheadGrip } from './playhead-line';
import './ruler.css';

interface Props {
  readOnly: boolean;
  zoom: Zoom;
  rate: Rate;
  from: number;
  to: number;
  onPointerDown(event: PointerEvent): void;
}

/** Labels and ticks over the tracks; pressing it moves the playhead. */
export function Ruler({ readOnly, zoom, rate, from, to, onPointerDown }: Props) {
  const step = rulerStep(zoom, rate);
  const room = toPixels(frameToTicks(step, rate), zoom);
  const marks = [];
  for (let mark = Math.floor(from / room); mark * room < to; mark++) {
    const at = frameToTicks(mark * step, rate);
    marks.push(
      <span key={mark} className="ruler-mark" style={{ left: toPixels(at, zoom), width: room }}>
        {formatTimecode(at, rate)}
      </span>,
    );
  }
  return (
    <div className="ruler" data-testid="ruler" title={say('Drag to move the playhead')} onPointerDown={onPointerDown}>
      {marks}
      <MarkedRuler />
      <Markers {...{ zoom, from, to, readOnly }} />
      <PlayheadGrip />
    </div>
  );
}
