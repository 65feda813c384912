/** What a person does to masks: points kept and removed, mattes made and deleted. Each is one step of undo. */
import type { Clip, ClipMatte } from '../model/types';
import { api } from '../net/api';
import type { Point } from '../net/wire';
import { addTicks } from '../time/time';
import type { Deed } from './history';
import { changeMatte, forgetMatte, mergeMatte, useMattes } from './mattes';
import { usePlayback } from './playback';
import { edit, record, useProject } from './project';
import { noteClick } from './report-masks';
import { useSelection } from './selection';
import { toastError } from './toasts';

const COLOURS = ['#3ea6ff', '#ff7a59', '#56d38b', '#c58bff', '#ffd166', '#ff6fae'];
const queues = new Map<string, Promise<unknown>>();

/** The clips a click on `asset` is meant for: the selected ones, else those under the playhead. */
function clipsFor(asset: string): Clip[] {
  const { clips } = useProject.getState().reading;
  const { time } = usePlayback.getState();
  const video = new Set(
    useProject
      .getState()
      .reading.tracks.filter((t) => t.kind === 'video')
      .map((t) => t.id),
  );
  const own = clips.filter((c) => c.asset === asset && video.has(c.track));
  const selected = own.filter((c) => useSelection.getState().clips.includes(c.id));
  if (selected.length) return selected;
  return own.filter((c) => c.start <= time && time < addTicks(c.start, c.length));
}

/** One after another for each matte, so that quick clicks add up and none is lost. */
function queued<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(key) ?? Promise.resolve();
  const next = before.catch(() => undefined).then(work);
  queues.set(key, next);
  return next;
}

const making = new Map<string, Promise<string>>();

/** A click on the picture: a point of `frame` to keep or remove. Makes the matte when there is none yet. */
export async function prompt(matte: string | null, asset: string, frame: number, point: Point): Promise<void> {
  try {
    if (!matte && !making.has(asset)) {
      const underWay = make(asset, frame, point).finally(() => making.delete(asset));
      making.set(asset, underWay);
      await underWay;
      return;
    }
    const id = matte ?? (await making.get(asset)); // clicks that come while it is being made go to the same one
    if (!id) return;
    await changePoints(id, frame, adding(point));
    recordPoints('Mask point', id, frame, adding(point), taking(point));
  } catch (error) {
    toastError(error);
  }
}

/** A new matte with its first point, on the clips it is meant for. The two come and go together. */
async function make(asset: string, frame: number, point: Point): Promise<string> {
  const meant = new Set(clipsFor(asset).map((clip) => clip.id));
  const count = Object.values(useMattes.getState().mattes).filter((m) => m.asset === asset).length;
  const matte = await api.createMatte(asset, { name: `Mask ${count + 1}`, colour: COLOURS[count % COLOURS.length] });
  const { id } = matte;
  mergeMatte(matte);
  try {
    await changePoints(id, frame, adding(point));
  } catch (error) {
    void bin(id).catch(() => undefined); // a matte without a point is of no use to anyone
    throw error;
  }
  const clips = useProject.getState().reading.clips.filter((clip) => meant.has(clip.id));
  putOn('Mask', clips, { id, mode: 'keep', feather: 0 }, { undo: () => bin(id), redo: () => restore(id) });
  useSelection.getState().setMatte(id);
  return id;
}

/** Takes one point away. */
export async function removePrompt(id: string, frame: number, index: number): Promise<void> {
  const point = useMattes.getState().mattes[id]?.prompts.find((p) => p.frame === frame)?.points[index];
  if (!point) return;
  try {
    await changePoints(id, frame, taking(point));
    recordPoints('Remove mask point', id, frame, taking(point), adding(point, index));
  } catch (error) {
    toastError(error);
  }
}

type PointsChange = (points: readonly Point[]) => Point[];

const adding =
  (point: Point, at = Number.POSITIVE_INFINITY): PointsChange =>
  (points) => [...points.slice(0, at), point, ...points.slice(at)];

/** By what it says and not by its place: others may have added points meanwhile. */
const taking =
  ({ x, y, keep }: Point): PointsChange =>
  (points) => {
    const at = points.findLastIndex((each) => each.x === x && each.y === y && each.keep === keep);
    return points.filter((_, index) => index !== at);
  };

const recordPoints = (label: string, id: string, frame: number, redo: PointsChange, undo: PointsChange): void =>
  record(label, { undo: () => changePoints(id, frame, undo), redo: () => changePoints(id, frame, redo) });

/** Shows the points at once and tells the server; its answer is the truth. */
function changePoints(id: string, frame: number, change: PointsChange): Promise<void> {
  const at = performance.now();
  return queued(id, async () => {
    const before = useMattes.getState().mattes[id];
    if (!before) return;
    const old = before.prompts.find((p) => p.frame === frame)?.points ?? [];
    const points = change(old);
    if (points.length > old.length) noteClick(id, frame, at);
    const others = before.prompts.filter((p) => p.frame !== frame);
    changeMatte(id, {
      prompts: points.length ? [...others, { frame, points }].sort((a, b) => a.frame - b.frame) : others,
    });
    try {
      mergeMatte(await api.putPrompt(id, frame, points));
    } catch (error) {
      changeMatte(id, { prompts: before.prompts });
      throw error;
    }
  });
}

function putOn(label: string, clips: Clip[], matte: ClipMatte | null, deed: Deed): void {
  edit({ label, clips: Object.fromEntries(clips.map((clip) => [clip.id, { matte }])) }, deed);
}

/** Deletes a matte and takes it off every clip, as one step of undo. */
export async function removeMatte(id: string): Promise<void> {
  const clips = useProject.getState().reading.clips.filter((clip) => clip.matte?.id === id);
  putOn('Delete mask', clips, null, { undo: () => restore(id), redo: () => bin(id) });
  await bin(id).catch(toastError);
}

async function bin(id: string): Promise<void> {
  if (useSelection.getState().matte === id) useSelection.getState().setMatte(null);
  await queued(id, () => api.deleteMatte(id));
  forgetMatte(id);
}

/** Brings a deleted matte back with its masks. */
export async function restore(id: string): Promise<void> {
  mergeMatte(await api.restoreMatte(id));
}
