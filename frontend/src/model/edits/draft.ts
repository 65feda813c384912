/** A working copy of the timeline, on which an edit is made step by step; what differs at the end is its patch. */
import { addTicks, subTicks, type Ticks, ticks } from '../../time/time';
import type { Patch } from '../document';
import { clipEnd, sourceTick } from '../queries';
import type { Clip, Reading, Track, TrackKind } from '../types';

const NONE = ticks(0);

/**
 * The part of a clip between two times of the timeline. Its source time moves with its start; a fade goes with the end
 * that is cut away.
 */
export function part(clip: Clip, from: Ticks, to: Ticks): Clip {
  const start = ticks(Math.max(from, clip.start));
  const end = ticks(Math.min(to, clipEnd(clip)));
  let { audio } = clip;
  if (start > clip.start && audio.fadeIn) audio = { ...audio, fadeIn: NONE };
  if (end < clipEnd(clip) && audio.fadeOut) audio = { ...audio, fadeOut: NONE };
  const transition = start > clip.start ? null : clip.transition;
  return { ...clip, start, length: subTicks(end, start), in: sourceTick(clip, start), audio, transition };
}

interface Index {
  byId: ReadonlyMap<string, Clip>;
  lanes: ReadonlyMap<string, readonly Clip[]>;
}

const indexes = new WeakMap<readonly Clip[], Index>();

/** A reading's clips by id and by track, made once: an edit of one among ten thousand does not copy the others. */
function indexOf({ clips }: Reading): Index {
  let index = indexes.get(clips);
  if (!index) {
    const lanes = new Map<string, Clip[]>();
    for (const clip of clips) {
      const lane = lanes.get(clip.track);
      if (lane) lane.push(clip);
      else lanes.set(clip.track, [clip]);
    }
    index = { byId: new Map(clips.map((clip) => [clip.id, clip])), lanes };
    indexes.set(clips, index);
  }
  return index;
}

/** Clips on one track never overlap, whatever is done here. Nothing here looks at locks: an edit asks `isOpen` first. */
export class Draft {
  private readonly before: Index;
  /** clips as they are now, where that is not as before; null for those that are gone */
  private readonly touched = new Map<string, Clip | null>();
  private readonly lanes = new Map<string, Clip[]>();
  private readonly open: Set<string>;
  private readonly newTracks: Track[] = [];
  /** new clip -> the clip that it was cut from */
  private readonly copies: Record<string, string> = {};
  /** right halves of clips that were cut in two */
  private readonly cut = new Set<string>();

  constructor(readonly reading: Reading) {
    this.before = indexOf(reading);
    this.open = new Set(reading.tracks.filter((track) => !track.locked).map((track) => track.id));
  }

  get tracks(): readonly Track[] {
    return this.newTracks.length ? [...this.reading.tracks, ...this.newTracks] : this.reading.tracks;
  }

  /** A track that is there and not locked. */
  isOpen(track: string): boolean {
    return this.open.has(track);
  }

  openTracks(kind?: TrackKind): Track[] {
    return this.tracks.filter((track) => this.open.has(track.id) && (!kind || track.kind === kind));
  }

  get(id: string): Clip | undefined {
    const clip = this.touched.get(id);
    return clip === undefined ? this.before.byId.get(id) : (clip ?? undefined);
  }

  /** Clips on a track by start, until the next change. */
  lane(track: string): readonly Clip[] {
    return this.lanes.get(track) ?? this.before.lanes.get(track) ?? [];
  }

  /** The first clip of a track that ends after `at`: it covers `at`, or is the next one. */
  from(track: string, at: Ticks): Clip | undefined {
    const lane = this.lane(track);
    return lane[endingAfter(lane, at)];
  }

  isFree(track: string, from: Ticks, to: Ticks): boolean {
    const clip = this.from(track, from);
    return !clip || clip.start >= to;
  }

  addTrack(track: Track): Track {
    this.newTracks.push(track);
    this.open.add(track.id);
    return track;
  }

  /** Takes clips off, and leaves gaps. */
  remove(ids: Iterable<string>): void {
    const gone = new Set(ids);
    const tracks = new Set<string>();
    for (const id of gone) {
      const clip = this.get(id);
      if (!clip) continue;
      tracks.add(clip.track);
      this.touched.set(id, null);
    }
    for (const track of tracks)
      this.lanes.set(
        track,
        this.lane(track).filter((clip) => !gone.has(clip.id)),
      );
  }

  /** Frees a span of a track: what lies in it is trimmed, cut in two or removed. */
  clear(track: string, from: Ticks, to: Ticks): void {
    const lane = this.lane(track);
    const first = endingAfter(lane, from);
    let past = first;
    while (past < lane.length && (lane[past] as Clip).start < to) past++;
    if (past === first) return;
    const kept = lane.slice(first, past).flatMap((clip) => this.outside(clip, from, to));
    this.ownLane(track).splice(first, past - first, ...kept);
  }

