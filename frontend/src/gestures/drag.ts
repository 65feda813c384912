import { clipEnd, findTrack, isLocked, withLinked } from '../model/queries';
import type { Clip, Reading, Track } from '../model/types';
import { addTicks, snapToFrame, subTicks, type Ticks, ticks } from '../time/time';
import { nearestSnap, snapTargets } from './snap';

export interface Moved {
  /** what every dragged clip's start moves by */
  delta: Ticks;
  /** the clips' tracks after the move */
  tracks: Record<string, string>;
  /** tracks up, of the grabbed clip's kind; only clips of that kind take them */
  steps: number;
  snap: Ticks | null;
}

/** Moves clips over time and tracks. Shows by what `move` returns; nothing is written before `end` is acted upon. */
export class Drag {
  readonly clips: Clip[];
  /** kind of the grabbed clip's track */
  readonly kind: Track['kind'] | undefined;
  private readonly targets: Ticks[];
  private readonly earliest: Ticks;
  private last: Moved;

  /** `ids` are dragged with everything linked to them; `grabbed` is the one under the pointer; `also` are more targets. */
  constructor(
    private readonly reading: Reading,
    ids: readonly string[],
    private readonly grabbed: string,
    also: readonly Ticks[] = [],
  ) {
    // a clip whose partner stands on a locked track stays with it
    const free = ids.filter((id) => withLinked(reading, [id]).every((clip) => !isLocked(reading, clip.track)));
    this.clips = withLinked(reading, free);
    this.kind = this.kindOf(this.clips.find((clip) => clip.id === grabbed)?.track);
    this.targets = snapTargets(reading, new Set(this.clips.map((clip) => clip.id)), also);
    this.earliest = ticks(this.clips.length ? Math.min(...this.clips.map((clip) => clip.start)) : 0);
    this.last = this.still();
  }

  /**
   * `wanted` is where the hand is since the press; `over` is the track under it, or null between tracks; `reach` is how
   * near an edge must come to a target, 0 for no snapping.
   */
  move(wanted: Ticks, over: string | null, reach: Ticks): Moved {
    const free = subTicks(snapToFrame(addTicks(this.earliest, wanted), this.reading.settings.rate), this.earliest);
    const edges = this.clips.flatMap((clip) => {
      return [addTicks(clip.start, wanted), addTicks(clipEnd(clip), wanted)];
    });
    const snap = reach > 0 ? nearestSnap(edges, this.targets, reach) : null;
    const delta = snap ? addTicks(wanted, snap.shift) : free;
    const clamped = ticks(Math.max(delta, -this.earliest));
    const steps = over === null ? this.last.steps : this.stepsTo(over);
    this.last = {
      delta: clamped,
      steps,
      tracks: this.shiftTracks(steps),
      snap: snap && clamped === delta ? snap.at : null,
    };
    return this.last;
  }

  /** The move to commit, or null when everything is where it was. */
  end(): Moved | null {
    return this.last.delta === 0 && this.last.steps === 0 ? null : this.last;
  }

  /** Everything where it was. */
  cancel(): Moved {
    this.last = this.still();
    return this.last;
  }

  private still(): Moved {
    return { delta: ticks(0), steps: 0, tracks: this.shiftTracks(0), snap: null };
  }

  /** How many tracks of its kind the grabbed clip moves by, as far as every clip of that kind can follow. */
  private stepsTo(over: string): number {
    const grabbed = this.clips.find((clip) => clip.id === this.grabbed);
    const lane = this.tracksOf(this.kind);
    const target = lane.findIndex((track) => track.id === over);
    if (!grabbed || target < 0) return 0;
    const steps = target - lane.findIndex((track) => track.id === grabbed.track);
    const fits = this.clips.every((clip) => {
      if (this.kindOf(clip.track) !== this.kind) return true;
      const landed = lane[lane.findIndex((track) => track.id === clip.track) + steps];
      return landed !== undefined && !landed.locked;
    });
    return fits ? steps : 0;
  }

  /** Clips of the grabbed one's kind change track; those linked to them (their sound) stay on theirs. */
  private shiftTracks(steps: number): Record<string, string> {
    const lane = this.tracksOf(this.kind);
    return Object.fromEntries(
      this.clips.map((clip) => {
        const at = lane.findIndex((track) => track.id === clip.track);
        return [clip.id, at < 0 ? clip.track : (lane[at + steps]?.id ?? clip.track)];
      }),
    );
  }

  private kindOf(track: string | undefined) {
    return findTrack(this.reading, track ?? '')?.kind;
  }

  private tracksOf(kind: Track['kind'] | undefined): Track[] {
    return this.reading.tracks.filter((track) => track.kind === kind);
  }
}
