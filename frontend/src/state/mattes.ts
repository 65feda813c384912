/** Mattes of the project: the server's rows, which frames are here, and the sockets that bring more. */
import { create } from 'zustand';
import { type FrameHeader, FrameState, isStale, splitChunk } from '../model/matte-frame';
import type { Clip, ClipMatte } from '../model/types';
import { api, withShare } from '../net/api';
import { type Hint, MatteSocket } from '../net/matte-socket';
import { fetchStored, isPassingOrExpired, persistently } from '../net/persist';
import type { Matte, Point } from '../net/wire';
import { frameAt } from '../time/source-frames';
import { addTicks, subTicks } from '../time/time';
import { assetOf } from './assets';
import { usePlayback } from './playback';
import { edit, useProject } from './project';
import { useSelection } from './selection';
import { toastError } from './toasts';

export interface MatteView extends Matte {
  /** FrameState of each source frame */
  states: Uint8Array;
  /** revision each frame was made at; what a late, older frame is judged by */
  revisions: Uint32Array;
  /** seconds of masks here without a gap from the playhead on */
  lead: number;
  /** frames a second the worker makes; 0 while idle */
  speed: number;
}

interface Mattes {
  mattes: Record<string, MatteView>;
}

export const useMattes = create<Mattes>()(() => ({ mattes: {} }));

const COLOURS = ['#3ea6ff', '#ff7a59', '#56d38b', '#c58bff', '#ffd166', '#ff6fae'];
const sockets = new Map<string, MatteSocket>();
const queues = new Map<string, Promise<unknown>>();
/** every frame here, by matte, so that an engine made later can be filled */
const frames = new Map<string, Map<number, ArrayBuffer>>();

const change = (id: string, part: Partial<MatteView>): void =>
  useMattes.setState((s) => {
    const before = s.mattes[id];
    return before ? { mattes: { ...s.mattes, [id]: { ...before, ...part } } } : s;
  });

/** Frames that `invalidations` make stale lose their state; returns the new states. */
export function withoutStale(
  states: Uint8Array,
  revisions: Uint32Array,
  matte: Pick<Matte, 'invalidations'>,
): Uint8Array {
  const next = states.slice();
  for (let frame = 0; frame < next.length; frame++)
    if (next[frame] && isStale(frame, revisions[frame] ?? 0, matte.invalidations)) next[frame] = FrameState.missing;
  return next;
}

const grown = <T extends Uint8Array | Uint32Array>(array: T, length: number): T => {
  if (array.length >= length) return array;
  const next = new (array.constructor as new (n: number) => T)(length);
  next.set(array);
  return next;
};

/** Takes the server's row of a matte; opens its socket when it is new. */
export function mergeMatte(matte: Matte): void {
  const before = useMattes.getState().mattes[matte.id];
  if (before && before.revision > matte.revision) return;
  const length = Math.max(assetOf(matte.asset)?.frame_count ?? 0, before?.states.length ?? 0);
  const revisions = grown(before?.revisions ?? new Uint32Array(0), length);
  const states = withoutStale(grown(before?.states ?? new Uint8Array(0), length), revisions, matte);
  const view: MatteView = { ...matte, states, revisions, lead: before?.lead ?? 0, speed: before?.speed ?? 0 };
  useMattes.setState((s) => ({ mattes: { ...s.mattes, [matte.id]: view } }));
  usePlayback.getState().engine?.mattes.invalidate(matte.id, matte.revision, matte.invalidations);
  if (!sockets.has(matte.id)) connect(matte.id);
}

function connect(id: string): void {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new MatteSocket({
    url: `${scheme}://${location.host}${withShare(`/ws/mattes/${id}`)}`,
    onFrame: (bytes, header) => takeFrame(id, bytes, header),
    onState: ({ revision, invalidations, speed, error }) => {
      const before = useMattes.getState().mattes[id];
      if (!before) return;
      if (revision >= before.revision) mergeMatte({ ...before, revision, invalidations, error });
      change(id, { speed });
    },
  });
  sockets.set(id, socket);
  void loadChunks(id);
}

let open = new AbortController();

