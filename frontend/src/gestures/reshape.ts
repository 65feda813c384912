/** Gestures that change clips where they stand: trim, ripple, roll, slip and slide. The edits themselves set the bounds. */
import type { Patch } from '../model/document';
import { fadeOf, setFade } from '../model/edits/fades';
import { setTransition } from '../model/edits/transitions';
import { type Edge, type SourceLength, slideClip, slipClips, type TrimMode, trimClip } from '../model/edits/trim';
import { clipEnd } from '../model/queries';
import type { Clip, Reading } from '../model/types';
import { addTicks, snapToFrame, subTicks, type Ticks, ticks } from '../time/time';
import { nearestSnap, snapTargets } from './snap';

/** One kind of change, by a signed distance. */
export interface Change {
  /** times that the hand moves; they snap, and the first lies on frames */
  edges: readonly Ticks[];
  make(reading: Reading, by: Ticks): Patch;
  /** how far the edges really went */
  moved(patch: Patch): Ticks;
  /** clips that are no snap targets, since they move along */
  held: readonly string[];
}

const none = ticks(0);

export function trimming(clip: Clip, edge: Edge, mode: TrimMode, source: SourceLength): Change {
  const from = edge === 'start' ? clip.start : clipEnd(clip);
  return {
    edges: [from],
    make: (reading, by) => trimClip(reading, clip.id, edge, addTicks(from, by), source, mode),
    moved(patch) {
      const grown = subTicks(patch.clips?.[clip.id]?.length ?? clip.length, clip.length);
      return edge === 'start' ? subTicks(none, grown) : grown;
    },
    held: [clip.id],
  };
}

/** The picture goes with the hand: to the right shows what comes earlier. */
export function slipping(clip: Clip, source: SourceLength): Change {
  return {
    edges: [],
    make: (reading, by) => slipClips(reading, [clip.id], ticks(-by * clip.speed), source),
    moved: () => none,
    held: [],
  };
}

export function sliding(clip: Clip, source: SourceLength): Change {
  return {
    edges: [clip.start, clipEnd(clip)],
    make: (reading, by) => slideClip(reading, clip.id, by, source),
    moved: (patch) => subTicks(patch.clips?.[clip.id]?.start ?? clip.start, clip.start),
    held: [clip.id],
  };
}

/** The corner of a clip drawn inwards, whose fade ends under the hand. */
export function fading(clip: Clip, edge: Edge): Change {
  const [had, way] = [fadeOf(clip, edge), edge === 'start' ? 1 : -1];
  const from = edge === 'start' ? addTicks(clip.start, had) : subTicks(clipEnd(clip), had);
  return {
    edges: [from],
    make: (reading, by) => setFade(reading, [clip.id], edge, ticks(had + way * by)),
    moved(patch) {
      const audio = patch.clips?.[clip.id]?.audio;
      return ticks(audio ? way * ((edge === 'start' ? audio.fadeIn : audio.fadeOut) - had) : 0);
    },
    held: [clip.id],
  };
}

/** The end of a clip's transition, which goes with the hand; its beginning goes the other way where it can. */
export function transiting(clip: Clip, source: SourceLength): Change {
  const { length: had = none, before = none } = clip.transition ?? {};
  const after = (patch: Patch) => {
    const { transition } = patch.clips?.[clip.id] ?? {};
    return transition ? subTicks(transition.length, transition.before) : subTicks(had, before);
  };
  const ways = before > 0 && before < had ? 2 : 1;
  return {
    edges: [addTicks(clip.start, subTicks(had, before))],
    make: (reading, by) => setTransition(reading, clip, { length: ticks(Math.max(1, had + ways * by)) }, source),
    moved: (patch) => subTicks(after(patch), subTicks(had, before)),
    held: [clip.id],
  };
}

export interface Reshaped {
  patch: Patch;
  snap: Ticks | null;
}

/** Follows a hand with one change. Nothing is written before `end` is acted upon. */
export class Reshape {
  private readonly targets: Ticks[];
  private by = none;

  constructor(
    private readonly reading: Reading,
    private readonly change: Change,
    also: readonly Ticks[] = [],
  ) {
    const held = new Set(change.held);
    const links = new Set(reading.clips.filter((clip) => held.has(clip.id) && clip.link).map((clip) => clip.link));
    for (const clip of reading.clips) if (links.has(clip.link)) held.add(clip.id);
    this.targets = snapTargets(reading, held, also);
  }

  /** `wanted` is where the hand is since the press; `reach` is how near a target pulls, 0 for no snapping. */
  move(wanted: Ticks, reach: Ticks): Reshaped {
    const { edges, make, moved } = this.change;
    const snap =
      reach > 0
        ? nearestSnap(
            edges.map((edge) => addTicks(edge, wanted)),
            this.targets,
            reach,
          )
        : null;
    this.by = snap ? addTicks(wanted, snap.shift) : this.onFrames(wanted);
    const patch = make(this.reading, this.by);
    return { patch, snap: snap && moved(patch) === this.by ? snap.at : null };
  }

  /** The edit to commit on the reading of now; empty when everything is where it was. */
  end(now: Reading): Patch {
    return this.by === 0 ? {} : this.change.make(now, this.by);
  }

  private onFrames(wanted: Ticks): Ticks {
    const from = this.change.edges[0] ?? none;
    const { rate } = this.reading.settings;
    const at = addTicks(from, wanted);
    // frames are counted from the beginning on; before it they are counted backwards
    const snapped = at < 0 ? subTicks(none, snapToFrame(subTicks(none, at), rate)) : snapToFrame(at, rate);
    return subTicks(snapped, from);
  }
}
