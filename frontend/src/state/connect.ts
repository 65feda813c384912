/** The stores watch each other here: the engine is fed, the server hears of the playhead, and the page guards unsaved work. */
import type { Source } from '../engine/engine';
import type { Clip } from '../model/types';
import { wakeAll } from '../net/persist';
import { type AssetView, useAssets, wantMedia } from './assets';
import { tellBrowser } from './browser';
import { watchFirstSteps } from './first-steps';
import { useJobs } from './jobs';
import { loopSpan, useLooping } from './looping';
import { useMarks } from './marks';
import { mergeMatte, sendHints, useMattes } from './mattes';
import { endOf, usePlayback } from './playback';
import { keepPresence } from './presence';
import { isSafeToLeave, reconnectNow, useProject } from './project';
import { keepFresh, renewAsset } from './renewal';
import { reportMasks } from './report-masks';
import { useSelection } from './selection';
import { refreshSession } from './session';
import { useShuttle } from './shuttle';
import { isSending } from './uploads';

const HINT_EVERY_MS = 200;

/** A handle for measuring and for tests of the whole page; the product itself never reads it. */
export interface PlayheadHandle {
  readonly engine: ReturnType<typeof usePlayback.getState>['engine'];
  stores: {
    project: typeof useProject;
    assets: typeof useAssets;
    selection: typeof useSelection;
    playback: typeof usePlayback;
    jobs: typeof useJobs;
    mattes: typeof useMattes;
  };
}

declare global {
  interface Window {
    playhead: PlayheadHandle;
  }
}

let isConnected = false;

/** Once; pages of projects ask for it. */
export function connectStores(): void {
  if (isConnected) return;
  isConnected = true;
  tellBrowser();
  feedEngine();
  tellPlayhead();
  giveLoop();
  reportMasks();
  guardPage();
  keepPresence();
  keepFresh();
  watchFirstSteps();
  window.playhead = {
    get engine() {
      return usePlayback.getState().engine;
    },
    stores: {
      project: useProject,
      assets: useAssets,
      selection: useSelection,
      playback: usePlayback,
      jobs: useJobs,
      mattes: useMattes,
    },
  };
}

function feedEngine(): void {
  useProject.subscribe((now, before) => {
    if (now.reading === before.reading) return;
    usePlayback.setState({ end: endOf(now.reading.clips) });
    usePlayback.getState().engine?.setReading(now.reading);
    wantMedia(mediaOf(now.reading.clips));
    const { clips, alone, select } = useSelection.getState();
    if (!clips.length) return;
    const here = new Set(now.reading.clips.map((clip) => clip.id));
    if (clips.some((id) => !here.has(id)))
      select(
        clips.filter((id) => here.has(id)),
        alone,
      );
  });
  useAssets.subscribe((now, before) => {
    if (now.assets === before.assets && now.wanted === before.wanted) return;
    giveSources();
    if (now.assets === before.assets) return;
    for (const matte of Object.values(useMattes.getState().mattes)) {
      // a matte that came before its asset's frame count gets its room now
      if (matte.states.length < (now.assets[matte.asset]?.frame_count ?? 0)) mergeMatte(matte);
    }
  });
  usePlayback.subscribe((now, before) => {
    if (now.engine === before.engine || !now.engine) return;
    now.engine.setReading(useProject.getState().reading);
    giveSources(true);
    now.engine.on('expired', ({ asset }) => {
      renewAsset(asset)
        .catch(() => undefined) // it is gone, or not to be seen any more: what is here stays
        .finally(() => giveSources(true));
    });
  });
}

/** What clips show, and the colour tables that work on them. */
function mediaOf(clips: readonly Clip[]): Set<string> {
  const media = new Set<string>();
  for (const { asset, effects } of clips) {
    if (asset) media.add(asset);
    for (const { lut } of effects) if (lut) media.add(lut);
  }
  return media;
}

function giveLoop(): void {
  const give = () => usePlayback.getState().engine?.setLoop(loopSpan());
  useLooping.subscribe(give);
  useMarks.subscribe(give);
  usePlayback.subscribe((now, before) => {
    if (now.engine !== before.engine || now.end !== before.end) give();
  });
}

let given: ReadonlyMap<string, Source> = new Map();

/** Tells the engine of sources only when what it would open has changed, not at each per cent of an upload. */
function giveSources(afresh = false): void {
  const { engine } = usePlayback.getState();
  if (!engine) return;
  const sources = new Map<string, Source>();
  const { assets, wanted } = useAssets.getState();
  for (const id of wanted) {
    const source = assets[id] ? sourceOf(assets[id]) : null;
    if (source) sources.set(id, source);
  }
  const same = sources.size === given.size && [...sources].every(([id, source]) => isSame(source, given.get(id)));
  if (same && !afresh) return;
  given = sources;
  engine.setSources(sources);
}

const isSame = (a: Source, b: Source | undefined): boolean =>
  b !== undefined &&
  a.blob === b.blob &&
  a.frameTicks === b.frameTicks &&
  String([a.kind, a.width, a.height, a.rate, a.url]) === String([b.kind, b.width, b.height, b.rate, b.url]);

/**
 * The proxy once there is one, since any frame of it is a few steps from a key frame; until then the local file where
 * this browser can play it. null while there is neither.
 */
export function sourceOf(asset: AssetView): Source | null {
  if (asset.state === 'failed' || asset.kind === 'unknown') return null;
  const { proxy, original } = asset.urls;
  const url = (asset.state === 'ready' ? (proxy ?? original) : null) ?? undefined;
  const local = !url && asset.file && asset.facts?.playable ? asset.file : undefined;
  if (!local && !url) return null;
  const { kind, width, height, rate } = asset;
  return { kind, width, height, rate, frameTicks: asset.frameTicks ?? null, blob: local, url };
}

function tellPlayhead(): void {
  let last = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    if (timer) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        last = performance.now();
        sendHints();
      },
      Math.max(0, HINT_EVERY_MS - (performance.now() - last)),
    );
  };
  usePlayback.subscribe((now, before) => {
    if (now.time !== before.time || now.playing !== before.playing) soon();
  });
  useProject.subscribe((now, before) => {
    if (now.reading !== before.reading) soon();
  });
  useMattes.subscribe((now, before) => {
    if (Object.keys(now.mattes).length !== Object.keys(before.mattes).length) soon();
  });
  useShuttle.subscribe(soon);
  useLooping.subscribe(soon);
  document.addEventListener('visibilitychange', soon);
}

function guardPage(): void {
  addEventListener('online', () => {
    reconnectNow();
    wakeAll();
  });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && reconnectNow());
  useProject.subscribe((now, before) => {
    const again = now.connected && !before.connected && before.loaded && now.id === before.id;
    if (!again) return;
    wakeAll();
    void refreshSession(now.id);
  });
  addEventListener('beforeunload', (event) => {
    if (!isSafeToLeave() || isSending()) event.preventDefault();
  });
}
