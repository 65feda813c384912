import { clipEnd, withLinked } from '../model/queries';
import type { Clip, Reading } from '../model/types';
import { frameToTicks, snapToFrame, subTicks, type Ticks, ticks } from '../time/time';
import { nearestSnap, snapTargets } from './snap';

export type Edge = 'start' | 'end';

export interface Trimmed {
  /** where the trimmed edge lies now */
  at: Ticks;
  snap: Ticks | null;
}

export interface TrimOptions {
  reach: Ticks;
  targets?: readonly Ticks[];
  /** length of the clip's source, or null where there is no end to it (pictures, text, colours) */
  source: Ticks | null;
}

/** Moves one edge of a clip, and of the clips linked to it that begin and end with it, between neighbours and source. */
export class Trim {
  readonly clips: Clip[];
  private readonly targets: Ticks[];
  private readonly least: Ticks;
  private readonly most: Ticks;
  private at: Ticks;

  constructor(
    private readonly reading: Reading,
    private readonly clip: Clip,
    private readonly edge: Edge,
    private readonly options: TrimOptions,
  ) {
    const linked = withLinked(reading, [clip.id]);
    this.clips = linked.filter((other) => other.start === clip.start && other.length === clip.length);
    this.targets = snapTargets(reading, new Set(linked.map((other) => other.id)), options.targets);
    this.at = edgeOf(clip, edge);
    const bounds = this.clips.map((each) => this.boundsOf(each));
    this.least = ticks(Math.max(...bounds.map((bound) => bound.least)));
    this.most = ticks(Math.min(...bounds.map((bound) => bound.most)));
  }

  move(wanted: Ticks): Trimmed {
    const snap = this.options.reach > 0 ? nearestSnap([wanted], this.targets, this.options.reach) : null;
    const aimed = snap ? snap.at : snapToFrame(wanted, this.reading.settings.rate);
    this.at = ticks(Math.max(this.least, Math.min(aimed, this.most)));
    return { at: this.at, snap: snap && this.at === snap.at ? snap.at : null };
  }

  /** Where the edge goes, or null when it is where it was. */
  end(): Ticks | null {
    return this.at === edgeOf(this.clip, this.edge) ? null : this.at;
  }

  cancel(): Trimmed {
    this.at = edgeOf(this.clip, this.edge);
    return { at: this.at, snap: null };
  }

  /** Start, length and source time that `clip` shows while its edge lies at `at`. */
  shape(clip: Clip, at: Ticks): Pick<Clip, 'start' | 'length' | 'in'> {
    if (this.edge === 'end') return { start: clip.start, length: subTicks(at, clip.start), in: clip.in };
    const moved = subTicks(at, clip.start);
    const source = ticks(Math.round(moved * clip.speed));
    return { start: at, length: subTicks(clip.length, moved), in: ticks(Math.max(0, clip.in + source)) };
  }

  private boundsOf(clip: Clip): { least: number; most: number } {
    const frame = frameToTicks(1, this.reading.settings.rate);
    const end = clipEnd(clip);
    const others = this.reading.clips.filter((other) => other.track === clip.track && other.id !== clip.id);
    if (this.edge === 'start') {
      const before = others.map(clipEnd).filter((at) => at <= clip.start);
      const room =
        clip.kind === 'media' && this.options.source !== null ? Math.floor(clip.in / clip.speed) : clip.start;
      return { least: Math.max(0, clip.start - room, ...before), most: Math.max(clip.start, end - frame) };
    }
    const after = others.map((other) => other.start).filter((at) => at >= end);
    const left = this.options.source === null ? Infinity : Math.floor((this.options.source - clip.in) / clip.speed);
    return { least: Math.min(end, clip.start + frame), most: Math.max(end, Math.min(clip.start + left, ...after)) };
  }
}

const edgeOf = (clip: Clip, edge: Edge): Ticks => (edge === 'start' ? clip.start : clipEnd(clip));