/** What is at rest: a few cacheable GETs, newest revision last so that it wins. */
async function loadChunks(id: string): Promise<void> {
  const { signal } = open;
  const here = new Set<string>();
  const load = async () => {
    const chunks = await api.chunks(id);
    chunks.sort((a, b) => a.revision - b.revision || a.start - b.start);
    await Promise.all(
      chunks.map(async ({ url, revision, start, end }) => {
        const name = `${revision} ${start} ${end}`;
        if (here.has(name)) return;
        const bytes = await (await fetchStored(url, signal)).arrayBuffer();
        for (const { header, bytes: frame } of splitChunk(bytes)) takeFrame(id, frame, header);
        here.add(name);
      }),
    );
  };
  await persistently(load, { signal, mayPass: isPassingOrExpired }).catch((error) => {
    if (sockets.has(id) && !signal.aborted) toastError(error);
  });
}

/** After a long break the live stream may have forgotten what was made meanwhile; what is at rest has it. */
export const loadAllChunks = (): Promise<unknown> => Promise.all([...sockets.keys()].map(loadChunks));

const arrived = new Set<string>();
let flushing = false;

/** Keeps a frame unless it is stale or what is here is better. The store hears of frames once a drawn picture. */
function takeFrame(id: string, bytes: ArrayBuffer, { frame, revision, state }: FrameHeader): void {
  const view = useMattes.getState().mattes[id];
  if (!view || isStale(frame, revision, view.invalidations)) return;
  if (frame >= view.states.length) {
    change(id, { states: grown(view.states, frame + 1), revisions: grown(view.revisions, frame + 1) });
    takeFrame(id, bytes, { frame, revision, state } as FrameHeader);
    return;
  }
  const here = view.states[frame] ?? FrameState.missing;
  const made = view.revisions[frame] ?? 0;
  if (here && (made > revision || (made === revision && here > state))) return;
  view.states[frame] = state;
  view.revisions[frame] = revision;
  const kept = frames.get(id) ?? new Map<number, ArrayBuffer>();
  frames.set(id, kept.set(frame, bytes));
  usePlayback.getState().engine?.mattes.push(bytes);
  arrived.add(id);
  if (!flushing) requestAnimationFrame(flush);
  flushing = true;
}

function flush(): void {
  flushing = false;
  for (const id of arrived) {
    const view = useMattes.getState().mattes[id];
    if (view) change(id, { states: view.states.slice() });
  }
  arrived.clear();
  measureLead();
}

/** Gives a new engine every frame that is here. */
export function fillEngine(): void {
  const { engine } = usePlayback.getState();
  if (!engine) return;
  for (const [id, kept] of frames) {
    const view = useMattes.getState().mattes[id];
    for (const [frame, bytes] of kept) if (view?.states[frame]) engine.mattes.push(bytes);
    if (view) engine.mattes.invalidate(id, view.revision, view.invalidations);
  }
}

export async function loadMattes(asset: string): Promise<void> {
  for (const matte of await api.mattes(asset)) mergeMatte(matte);
}

/** Sockets that wait to try again do it now. */
export function reconnectMattes(): void {
  for (const socket of sockets.values()) socket.reconnectNow();
}

export function closeMattes(): void {
  open.abort();
  open = new AbortController();
  for (const socket of sockets.values()) socket.close();
  sockets.clear();
  frames.clear();
  queues.clear();
  useMattes.setState({ mattes: {} });
}

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

/** A click on the picture: a point of `frame` to keep or remove. Makes the matte when there is none yet. */
export async function prompt(matte: string | null, asset: string, frame: number, point: Point): Promise<string | null> {
  try {
    const id = await made(matte, asset);
    await queued(id, async () => {
      const before = useMattes.getState().mattes[id]?.prompts.find((p) => p.frame === frame)?.points ?? [];
      await putPoints(id, frame, [...before, point]);
    });
    return id;
  } catch (error) {
    toastError(error);
    return null;
  }
}

function putOn(clips: Clip[], matte: ClipMatte | null): void {
  if (clips.length) edit({ clips: Object.fromEntries(clips.map((clip) => [clip.id, { matte }])) });
}

const making = new Map<string, Promise<string>>();

