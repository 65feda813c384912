/** What the project document says, as plain data. Twin of editor/render/document.py, on tests/vectors/document.json. */
import * as Y from 'yjs';
import { addTicks, subTicks, type Ticks, ticks } from '../time/time';
import { say } from '../words/words';
import { blankTrack, type ClipRow, readClip, readMarker, readSettings, readTrack, type TrackRow } from './fields';
import type { Clip, Marker, Problem, Reading, Settings, Track } from './types';
import { isPlain, type Plain } from './values';

/** Id of the track that clips without one are shown on. */
export const RECOVERED = 'recovered';

/** The reading of a document as it is now. Whoever reads it again and again keeps a DocumentReader. */
export function readDocument(doc: Y.Doc): Reading {
  const rows = <T>(name: string, make: (id: string, row: Plain) => T): T[] =>
    Object.entries(doc.getMap(name).toJSON()).flatMap(([id, row]) => (isPlain(row) ? [make(id, row)] : []));
  return {
    settings: readSettings(doc.getMap('settings').toJSON()),
    markers: sortedMarkers(rows('markers', readMarker)),
    ...place(rows('tracks', readTrack), rows('clips', readClip)),
  };
}

/** Reads a document again after each change, and anew only what has changed: all else stays the same object. */
export class DocumentReader {
  private readonly tracks: Rows<TrackRow>;
  private readonly clips: Rows<ClipRow>;
  private readonly markers: Rows<Marker>;
  private settings: Settings | undefined;
  private last: Reading | undefined;
  private shortened = new Map<string, { from: Clip; shown: Clip }>();

  constructor(private readonly doc: Y.Doc) {
    this.tracks = new Rows(doc.getMap('tracks'), readTrack);
    this.clips = new Rows(doc.getMap('clips'), readClip);
    this.markers = new Rows(doc.getMap('markers'), readMarker);
    doc.getMap('settings').observeDeep(() => {
      this.settings = undefined;
    });
  }

  read(): Reading {
    const { last } = this;
    this.settings ??= readSettings(this.doc.getMap('settings').toJSON());
    const markers = this.markers.refresh() || !last ? sortedMarkers(this.markers.values()) : last.markers;
    const moved = [this.tracks.refresh(), this.clips.refresh()].some(Boolean);
    const placed = moved || !last ? this.place() : { tracks: last.tracks, clips: last.clips, problems: last.problems };
    this.last = { settings: this.settings, markers, ...placed };
    return this.last;
  }

  private place(): Pick<Reading, 'tracks' | 'clips' | 'problems'> {
    const placed = place(this.tracks.values(), this.clips.values());
    const shortened: typeof this.shortened = new Map();
    const clips = placed.clips.map((clip) => {
      const from = this.clips.get(clip.id)?.clip;
      if (!from || from === clip) return clip;
      const before = this.shortened.get(clip.id);
      const same = before?.from === from && isSamePlace(before.shown, clip);
      const kept = same ? before : { from, shown: clip };
      shortened.set(clip.id, kept);
      return kept.shown;
    });
    this.shortened = shortened;
    const tracks = this.last && isSame(this.last.tracks, placed.tracks) ? this.last.tracks : placed.tracks;
    return { tracks, clips, problems: placed.problems };
  }
}

const isSamePlace = (a: Clip, b: Clip): boolean => a.track === b.track && a.start === b.start && a.length === b.length;
const isSame = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

/** The rows of one map of the document, each read once until it changes. */
class Rows<T> {
  private readonly read = new Map<string, T>();
  private changed: Set<string>;

  constructor(
    private readonly map: Y.Map<unknown>,
    private readonly make: (id: string, row: Plain) => T,
  ) {
    this.changed = new Set(map.keys());
    map.observeDeep((events) => {
      for (const event of events) {
        const [id] = event.path;
        if (id !== undefined) this.changed.add(String(id));
        else for (const key of event.changes.keys.keys()) this.changed.add(key);
      }
    });
  }

