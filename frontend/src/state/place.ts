/** Putting footage on the timeline, and deleting it with its clips. */

import { isEmpty } from '../model/document';
import { type AssetFacts, addClip } from '../model/edits/add';
import { settingsFrom } from '../model/edits/adopt';
import { footageBehind } from '../model/edits/behind';
import type { Clip, Reading, Settings } from '../model/types';
import { api } from '../net/api';
import { formatRate } from '../time/rates';
import { frameToTicks, type Rate, secondsToTicks, snapToFrame, type Ticks, ticks } from '../time/time';
import { say } from '../words/words';
import { type AssetView, assetOf, isCuttable, mergeAsset } from './assets';
import { usePlayback } from './playback';
import { edit, useProject } from './project';
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

/** Puts footage at `at` (the playhead when left out), on `track` or the first with room, and selects it. */
export function addToTimeline(id: string, at?: Ticks, track?: string): void {
  const asset = assetOf(id);
  if (!asset) return;
  const { reading, settings, note } = adopting(asset);
  const facts = factsOf(asset, reading.settings.rate);
  if (!facts) return;
  const patch = addClip(reading, facts, at ?? usePlayback.getState().time, track);
  edit({ ...patch, settings, note: note ?? patch.note });
  useSelection.getState().setTool('select'); // what was just added is not to be masked by the next click
  const added = Object.entries(patch.clips ?? {}).filter(([, clip]) => clip?.asset === id && clip.start !== undefined);
  useSelection.getState().select(added.map(([clip]) => clip));
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

/** Deletes footage and its clips, as one step of undo. An upload under way is cancelled instead. */
export async function deleteFootage(id: string): Promise<void> {
  const asset = assetOf(id);
  if (!asset) return;
  const gone = useProject.getState().reading.clips.filter((clip) => clip.asset === id);
  const clips = Object.fromEntries(gone.map((clip) => [clip.id, null]));
  try {
    if (asset.state === 'uploading') {
      await cancelUpload(id);
      edit({ label: say('Cancel upload'), clips });
      return;
    }
    await bin(id);
    edit({ label: say('Delete footage'), clips }, { undo: () => restore(id), redo: () => bin(id) });
    toast(say('{name} was deleted. Undo brings it back.', { name: asset.name }));
  } catch (error) {
    toastError(error);
  }
}

const bin = (id: string): Promise<void> => api.deleteAsset(id).then(() => dropAsset(id));
const restore = (id: string): Promise<void> => api.restoreAsset(id).then(mergeAsset);
