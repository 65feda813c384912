/** In and out on the timeline, the tracks that footage goes to, and edits of what lies between. They are the person's own. */
import { create } from 'zustand';
import type { Patch } from '../model/document';
import type { Marks, Targets } from '../model/edits/add';
import { closeGap, extractSpan, gapAt, liftSpan, type Span } from '../model/edits/ripple';
import { activeClips, clipEnd, timelineEnd } from '../model/queries';
import type { TrackKind } from '../model/types';
import { frameToTicks, type Ticks, ticks } from '../time/time';
import { say } from '../words/words';
import { keyFor } from './keys';
import { pause, seek, usePlayback } from './playback';
import { edit, useProject } from './project';
import { useSelection } from './selection';
import { toast } from './toasts';

const none: Marks = { in: null, out: null };
const untargeted: Targets = { video: null, audio: null };

export const useMarks = create<{ marks: Marks; targets: Targets }>()(() => ({ marks: none, targets: untargeted }));

useProject.subscribe((now, before) => {
  if (now.id !== before.id) useMarks.setState({ marks: none, targets: untargeted });
});

/** Chooses the track that footage of a kind goes to, or none: then it is the lowest open one. */
export function toggleTarget(kind: TrackKind, track: string): void {
  const { targets } = useMarks.getState();
  useMarks.setState({ targets: { ...targets, [kind]: targets[kind] === track ? null : track } });
}

const readingNow = () => useProject.getState().reading;
const setMarks = (marks: Marks): void => useMarks.setState({ marks });

/** In at the playhead. An out before it goes. */
export function markIn(): void {
  const { time } = usePlayback.getState();
  const { out } = useMarks.getState().marks;
  setMarks({ in: time, out: out !== null && out > time ? out : null });
}

/** Out after the frame at the playhead, which is the last one that counts. */
export function markOut(): void {
  const at = afterFrame(usePlayback.getState().time);
  const from = useMarks.getState().marks.in;
  setMarks({ in: from !== null && from < at ? from : null, out: at });
}

export const clearMark = (which: keyof Marks): void => setMarks({ ...useMarks.getState().marks, [which]: null });
export const clearMarks = (): void => setMarks(none);

/** Marks the selected clips, or those under the playhead. */
export function markClip(): void {
  const { time } = usePlayback.getState();
  const chosen = useSelection.getState().clips;
  const clips = readingNow().clips.filter((clip) => chosen.includes(clip.id));
  const over = clips.length ? clips : activeClips(readingNow(), time);
  if (!over.length) toast(say('Select a clip, or put the playhead over one, to mark it.'));
  else
    setMarks({
      in: ticks(Math.min(...over.map((clip) => clip.start))),
      out: ticks(Math.max(...over.map(clipEnd))),
    });
}

/** Takes out what lies between in and out of all open tracks. */
export const lift = (): void => editSpan(liftSpan, 'in');
/** The same, and closes the gap. */
export const extract = (): void => editSpan(extractSpan, 'in');

function editSpan(make: (reading: ReturnType<typeof readingNow>, span: Span) => Patch, to: keyof Marks): void {
  const { marks } = useMarks.getState();
  const from = marks.in ?? ticks(0);
  const until = marks.out ?? timelineEnd(readingNow());
  if (marks.in === null && marks.out === null) toast(markFirst());
  else if (!edit(make(readingNow(), { from, to: until })))
    toast(say('Nothing lies between in and out on open tracks.'));
  else {
    pause();
    seek(marks[to] ?? from);
    clearMarks();
  }
}

/** Closes the gap under the playhead, on the lowest track that has one. */
export function closeGapAtPlayhead(): void {
  const reading = readingNow();
  const { time } = usePlayback.getState();
  const open = reading.tracks.filter((track) => !track.locked && gapAt(reading, track.id, time));
  const [track] = open.filter(({ id }) => Object.values(useMarks.getState().targets).includes(id)).concat(open);
  if (!track || !edit(closeGap(reading, track.id, time))) toast(say('There is no gap under the playhead.'));
}

/** Edges of clips and markers, without doubles, in order. */
function edges(): Ticks[] {
  const { clips } = readingNow();
  return [...new Set([ticks(0), ...clips.flatMap((clip) => [clip.start, clipEnd(clip)])])].sort((a, b) => a - b);
}

/** Goes to the next edge of a clip, or back to the one before. */
export function goToEdge(forward: boolean): void {
  goTo(edges(), forward);
}

export function goTo(times: readonly Ticks[], forward: boolean): void {
  const { time } = usePlayback.getState();
  const to = forward ? times.find((at) => at > time) : times.findLast((at) => at < time);
  if (to === undefined) return;
  pause();
  seek(to);
}

function markFirst(): string {
  const keys = { in: keyFor('mark-in'), out: keyFor('mark-out') };
  return keys.in && keys.out
    ? say('Mark a span first: in with {in}, out with {out}.', keys)
    : say('Mark a span first, with an in and an out.');
}

function unmarked(which: keyof Marks): string {
  const key = keyFor(which === 'in' ? 'mark-in' : 'mark-out');
  if (!key) return which === 'in' ? say('There is no in mark.') : say('There is no out mark.');
  return which === 'in'
    ? say('There is no in mark. Press {key} to set it at the playhead.', { key })
    : say('There is no out mark. Press {key} to set it at the playhead.', { key });
}

/** Goes to a mark; to the last frame before out. */
export function goToMark(which: keyof Marks): void {
  const at = useMarks.getState().marks[which];
  if (at === null) toast(unmarked(which));
  else {
    pause();
    const frame = frameToTicks(1, readingNow().settings.rate);
    seek(ticks(which === 'in' ? at : Math.max(0, at - frame)));
  }
}

const afterFrame = (at: Ticks): Ticks => ticks(at + frameToTicks(1, readingNow().settings.rate));
