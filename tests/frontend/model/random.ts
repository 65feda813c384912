/** Random timelines and random edits of them, the same for the same seed. */
import type { Patch } from '@/model/document';
import { addClip, appendTake, insertTake, overwriteTake } from '@/model/edits/add';
import { pasteAttributes } from '@/model/edits/attributes';
import { copyClips, duplicateClips, pasteClips } from '@/model/edits/copy';
import { deleteClips } from '@/model/edits/delete';
import { groupClips, linkClips, ungroupClips, unlinkClips } from '@/model/edits/links';
import { addMarker, removeMarker, setMarker } from '@/model/edits/markers';
import { moveClips } from '@/model/edits/move';
import { closeGap, extractSpan, liftSpan, rippleDelete } from '@/model/edits/ripple';
import { freezeFrame, reverseClips, setSpeed } from '@/model/edits/speed';
import { splitAt } from '@/model/edits/split';
import { addTrack, moveTrack, removeTrack } from '@/model/edits/tracks';
import { type SourceLength, slideClip, slipClips, trimClip } from '@/model/edits/trim';
import { blankClip, blankTrack } from '@/model/fields';
import { clipEnd } from '@/model/queries';
import type { Clip, Marker, Reading, Track } from '@/model/types';
import { frameToTicks, type Ticks } from '@/time/time';

export const frames = (count: number): Ticks => frameToTicks(count, [30, 1]);

export class Random {
  constructor(private state: number) {}

  /** 0..1, by mulberry32 */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Whole, low..high */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(of: number): boolean {
    return this.next() < of;
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list[this.int(0, list.length - 1)];
  }

  some<T>(list: readonly T[], of = 0.3): T[] {
    return list.filter(() => this.chance(of));
  }
}

/** Sources by name: frames of 30 a second; a picture has no end. */
const SOURCES: Record<string, number | null> = { short: 40, long: 400, picture: null };
export const sourceLength: SourceLength = ({ asset, still }) => {
  const length = still === null ? SOURCES[asset] : null;
  return length === null || length === undefined ? null : frames(length);
};

export interface Start {
  markers: Marker[];
  tracks: Track[];
  clips: Clip[];
}

/** Up to five tracks, some locked, with clips beside each other and with gaps, some linked across tracks. */
export function randomTimeline(random: Random): Start {
  const kinds = ['video', 'audio', ...(['video', 'audio', 'video'] as const).slice(0, random.int(0, 3))] as const;
  const tracks = kinds.map((kind, index) =>
    blankTrack(`t${index}`, { kind, order: `a${index}`, locked: index > 0 && random.chance(0.2) }),
  );
  const clips: Clip[] = [];
  for (const track of tracks) {
    let at = 0;
    for (let count = random.int(0, 6); count > 0; count--) {
      at += random.chance(0.5) ? 0 : random.int(1, 20);
      const asset = random.pick(Object.keys(SOURCES)) as string;
      const speed = random.pick([1, 1, 1, 2, 0.5, -1, -2]) as number;
      const source = SOURCES[asset] ?? null;
      const most = source === null ? 60 : Math.floor(source / Math.abs(speed));
      const length = random.int(1, Math.min(60, most));
      const shown = Math.ceil(length * Math.abs(speed));
      const spare = source === null ? 0 : source - shown;
      clips.push(
        blankClip(`c${clips.length}`, {
          track: track.id,
          asset,
          speed,
          start: frames(at),
          length: frames(length),
          still: source !== null && random.chance(0.1) ? frames(random.int(0, source)) : null,
          in: frames(random.int(0, spare) + (speed < 0 ? shown : 0)),
          link: random.chance(0.4) ? `l${random.int(0, 3)}` : '',
          group: random.chance(0.2) ? `g${random.int(0, 1)}` : '',
        }),
      );
      at += length;
    }
  }
  const markers = [...Array(random.int(0, 3)).keys()].map((index) => ({
    id: `m${index}`,
    at: frames(random.int(0, 150)),
    label: '',
    colour: '#4cc38a',
  }));
  return { tracks, clips, markers };
}

type Edit = (reading: Reading, random: Random) => Patch;

const anywhere = (random: Random): Ticks => frames(random.int(0, 160));
const ids = (reading: Reading, random: Random, of?: number): string[] =>
  random.some(reading.clips, of).map(({ id }) => id);
