import { toPixels, type Zoom } from '../../gestures/scale';
import { fadeOf } from '../../model/edits/fades';
import type { Edge } from '../../model/edits/trim';
import type { Clip } from '../../model/types';
import { say } from '../../words/words';
import { isCoarse } from '../touch';
import type { ClipHands } from './clip-view';
import './fades.css';

const ENDS: readonly Edge[] = ['start', 'end'];
/** Pixels from which on corners can be told from edges, and how near to an edge one comes: fingers trim there. */
const [ROOM, NEAREST] = isCoarse() ? [180, 44] : [48, 8];

interface Props {
  /** as it is under the hand, and as it is in the document */
  clip: Clip;
  saved: Clip;
  zoom: Zoom;
  width: number;
  fixed: boolean;
  hands: ClipHands;
}

/** What a clip's fades take away at its ends, and the corners that draw them. */
export function Fades({ clip, saved, zoom, width, fixed, hands }: Props) {
  return ENDS.map((edge) => {
    const long = Math.min(width, toPixels(fadeOf(clip, edge), zoom));
    const side = edge === 'start' ? 'left' : 'right';
    return (
      <span key={edge}>
        {long > 1 && <i className={`fade fade-${edge}`} style={{ width: long }} />}
        {!fixed && width > ROOM && (
          <span
            className="fade-corner"
            data-testid={`fade-${edge}`}
            title={edge === 'start' ? say('Drag to fade in') : say('Drag to fade out')}
            style={{ [side]: Math.min(width - 18, Math.max(NEAREST, long - 5)) }}
            onPointerDown={(event) => hands.fade(event, saved, edge)}
          />
        )}
      </span>
    );
  });
}