  /** Puts clips where they say, one after another, over whatever lies there. */
  place(clips: readonly Clip[]): void {
    this.remove(clips.map((clip) => clip.id));
    for (const clip of clips) {
      this.clear(clip.track, clip.start, clipEnd(clip));
      const lane = this.ownLane(clip.track);
      lane.splice(endingAfter(lane, clip.start), 0, clip);
      this.touched.set(clip.id, clip);
    }
  }

  /** Puts a new clip that takes over what `of` has, fields unknown here included. */
  placeCopy(of: Clip, copy: Clip): void {
    this.copies[copy.id] = this.copies[of.id] ?? of.id;
    this.place([copy]);
  }

  /** Cuts the clip that covers `at` in two. */
  split(track: string, at: Ticks): void {
    this.clear(track, at, at);
  }

  /** Moves all that starts at `from` or later. Closing needs the room to be free. */
  shift(track: string, from: Ticks, by: Ticks): void {
    if (by === 0) return;
    const lane = this.ownLane(track);
    for (let index = endingAfter(lane, from); index < lane.length; index++) {
      const clip = lane[index] as Clip;
      if (clip.start < from) continue;
      const moved = { ...clip, start: addTicks(clip.start, by) };
      lane[index] = moved;
      this.touched.set(clip.id, moved);
    }
  }

  /** Everything that differs from the reading, as one step of undo; an empty patch when nothing does. */
  patch(label: string, note?: string): Patch {
    this.relink();
    const clips: NonNullable<Patch['clips']> = {};
    const unsettled = new Set(this.reading.problems.map((problem) => problem.clip));
    for (const [id, clip] of this.touched) {
      const before = this.before.byId.get(id);
      if (!clip) {
        if (before) clips[id] = null;
        continue;
      }
      const change = before ? difference(before, clip) : clip;
      if (!change) continue;
      // the document has it otherwise than it reads: from now on it is what is seen
      const { track, start, length } = clip;
      clips[id] = unsettled.has(id) ? { ...change, track, start, length, in: clip.in } : change;
    }
    if (!Object.keys(clips).length && !this.newTracks.length) return {};
    const tracks = Object.fromEntries(this.newTracks.map((track) => [track.id, track]));
    return { label, note, clips, tracks, copies: this.copies };
  }

  /** What is left of a clip outside a span. */
  private outside(clip: Clip, from: Ticks, to: Ticks): Clip[] {
    const head = clip.start < from ? part(clip, clip.start, from) : null;
    let tail = clipEnd(clip) > to ? part(clip, to, clipEnd(clip)) : null;
    if (head && tail) {
      tail = { ...tail, id: crypto.randomUUID() };
      this.copies[tail.id] = this.copies[clip.id] ?? clip.id;
      this.cut.add(tail.id);
    }
    this.touched.set(clip.id, null);
    const left = [head, tail].filter((piece) => piece !== null);
    for (const piece of left) this.touched.set(piece.id, piece);
    return left;
  }

  /** Right halves of linked clips that were all cut belong together from now on, and no longer to the left halves. */
  private relink(): void {
    const cutLinks = [...this.cut].map((id) => this.before.byId.get(this.copies[id] ?? '')?.link);
    const links = new Set(cutLinks.filter((link) => link));
    for (const link of links) {
      const all = this.all().filter((clip) => clip.link === link);
      const right = all.filter((clip) => this.cut.has(clip.id));
      const cut = Math.min(...right.map((clip) => clip.start));
      if (!all.every((clip) => right.includes(clip) || clipEnd(clip) <= cut)) continue;
      const fresh = crypto.randomUUID();
      for (const clip of right) this.replace({ ...clip, link: fresh });
    }
  }

  private replace(clip: Clip): void {
    const lane = this.ownLane(clip.track);
    lane[endingAfter(lane, clip.start)] = clip;
    this.touched.set(clip.id, clip);
  }

  private all(): Clip[] {
    const kept = [...this.before.byId.values()].filter((clip) => !this.touched.has(clip.id));
    return [...kept, ...[...this.touched.values()].filter((clip) => clip !== null)];
  }

  /** A lane to be changed; the reading's own is shared. */
  private ownLane(track: string): Clip[] {
    let lane = this.lanes.get(track);
    if (!lane) {
      lane = [...this.lane(track)];
      this.lanes.set(track, lane);
    }
    return lane;
  }
}

/** Index of the first clip that ends after `at`. Ends ascend, since clips on a track do not overlap. */
function endingAfter(lane: readonly Clip[], at: Ticks): number {
  let low = 0;
  let high = lane.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (clipEnd(lane[middle] as Clip) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The fields of `after` that differ from `before`, or null. */
function difference(before: Clip, after: Clip): Partial<Clip> | null {
  const changed = Object.entries(after).filter(([key, value]) => before[key as keyof Clip] !== value);
  return changed.length ? (Object.fromEntries(changed) as Partial<Clip>) : null;
}