  /** Whether anything is other than before. */
  refresh(): boolean {
    const { changed } = this;
    for (const id of changed) {
      const value = this.map.get(id);
      const row = value instanceof Y.AbstractType ? value.toJSON() : value;
      if (isPlain(row)) this.read.set(id, this.make(id, row));
      else this.read.delete(id);
    }
    this.changed = new Set();
    return changed.size > 0;
  }

  get(id: string): T | undefined {
    return this.read.get(id);
  }

  values(): T[] {
    return [...this.read.values()];
  }
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byKind = (a: Track, b: Track): number => (a.kind === b.kind ? 0 : a.kind === 'video' ? -1 : 1);

const sortedMarkers = (markers: Marker[]): Marker[] => markers.sort((a, b) => a.at - b.at || byText(a.id, b.id));

/** Tracks in drawing order, clips in their places on them, and what had to be settled to get there. */
function place(trackRows: TrackRow[], clipRows: ClipRow[]): Pick<Reading, 'tracks' | 'clips' | 'problems'> {
  const problems: Problem[] = [];
  const known = new Set(trackRows.map(({ track }) => track.id));
  const used = new Set<string>();
  const rows = clipRows.map((row) => {
    if (row.repaired) problems.push({ clip: row.clip.id, kind: 'repaired', by: '' });
    if (known.has(row.clip.track)) {
      used.add(row.clip.track);
      return row;
    }
    problems.push({ clip: row.clip.id, kind: 'trackless', by: '' });
    used.add(RECOVERED);
    return { ...row, clip: { ...row.clip, track: RECOVERED } };
  });
  const tracks = trackRows.flatMap(({ track, removed }) => (removed && !used.has(track.id) ? [] : [track]));
  if (used.has(RECOVERED) && !known.has(RECOVERED))
    tracks.push(blankTrack(RECOVERED, { name: say('Recovered'), order: '~' }));
  tracks.sort((a, b) => byKind(a, b) || byText(a.order, b.order) || byText(a.id, b.id));

  const rank = new Map(tracks.map((track, index) => [track.id, index]));
  const byPlace = (a: Clip, b: Clip) =>
    (rank.get(a.track) ?? 0) - (rank.get(b.track) ?? 0) || a.start - b.start || byText(a.id, b.id);
  const clips = withoutOverlaps(rows.flatMap((row) => (row.adrift ? [] : [row.clip])).sort(byPlace), problems);
  const adrift = rows.flatMap((row) => (row.adrift ? [row.clip] : []));
  if (adrift.length) clips.push(...atTheEnds(clips, adrift));
  problems.sort((a, b) => byText(a.clip, b.clip) || byText(a.kind, b.kind));
  return { tracks, clips: adrift.length ? clips.sort(byPlace) : clips, problems };
}

/**
 * The clip with the later start keeps its time and the earlier is shortened; of those with one start, the one with the
 * largest id stays and the others are covered.
 */
function withoutOverlaps(sorted: readonly Clip[], problems: Problem[]): Clip[] {
  const kept: Clip[] = [];
  for (let index = sorted.length - 1; index >= 0; index--) {
    const clip = sorted[index] as Clip;
    const next = kept.at(-1);
    if (!next || next.track !== clip.track || clip.start + clip.length <= next.start) kept.push(clip);
    else if (next.start > clip.start) {
      problems.push({ clip: clip.id, kind: 'shortened', by: next.id });
      kept.push({ ...clip, length: subTicks(next.start, clip.start) });
    } else problems.push({ clip: clip.id, kind: 'covered', by: next.id });
  }
  return kept.reverse();
}

/** Clips whose place is not known, each after the last of its track. */
function atTheEnds(clips: readonly Clip[], adrift: Clip[]): Clip[] {
  const ends = new Map<string, Ticks>();
  for (const clip of clips) ends.set(clip.track, addTicks(clip.start, clip.length));
  return adrift
    .sort((a, b) => byText(a.id, b.id))
    .map((clip) => {
      const start = ends.get(clip.track) ?? ticks(0);
      ends.set(clip.track, addTicks(start, clip.length));
      return { ...clip, start };
    });
}
