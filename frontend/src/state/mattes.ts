/** Mattes of the project: the server's rows, which frames are here, and the sockets that bring more. */
import { create } from 'zustand';
import { type FrameHeader, FrameState, isStale, splitChunk } from '../model/matte-frame';
import { api, withShare } from '../net/api';
import { MatteSocket } from '../net/matte-socket';
import { fetchStored, isPassingOrExpired, persistently } from '../net/persist';
import type { Matte } from '../net/wire';
import { assetOf } from './assets';
import { hintFor } from './hint';
import { matteBytes, onWanted } from './matte-bytes';
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
  /** all of the project's are here: a clip whose matte is not has lost it */
  loaded: boolean;
}

export const useMattes = create<Mattes>()(() => ({ mattes: {}, loaded: false }));

const sockets = new Map<string, MatteSocket>();

export const socketOf = (id: string): MatteSocket | undefined => sockets.get(id);

/** Nothing happens to a matte that is not on the page. */
export const changeMatte = (id: string, part: Partial<MatteView>): void =>
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

/** Takes the server's row of a matte; opens its socket where there is none. `isNew`: nothing of it can be at rest. */
export function mergeMatte(matte: Matte, { isNew = false } = {}): void {
  const before = useMattes.getState().mattes[matte.id];
  if (before && before.revision > matte.revision) return;
  const length = Math.max(assetOf(matte.asset)?.frame_count ?? 0, before?.states.length ?? 0);
  const revisions = grown(before?.revisions ?? new Uint32Array(0), length);
  const states = withoutStale(grown(before?.states ?? new Uint8Array(0), length), revisions, matte);
  const view: MatteView = { ...matte, states, revisions, lead: before?.lead ?? 0, speed: before?.speed ?? 0 };
  useMattes.setState((s) => ({ mattes: { ...s.mattes, [matte.id]: view } }));
  matteBytes.invalidate(matte.id, matte.invalidations);
  if (sockets.has(matte.id)) return;
  connect(matte.id);
  if (!isNew) void loadChunks(matte.id);
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
      changeMatte(id, { speed });
    },
    onGap: () => void loadChunks(id),
  });
  sockets.set(id, socket);
}

let open = new AbortController();

/** Whether a chunk has nothing better than what came already. */
function isHere(id: string, revision: number, start: number, end: number): boolean {
  const view = useMattes.getState().mattes[id];
  for (let frame = start; frame <= end; frame++) {
    const made = view?.revisions[frame] ?? 0;
    const isFinal = (view?.states[frame] ?? FrameState.missing) >= FrameState.final;
    if (!(isFinal && made >= revision)) return false;
  }
  return true;
}

/** What is at rest: a few cacheable GETs, newest revision last so that it wins. `around`: only what holds that frame. */
async function loadChunks(id: string, around?: number): Promise<void> {
  const { signal } = open;
  const here = new Set<string>();
  const load = async () => {
    const all = await api.chunks(id);
    const chunks = around === undefined ? all : all.filter(({ start, end }) => start <= around && around <= end);
    chunks.sort((a, b) => a.revision - b.revision || a.start - b.start);
    await Promise.all(
      chunks.map(async ({ url, revision, start, end }) => {
        const name = `${revision} ${start} ${end}`;
        if (here.has(name) || (around === undefined && isHere(id, revision, start, end))) return;
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

const comingBack = new Set<string>();

/** A frame that made room for others is loaded again, with those beside it. */
onWanted((id, frame) => {
  if (comingBack.has(id)) return;
  comingBack.add(id);
  void loadChunks(id, frame).finally(() => comingBack.delete(id));
});

/** After the servers were away: what is at rest and did not come. */
export const loadAllChunks = (): Promise<unknown> => Promise.all([...sockets.keys()].map((id) => loadChunks(id)));

const arrived = new Set<string>();
let flushing = false;
let flushedAt = 0;
/** Between two words to the store; what the page draws for it must not hold up the masks themselves. */
const TOLD_EVERY_MS = 100;
/** From a mask's arrival to that word: the mask is drawn first. */
const DRAWN_WITHIN_MS = 30;

/** Keeps a frame unless it is stale or what is here is better. The store hears of frames a little later, in one word. */
function takeFrame(id: string, bytes: ArrayBuffer, { frame, revision, state }: FrameHeader): void {
  const view = useMattes.getState().mattes[id];
  if (!view || isStale(frame, revision, view.invalidations)) return;
  if (frame >= view.states.length) {
    changeMatte(id, { states: grown(view.states, frame + 1), revisions: grown(view.revisions, frame + 1) });
    takeFrame(id, bytes, { frame, revision, state } as FrameHeader);
    return;
  }
  const here = view.states[frame] ?? FrameState.missing;
  const made = view.revisions[frame] ?? 0;
  if (here && (made > revision || (made === revision && here > state))) return;
  view.states[frame] = state;
  view.revisions[frame] = revision;
  matteBytes.push(bytes);
  arrived.add(id);
  if (flushing) return;
  flushing = true;
  setTimeout(flush, Math.max(DRAWN_WITHIN_MS, flushedAt + TOLD_EVERY_MS - performance.now()));
}

function flush(): void {
  flushing = false;
  flushedAt = performance.now();
  for (const id of arrived) {
    const view = useMattes.getState().mattes[id];
    if (view) changeMatte(id, { states: view.states.slice() });
  }
  arrived.clear();
  measureLead();
}

export async function loadMattes(project: string): Promise<void> {
  for (const matte of await api.mattes(project)) mergeMatte(matte);
  useMattes.setState({ loaded: true });
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
  matteBytes.clear();
  said.clear();
  useMattes.setState({ mattes: {}, loaded: false });
}

/** Forgets a matte that is gone from the server, or in its bin. */
export function forgetMatte(id: string): void {
  sockets.get(id)?.close();
  sockets.delete(id);
  matteBytes.drop(id);
  said.delete(id);
  useMattes.setState((s) => {
    const { [id]: _, ...mattes } = s.mattes;
    return { ...s, mattes };
  });
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
    if (Math.abs(lead - matte.lead) > 0.01) changeMatte(matte.id, { lead });
  }
}
