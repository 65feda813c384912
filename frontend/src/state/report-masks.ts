/** Watches what the preview shows of mattes, and has each matte's socket tell the server. */
import { MasksSeen } from './masks-seen';
import { socketOf, useMattes } from './mattes';
import { usePlayback } from './playback';

const TELL_EVERY_MS = 10_000;

const seen = new Map<string, MasksSeen>();
let isWaiting = false;

const seenOf = (id: string): MasksSeen => {
  const found = seen.get(id) ?? new MasksSeen();
  seen.set(id, found);
  return found;
};

/** A prompt was given at `at` (performance.now()) on a matte that was at `revision`. */
export function noteClick(id: string, frame: number, at: number, revision: number): void {
  if (!useMattes.getState().mattes[id]) return;
  seenOf(id).clicked(at, frame, revision);
  untilNext();
}

function untilNext(): void {
  if (!isWaiting) requestAnimationFrame(untilDrawn);
  isWaiting = true;
}

/** While a first mask is waited for every drawing is looked at: nothing else tells of one while the playhead rests. */
function untilDrawn(): void {
  isWaiting = false;
  const now = performance.now();
  for (const { matte, frame, state, revision } of shown()) seenOf(matte).drawn(now, frame, state, revision);
  const { mattes } = useMattes.getState();
  for (const id of seen.keys()) if (!mattes[id]) seen.delete(id);
  if ([...seen.values()].some((each) => each.waits(now))) untilNext();
}

const shown = () => usePlayback.getState().engine?.stats().mattes ?? [];

function look(): void {
  const now = performance.now();
  const { mattes } = useMattes.getState();
  const here = new Set<string>();
  for (const { matte: id, frame, state } of shown()) {
    const matte = mattes[id];
    if (!matte) continue;
    here.add(id);
    const isComplete = matte.states.indexOf(0, frame) < 0;
    seenOf(id).look(now, state > 0, isComplete ? null : matte.lead);
  }
  for (const [id, each] of seen) if (!here.has(id)) each.rest();
}

function tell(): void {
  for (const [id, each] of seen) {
    const report = each.take();
    if (report) socketOf(id)?.report(report);
  }
}

/** For the page's life. */
export function reportMasks(): void {
  usePlayback.subscribe((now, before) => {
    if (now.playing && now.time !== before.time) look();
    if (!now.playing && before.playing) for (const each of seen.values()) each.rest();
  });
  setInterval(tell, TELL_EVERY_MS);
}
