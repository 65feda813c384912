/** Putting footage on the timeline, and taking it off. */
import { type AssetFacts, addClip } from '../model/edits/add';
import { frameToTicks, type Rate, secondsToTicks, snapToFrame, type Ticks, ticks } from '../time/time';
import { type AssetView, assetOf, isCuttable } from './assets';
import { usePlayback } from './playback';
import { edit, useProject } from './project';
import { useSelection } from './selection';

const STILL_SECONDS = 5;

/** How long footage is on the timeline, in whole frames of the project; a still lasts five seconds. */
export function lengthOnTimeline(asset: Pick<AssetView, 'kind' | 'duration'>, rate: Rate): Ticks {
  const whole = asset.kind === 'image' ? secondsToTicks(STILL_SECONDS) : asset.duration;
  return ticks(Math.max(snapToFrame(whole, rate), frameToTicks(1, rate)));
}

/** What an edit must know of an asset; null while its length is not known. */
export function factsOf(asset: AssetView, rate: Rate): AssetFacts | null {
  if (!isCuttable(asset) || asset.kind === 'unknown' || asset.state === 'failed') return null;
  return { id: asset.id, kind: asset.kind, duration: lengthOnTimeline(asset, rate), hasAudio: asset.has_audio };
}

/** Puts footage at `at` (the playhead when left out), on `track` or the first with room, and selects it. */
export function addToTimeline(id: string, at?: Ticks, track?: string): void {
  const { reading } = useProject.getState();
  const asset = assetOf(id);
  const facts = asset && factsOf(asset, reading.settings.rate);
  if (!facts) return;
  const patch = addClip(reading, facts, at ?? usePlayback.getState().time, track);
  edit(patch);
  const added = Object.entries(patch.clips ?? {}).filter(([, clip]) => clip?.asset === id && clip.start !== undefined);
  useSelection.getState().select(added.map(([clip]) => clip));
}

export function takeOffTimeline(asset: string): void {
  const gone = useProject.getState().reading.clips.filter((clip) => clip.asset === asset);
  if (gone.length) edit({ label: 'Delete', clips: Object.fromEntries(gone.map((clip) => [clip.id, null])) });
}
