/** What a person does to masks: marks made and taken away, mattes made and deleted. Each is one step of undo. */
import type { Mark } from '../gestures/mark';
import { adding, type Change, NOTHING, nameOf, saysMore, saysNothing, taking } from '../gestures/said';
import { matteGone } from '../model/edits/set';
import { newMatte } from '../model/looks';
import type { Clip, ClipMatte } from '../model/types';
import { api } from '../net/api';
import type { Said } from '../net/wire';
import { addTicks } from '../time/time';
import { say } from '../words/words';
import { assetOf } from './assets';
import { clickedPicture } from './clicked-picture';
import type { Deed } from './history';
import { changeMatte, forgetMatte, mergeMatte, useMattes } from './mattes';
import { usePlayback } from './playback';
import { edit, record, useProject } from './project';
import { noteClick } from './report-masks';
import { useSelection } from './selection';
import { toast, toastError } from './toasts';

const COLOURS = ['#3ea6ff', '#ff7a59', '#56d38b', '#c58bff', '#ffd166', '#ff6fae'];
const ADDING = { point: say('Mask point'), box: say('Mask box'), stroke: say('Mask stroke') };
const REMOVING = {
  point: say('Remove mask point'),
  box: say('Remove mask box'),
  stroke: say('Remove mask stroke'),
};
const queues = new Map<string, Promise<unknown>>();

/** The clips a click on `asset` is meant for: the selected ones, else those under the playhead. */
function clipsFor(asset: string): Clip[] {
  const { clips } = useProject.getState().reading;
  const { time } = usePlayback.getState();
  const open = new Set(
    useProject
      .getState()
      .reading.tracks.filter((t) => t.kind === 'video' && !t.locked)
      .map((t) => t.id),
  );
  const own = clips.filter((c) => c.asset === asset && open.has(c.track));
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

const making = new Map<string, Promise<string | null>>();

/** A mark on the picture: says what to keep or remove in `frame`. Makes the matte when there is none yet. */
export async function prompt(matte: string | null, asset: string, frame: number, mark: Mark): Promise<void> {
  try {
    if (!matte && !making.has(asset)) {
      const underWay = make(asset, frame, mark).finally(() => making.delete(asset));
      making.set(asset, underWay);
      await underWay;
      return;
    }
    const id = matte ?? (await making.get(asset)); // marks that come while it is being made go to the same one
    if (!id) return;
    let replaced: Said['box'] = null; // by a box, when its turn comes
    const add: Change = (said) => {
      replaced = said.box;
      return adding(mark)(said);
    };
    await changeAsStep(ADDING[nameOf(mark)], id, frame, add, (said) => taking(mark, replaced)(said));
  } catch (error) {
    toastError(error);
  }
}

/**
 * A new matte with its first mark, on the clips it is meant for: one request. The two come and go together. Null where
 * all of them are on locked tracks.
 */
async function make(asset: string, frame: number, mark: Mark): Promise<string | null> {
  const at = performance.now();
  const meant = new Set(clipsFor(asset).map((clip) => clip.id));
  if (!meant.size) {
    toast(say('This clip is on a locked track. Unlock the track in its header first.'));
    return null;
  }
  const count = Object.values(useMattes.getState().mattes).filter((m) => m.asset === asset).length;
  const id = crypto.randomUUID();
  const colour = COLOURS[count % COLOURS.length];
  const prompt = { frame, ...adding(mark)(NOTHING) };
  const picture = await clickedPicture(asset, frame);
  const matte = await api.createMatte(asset, {
    id,
    name: say('Mask {number}', { number: count + 1 }),
    colour,
    prompt,
    picture,
  });
  mergeMatte(matte, { isNew: true });
  noteClick(id, frame, at, 0);
  const clips = useProject.getState().reading.clips.filter((clip) => meant.has(clip.id));
  putOn(say('Mask'), clips, newMatte(id), { undo: () => bin(id), redo: () => restore(id) });
  useSelection.getState().setMatte(id);
  return id;
}

/** The hand may click on a frame soon: the server makes its picture ready, if it has nothing better to do. */
export function expectClick(asset: string, frame: number): void {
  if (assetOf(asset)?.state === 'ready') void api.expectClick(asset, frame).catch(() => undefined);
}

/** Takes one mark away. */
export async function removeMark(id: string, frame: number, mark: Mark): Promise<void> {
  const said = saidOf(id, frame);
  const at =
    'point' in mark ? said.points.indexOf(mark.point) : 'stroke' in mark ? said.strokes.indexOf(mark.stroke) : 0;
  try {
    await changeAsStep(REMOVING[nameOf(mark)], id, frame, taking(mark), adding(mark, at < 0 ? undefined : at));
  } catch (error) {
    toastError(error);
  }
}

const saidOf = (id: string, frame: number): Said =>
  useMattes.getState().mattes[id]?.prompts.find((each) => each.frame === frame) ?? NOTHING;

/** A step of undo from the gesture on, not from the server's answer: undo is quick, and means what was done last. */
async function changeAsStep(label: string, id: string, frame: number, redo: Change, undo: Change): Promise<void> {
  const answered = change(id, frame, redo);
  const withdraw = record(label, { undo: () => change(id, frame, undo), redo: () => change(id, frame, redo) });
  await answered.catch((error) => {
    withdraw();
    throw error;
  });
}

/** Shows what is said at once and tells the server; its answer is the truth. */
function change(id: string, frame: number, by: Change): Promise<void> {
  const at = performance.now();
  return queued(id, async () => {
    const before = useMattes.getState().mattes[id];
    if (!before) return;
    const { points, box, strokes } = saidOf(id, frame);
    const said = by({ points, box, strokes });
    if (saysMore(said, { points, box, strokes })) noteClick(id, frame, at, before.revision);
    const others = before.prompts.filter((p) => p.frame !== frame);
    changeMatte(id, {
      prompts: saysNothing(said) ? others : [...others, { frame, ...said }].sort((a, b) => a.frame - b.frame),
    });
    try {
      const picture = await clickedPicture(before.asset, frame);
      mergeMatte(await api.putPrompt(id, frame, { ...said, picture }));
    } catch (error) {
      changeMatte(id, { prompts: before.prompts });
      throw error;
    }
  });
}

function putOn(label: string, clips: Clip[], matte: ClipMatte | null, deed: Deed): void {
  edit({ label, clips: Object.fromEntries(clips.map((clip) => [clip.id, matte ? { matte } : matteGone(clip)])) }, deed);
}

/** Deletes a matte and takes it off every clip, as one step of undo. */
export async function removeMatte(id: string): Promise<void> {
  const clips = useProject.getState().reading.clips.filter((clip) => clip.matte?.id === id);
  putOn(say('Delete mask'), clips, null, { undo: () => restore(id), redo: () => bin(id) });
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
