/** Binds a pointer to one change of clips where they stand: it shows by the view's shapes and by the frames at the cut. */
import { follow } from '../../gestures/follow';
import { type Looks, peeksOf } from '../../gestures/peek';
import { type Change, Reshape } from '../../gestures/reshape';
import { deltaTicks } from '../../gestures/scale';
import type { Patch } from '../../model/document';
import type { Clip } from '../../model/types';
import { actingReading } from '../../state/editing';
import { peekAt } from '../../state/peek';
import { usePlayback } from '../../state/playback';
import { edit } from '../../state/project';
import { reach, snapPoints } from './snapping';
import type { Surface } from './surface';
import { type Shape, settle, useTimelineView } from './view';

/** pixels that a press may move before it changes anything */
const NEAR = 2;

export interface Looking {
  clip: Clip;
  looks: Looks;
}

/**
 * Follows a press with one change, on the reading that acts on what is selected. `looking`: at the frames where it is seen,
 * while nothing plays.
 */
export function reshape(surface: Surface, press: PointerEvent, change: Change, looking?: Looking): void {
  const reading = actingReading();
  const hand = new Reshape(reading, change, snapPoints());
  const known = new Map(reading.clips.map((clip) => [clip.id, clip]));
  const origin = surface.x(press);
  let stop: (() => void) | undefined;
  let last = press;
  const show = () => {
    const { zoom } = useTimelineView.getState();
    const { patch, snap } = hand.move(deltaTicks(surface.x(last) - origin, zoom), reach(last));
    useTimelineView.setState({ shapes: shapesOf(known, patch), snap });
    if (looking && !usePlayback.getState().playing) peekAt(peeksOf(reading, looking.clip, looking.looks, patch));
  };
  follow(
    press,
    {
      enter() {
        // a slip stays in its place, however far the hand goes
        const isMoving = change.edges.length > 0;
        const where = () => ({ clientX: last.clientX, clientY: press.clientY });
        if (isMoving) stop = surface.scrollAtEdges(press, where, show);
      },
      move(moved) {
        last = moved;
        show();
      },
      end() {
        stop?.();
        edit(hand.end(actingReading()));
        settle();
      },
      cancel() {
        stop?.();
        settle();
      },
    },
    NEAR,
  );
}

/** How the clips of a patch would show. */
function shapesOf(known: ReadonlyMap<string, Clip>, patch: Patch): Record<string, Shape> {
  const shapes: Record<string, Shape> = {};
  for (const [id, change] of Object.entries(patch.clips ?? {})) {
    const clip = known.get(id);
    if (clip && change) shapes[id] = pickShape({ ...clip, ...change });
  }
  return shapes;
}

const pickShape = ({ start, length, in: from, track, audio, transition }: Clip): Shape => ({
  start,
  length,
  in: from,
  track,
  audio,
  transition,
});