const one = (reading: Reading, random: Random): string => random.pick(reading.clips)?.id ?? '';
const edge = (random: Random) => (random.chance(0.5) ? 'start' : 'end');
const span = (random: Random) => {
  const from = random.int(0, 120);
  return { from: frames(from), to: frames(from + random.int(1, 60)) };
};
const takeOf = (random: Random) => ({
  asset: { id: 'long', kind: 'video' as const, duration: frames(400), hasAudio: random.chance(0.6) },
  in: frames(random.int(0, 50)),
  length: frames(random.int(1, 50)),
});
const targetsOf = (reading: Reading, random: Random) => ({
  video: random.pick(reading.tracks)?.id ?? null,
  audio: random.pick(reading.tracks)?.id ?? null,
});
const paste = (reading: Reading, random: Random, how: 'overwrite' | 'insert'): Patch => {
  const copied = copyClips(reading, ids(reading, random));
  return copied ? pasteClips(reading, copied, anywhere(random), how) : {};
};

export const EDITS: Record<string, Edit> = {
  add: (r, n) => addClip(r, takeOf(n).asset, anywhere(n), n.pick(r.tracks)?.id),
  overwrite: (r, n) => overwriteTake(r, takeOf(n), anywhere(n), targetsOf(r, n)),
  insert: (r, n) => insertTake(r, takeOf(n), anywhere(n), targetsOf(r, n)),
  append: (r, n) => appendTake(r, takeOf(n), targetsOf(r, n)),
  move: (r, n) => moveClips(r, ids(r, n), frames(n.int(-60, 60)), { steps: n.int(-2, 2) }),
  moveAll: (r, n) => moveClips(r, ids(r, n, 1), frames(n.int(-9, 9)), { steps: n.int(-1, 1) }),
  copy: (r, n) => moveClips(r, ids(r, n), frames(n.int(-60, 60)), { steps: n.int(-2, 2), copy: true }),
  split: (r, n) => splitAt(r, anywhere(n)),
  splitSome: (r, n) => splitAt(r, anywhere(n), ids(r, n)),
  trim: (r, n) => trimClip(r, one(r, n), edge(n), anywhere(n), sourceLength),
  ripple: (r, n) => trimClip(r, one(r, n), edge(n), anywhere(n), sourceLength, 'ripple'),
  roll: (r, n) => trimClip(r, one(r, n), edge(n), anywhere(n), sourceLength, 'roll'),
  slip: (r, n) => slipClips(r, ids(r, n), frames(n.int(-40, 40)), sourceLength),
  slide: (r, n) => slideClip(r, one(r, n), frames(n.int(-40, 40)), sourceLength),
  speed: (r, n) => setSpeed(r, ids(r, n), n.pick([0.1, 0.5, 0.7, 1, 3, 20]) ?? 1, sourceLength),
  reverse: (r, n) => reverseClips(r, ids(r, n), sourceLength),
  freeze: (r, n) => freezeFrame(r, one(r, n), anywhere(n)),
  delete: (r, n) => deleteClips(r, ids(r, n)),
  rippleDelete: (r, n) => rippleDelete(r, ids(r, n)),
  closeGap: (r, n) => {
    const clip = n.pick(r.clips);
    return clip ? closeGap(r, clip.track, clipEnd(clip)) : {};
  },
  lift: (r, n) => liftSpan(r, span(n)),
  extract: (r, n) => extractSpan(r, span(n)),
  paste: (r, n) => paste(r, n, 'overwrite'),
  pasteInsert: (r, n) => paste(r, n, 'insert'),
  pasteAttributes: (r, n) => {
    const copied = copyClips(r, ids(r, n));
    return copied ? pasteAttributes(r, copied, ids(r, n)) : {};
  },
  duplicate: (r, n) => duplicateClips(r, ids(r, n)),
  link: (r, n) => linkClips(r, ids(r, n)),
  unlink: (r, n) => unlinkClips(r, ids(r, n)),
  group: (r, n) => groupClips(r, ids(r, n)),
  ungroup: (r, n) => ungroupClips(r, ids(r, n)),
  marker: (r, n) => addMarker(r, anywhere(n)),
  setMarker: (r, n) => setMarker(r, n.pick(r.markers)?.id ?? '', n.pick([{ at: anywhere(n) }, { label: 'x' }]) ?? {}),
  removeMarker: (r, n) => removeMarker(r, n.pick(r.markers)?.id ?? ''),
  addTrack: (r, n) => addTrack(r, n.chance(0.5) ? 'video' : 'audio'),
  removeTrack: (r, n) => removeTrack(r, n.pick(r.tracks)?.id ?? ''),
  moveTrack: (r, n) => moveTrack(r, n.pick(r.tracks)?.id ?? '', n.int(-3, 3)),
};

/** What a track shows at a time: asset and source time, or nothing. */
export function shownAt(clips: readonly Clip[], track: string, at: Ticks): string {
  const clip = clips.find((each) => each.track === track && each.start <= at && at < each.start + each.length);
  return clip ? `${clip.asset} ${clip.still ?? clip.in + Math.trunc((at - clip.start) * clip.speed)}` : '';
}