/** The matte itself, or a new one. Clicks that come while it is being made go to the same one. */
function made(matte: string | null, asset: string): Promise<string> {
  if (matte) return Promise.resolve(matte);
  const underWay = making.get(asset) ?? make(asset).finally(() => making.delete(asset));
  making.set(asset, underWay);
  return underWay;
}

async function make(asset: string): Promise<string> {
  const count = Object.values(useMattes.getState().mattes).filter((m) => m.asset === asset).length;
  const matte = await api.createMatte(asset, { name: `Mask ${count + 1}`, colour: COLOURS[count % COLOURS.length] });
  mergeMatte(matte);
  putOn(clipsFor(asset), { id: matte.id, mode: 'keep', feather: 0 });
  useSelection.getState().setMatte(matte.id);
  return matte.id;
}

/** Shows the points at once and tells the server; its answer is the truth. */
async function putPoints(id: string, frame: number, points: Point[]): Promise<void> {
  const before = useMattes.getState().mattes[id];
  if (!before) return;
  const others = before.prompts.filter((p) => p.frame !== frame);
  change(id, { prompts: points.length ? [...others, { frame, points }].sort((a, b) => a.frame - b.frame) : others });
  try {
    mergeMatte(await api.putPrompt(id, frame, points));
  } catch (error) {
    change(id, { prompts: before.prompts });
    throw error;
  }
}

/** Takes one point away, or all points of the frame when `index` is left out. */
export async function removePrompt(id: string, frame: number, index?: number): Promise<void> {
  await queued(id, async () => {
    const points = useMattes.getState().mattes[id]?.prompts.find((p) => p.frame === frame)?.points ?? [];
    await putPoints(id, frame, index === undefined ? [] : points.filter((_, i) => i !== index));
  }).catch(toastError);
}

/** Deletes a matte and takes it off every clip. */
export async function removeMatte(id: string): Promise<void> {
  putOn(
    useProject.getState().reading.clips.filter((clip) => clip.matte?.id === id),
    null,
  );
  if (useSelection.getState().matte === id) useSelection.getState().setMatte(null);
  await api.deleteMatte(id).catch(toastError);
  forgetMatte(id);
}

/** Forgets a matte that is gone from the server. */
export function forgetMatte(id: string): void {
  sockets.get(id)?.close();
  sockets.delete(id);
  frames.delete(id);
  useMattes.setState((s) => {
    const { [id]: _, ...mattes } = s.mattes;
    return { mattes };
  });
}

/** Where each matte's asset is at the playhead: the frame under it, or the first frame to come. */
function hintFor(matte: MatteView): Hint | null {
  const asset = assetOf(matte.asset);
  if (!asset) return null;
  const { time, playing } = usePlayback.getState();
  const clips = useProject.getState().reading.clips.filter((c) => c.matte?.id === matte.id);
  const under = clips.find((c) => c.start <= time && time < addTicks(c.start, c.length));
  const clip = under ?? clips.filter((c) => c.start > time).sort((a, b) => a.start - b.start)[0] ?? clips[0];
  const at = clip ? (under ? addTicks(clip.in, subTicks(time, clip.start)) : clip.in) : undefined;
  const rate = asset.rate[0] / Math.max(1, asset.rate[1]);
  const visible = under !== undefined && document.visibilityState === 'visible';
  return { frame: at === undefined ? 0 : frameAt(asset, at), rate: playing ? rate : 0, visible };
}

const said = new Map<string, string>();

/** Tells the server of every matte's playhead; says nothing twice. */
export function sendHints(): void {
  for (const [id, socket] of sockets) {
    const matte = useMattes.getState().mattes[id];
    const hint = matte && hintFor(matte);
    if (!hint) continue;
    const words = JSON.stringify(hint);
    if (said.get(id) === words) continue;
    said.set(id, words);
    socket.hint(hint);
  }
  measureLead();
}

function measureLead(): void {
  for (const matte of Object.values(useMattes.getState().mattes)) {
    const rate = assetOf(matte.asset)?.rate;
    const from = hintFor(matte)?.frame ?? 0;
    let to = from;
    while (to < matte.states.length && matte.states[to]) to++;
    const lead = rate?.[0] ? ((to - from) * rate[1]) / rate[0] : 0;
    if (Math.abs(lead - matte.lead) > 0.01) change(matte.id, { lead });
  }
}
