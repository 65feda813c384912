/** Putting footage on the timeline, and deleting it with its clips. */

import { isEmpty } from '../model/document';
import { type AssetFacts, addClip } from '../model/edits/add';
import { settingsFrom } from '../model/edits/adopt';
import { footageBehind } from '../model/edits/behind';
import { removeFolders } from '../model/edits/bin';
import type { Clip, Reading, Settings } from '../model/types';
import { api } from '../net/api';
import { formatRate } from '../time/rates';
import { addTicks, frameToTicks, type Rate, secondsToTicks, snapToFrame, type Ticks, ticks } from '../time/time';
import { say } from '../words/words';
import { type AssetView, assetOf, isCuttable, mergeAsset, useAssets } from './assets';
import { useBin } from './bin';
import { usePlayback } from './playback';
import { beginGesture, edit, endGesture, useProject } from './project';
import { useSelection } from './selection';
import { toast, toastError } from './toasts';
import { cancelUpload, dropAsset } from './uploads';

const STILL_SECONDS = 5;

/** How long footage is on the timeline, in whole frames of the project; a still lasts five seconds. */
export function lengthOnTimeline(asset: Pick<AssetView, 'kind' | 'duration'>, rate: Rate): Ticks {
  const whole = asset.kind === 'image' ? secondsToTicks(STILL_SECONDS) : asset.duration;
  return ticks(Math.max(snapToFrame(whole, rate), frameToTicks(1, rate)));
}

/** What an edit must know of an asset; null while its length is not known. */
export function factsOf(asset: AssetView, rate: Rate): AssetFacts | null {
  if (!isCuttable(asset) || asset.kind === 'unknown' || asset.kind === 'lut' || asset.state === 'failed') return null;
  return { id: asset.id, kind: asset.kind, duration: lengthOnTimeline(asset, rate), hasAudio: asset.has_audio };
}

/** Length on the timeline once it is known, by this browser or by the server; null when the file failed. */
export function untilCuttable(id: string): Promise<Ticks | null> {
  return new Promise((resolve) => {
    let stop = () => {};
    const look = () => {
      const asset = assetOf(id);
      const facts = asset && factsOf(asset, useProject.getState().reading.settings.rate);
      if (asset && asset.state !== 'failed' && asset.kind !== 'lut' && !facts) return false;
      stop();
      resolve(facts?.duration ?? null);
      return true;
    };
    if (!look()) stop = useAssets.subscribe(look);
  });
}

/** The project as it is once it has taken on what it does of its first video, and the part of the edit that does so. */
export function adopting(asset: AssetView): { reading: Reading; settings: Partial<Settings>; note?: string } {
  const { reading } = useProject.getState();
  const found = settingsFrom(reading, asset);
  if (!found) return { reading, settings: {} };
  const { width, height, rate } = found;
  const note = say('The project is now {width} × {height} at {rate}, like {name}.', {
    width,
    height,
    rate: formatRate(rate),
    name: asset.name,
  });
  return { reading: { ...reading, settings: { ...reading.settings, ...found } }, settings: found, note };
}

/**
 * Puts footage at `at` (the playhead when left out), one after another, on `track` or the first with room, and selects
 * it. Returns the tick after the last.
 */
export function addToTimeline(ids: readonly string[], at?: Ticks, track?: string): Ticks {
  const added: string[] = [];
  const waiting: string[] = [];
  let next = at ?? usePlayback.getState().time;
  beginGesture();
  for (const id of ids) {
    const asset = assetOf(id);
    if (!asset) continue;
    const { reading, settings, note } = adopting(asset);
    const facts = factsOf(asset, reading.settings.rate);
    if (!facts) {
      waiting.push(asset.name);
      continue;
    }
    const patch = addClip(reading, facts, next, track);
    edit({ ...patch, settings, note: note ?? patch.note });
    const made = Object.entries(patch.clips ?? {}).filter(([, clip]) => clip?.asset === id && clip.start !== undefined);
    added.push(...made.map(([clip]) => clip));
    next = addTicks(snapToFrame(next, reading.settings.rate), facts.duration);
  }
  endGesture();
  for (const name of waiting) toast(say('{name} is not ready to cut yet.', { name }));
  if (!added.length) return next;
  useSelection.getState().setTool('select'); // what was just added is not to be masked by the next click
  useSelection.getState().select(added);
  return next;
}

/** Puts footage right under a clip, for as long as both last. */
export function putBehind(clip: Clip, id: string): void {
  const { reading } = useProject.getState();
  const asset = assetOf(id);
  const facts = asset && factsOf(asset, reading.settings.rate);
  const patch = facts ? footageBehind(reading, clip.id, facts) : {};
  if (!facts)
    toast(
      asset
        ? say('{name} is not ready to cut yet.', { name: asset.name })
        : say('This footage is not ready to cut yet.'),
    );
  else if (isEmpty(patch)) toast(say('This clip is on a locked track. Unlock the track in its header first.'));
  else edit(patch);
}

/** Deletes footage and its clips, and takes folders apart, as one step of undo. Uploads under way are cancelled. */
export async function deleteFootage(ids: readonly string[], folders: readonly string[] = []): Promise<void> {
  const assets = ids.flatMap((id) => assetOf(id) ?? []);
  const gone: AssetView[] = [];
  const tries = assets.map(async (asset) => {
    await (asset.state === 'uploading' ? cancelUpload(asset.id) : binAsset(asset.id));
    gone.push(asset);
  });
  for (const tried of await Promise.allSettled(tries)) if (tried.status === 'rejected') toastError(tried.reason);

  const kept = gone.filter(({ state }) => state !== 'uploading').map(({ id }) => id);
  const { reading } = useProject.getState();
  const clips = reading.clips.filter((clip) => gone.some(({ id }) => id === clip.asset));
  const apart = removeFolders(useBin.getState().bin, folders);
  const label = kept.length ? say('Delete footage') : gone.length ? say('Cancel upload') : say('Delete folder');
  const patch = { ...apart, label, clips: Object.fromEntries(clips.map((clip) => [clip.id, null])) };
  const all = (change: (id: string) => Promise<void>) => () => Promise.all(kept.map(change));
  edit(patch, kept.length ? { undo: all(restore), redo: all(binAsset) } : undefined);
  if (kept.length)
    toast(
      say(
        '{count, plural, one {{name} was deleted. Undo brings it back.} other {# pieces of footage were deleted. Undo brings them back.}}',
        {
          count: kept.length,
          name: gone.find(({ id }) => id === kept[0])?.name ?? '',
        },
      ),
    );
}

const binAsset = (id: string): Promise<void> => api.deleteAsset(id).then(() => dropAsset(id));
const restore = (id: string): Promise<void> => api.restoreAsset(id).then(mergeAsset);
