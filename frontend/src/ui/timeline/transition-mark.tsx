import { toPixels, type Zoom } from '../../gestures/scale';
import { KIND_NAMES } from '../../model/edits/transitions';
import type { Clip } from '../../model/types';
import { subTicks } from '../../time/time';
import { say } from '../../words/words';
import type { ClipHands } from './clip-view';
import { type Row, useTimelineView } from './view';

interface Props {
  clip: Clip;
  rows: ReadonlyMap<string, Row>;
  zoom: Zoom;
  readOnly: boolean;
  hands: ClipHands;
}

const HEIGHT = 14;

/** Where a clip comes in over the one before, across their cut; its end is drawn for another length. */
export function TransitionMark({ clip: saved, rows, zoom, readOnly, hands }: Props) {
  const shape = useTimelineView((view) => view.shapes[saved.id]);
  const { track, start, transition } = shape ? { ...saved, ...shape } : saved;
  const row = rows.get(track);
  if (!transition || !row) return null;
  const left = toPixels(subTicks(start, transition.before), zoom);
  const cut = toPixels(start, zoom) - left;
  return (
    <i
      className="transition-mark"
      title={KIND_NAMES[transition.kind]}
      style={{ left, width: toPixels(transition.length, zoom), top: row.top + row.height - HEIGHT - 2, height: HEIGHT }}
    >
      {cut > 1 && <span className="transition-cut" style={{ left: cut }} />}
      {!readOnly && !row.track.locked && (
        <span
          className="transition-end"
          data-testid="transition-end"
          title={say('Drag to make the transition longer or shorter')}
          onPointerDown={(event) => hands.stretch(event, saved)}
        />
      )}
    </i>
  );
}
