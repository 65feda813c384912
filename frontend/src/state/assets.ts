/** The project's footage: what the server knows of it, and the local files behind it while this tab has them. */
import { create } from 'zustand';
import { api } from '../net/api';
import type { LocalFacts } from '../net/facts';
import { fetchStored, isPassingOrExpired, persistently } from '../net/persist';
import type { UploadProgress } from '../net/upload';
import type { Asset } from '../net/wire';
import type { Ticks } from '../time/time';

export interface AssetView extends Asset {
  /** the local original, while this tab has it */
  file?: File;
  localUrl?: string;
  /** found in the local file; stands in for the server's figures until they come */
  facts?: LocalFacts | null;
  upload?: UploadProgress;
  /** start of each frame in source time; present once fetched */
  frameTicks?: Ticks[];
  /** 0..255 */
  peaks?: Uint8Array;
  /** peaks a second */
  peaksRate?: number;
}

interface Assets {
  assets: Record<string, AssetView>;
  loaded: boolean;
  /** what is cut, or was looked at: of a large bin the media of all would be thousands of files */
  wanted: ReadonlySet<string>;
}

const nothing = (): Assets => ({ assets: {}, loaded: false, wanted: new Set() });

export const useAssets = create<Assets>()(nothing);

export const assetOf = (id: string): AssetView | undefined => useAssets.getState().assets[id];

/** Nothing happens to an asset that is not on the page. */
export const changeAsset = (id: string, part: Partial<AssetView>): void =>
  useAssets.setState((s) => {
    const before = s.assets[id];
    return before ? { assets: { ...s.assets, [id]: { ...before, ...part } } } : s;
  });

/** Whether it can go on the timeline: its length is known, by the server or by this browser. */
export const isCuttable = (asset: AssetView): boolean => asset.kind === 'image' || asset.duration > 0;

/** Takes the server's word, and this browser's where the server has none yet. */
export const mergeAsset = (asset: Asset): void => mergeAll([asset]);

/** At once, or each of thousands would copy all. */
function mergeAll(list: readonly Asset[], state: Partial<Assets> = {}): void {
  const { assets, wanted } = useAssets.getState();
  const views = list.map((asset) => merged(asset, assets[asset.id]));
  useAssets.setState({ ...state, assets: { ...assets, ...Object.fromEntries(views.map((view) => [view.id, view])) } });
  for (const view of views) if (wanted.has(view.id)) loadDerivatives(view);
}

export function merged(asset: Asset, before?: AssetView): AssetView {
  const { file, localUrl, facts, upload, frameTicks, peaks, peaksRate } = before ?? ({} as Partial<AssetView>);
  const view: AssetView = { ...asset, file, localUrl, facts, upload, frameTicks, peaks, peaksRate };
  if (asset.state === 'failed' || asset.duration > 0 || asset.kind !== 'unknown' || !facts) return view;
  const { kind, width, height, rate, frame_count, duration, has_audio } = facts;
  return { ...view, kind, width, height, rate, frame_count, duration, has_audio };
}

export async function loadAssets(project: string): Promise<void> {
  mergeAll(await api.assets(project), { loaded: true });
}

export function closeAssets(): void {
  loading.clear();
  for (const asset of Object.values(useAssets.getState().assets))
    if (asset.localUrl) URL.revokeObjectURL(asset.localUrl);
  useAssets.setState(nothing());
}

/** The local file is no use for the preview, though its facts may be right: it waits for the proxy. */
export function setLocalPlayable(id: string, playable: boolean): void {
  const facts = assetOf(id)?.facts;
  if (facts && facts.playable !== playable) changeAsset(id, { facts: { ...facts, playable } });
}

/** Forgets an asset that is gone from the server. */
export function forgetAsset(id: string): void {
  const url = assetOf(id)?.localUrl;
  if (url) URL.revokeObjectURL(url);
  useAssets.setState((s) => {
    const { [id]: _, ...assets } = s.assets;
    return { assets };
  });
}

const loading = new Set<string>();

/** Has the media of footage opened, its frame tables and peaks fetched, from now on. */
export function wantMedia(ids: Iterable<string>): void {
  const { wanted } = useAssets.getState();
  const more = [...new Set(ids)].filter((id) => !wanted.has(id));
  if (!more.length) return;
  useAssets.setState({ wanted: new Set([...wanted, ...more]) });
  for (const id of more) {
    const view = assetOf(id);
    if (view) loadDerivatives(view);
  }
}

/** Fetches the frame table and the peaks, once each. */
function loadDerivatives(asset: AssetView): void {
  if (asset.state !== 'ready') return;
  const { id } = asset;
  const fetchOnce = async (what: 'frames' | 'peaks', take: (said: Record<string, unknown>) => void) => {
    if (!asset.urls[what] || loading.has(`${id}/${what}`)) return;
    loading.add(`${id}/${what}`);
    try {
      // the address as it is by then: an outage may outlast one
      const load = async () => (await fetchStored(assetOf(id)?.urls[what] ?? '')).json();
      take(
        await persistently(load, { mayPass: (error, attempt) => !!assetOf(id) && isPassingOrExpired(error, attempt) }),
      );
    } catch {
      loading.delete(`${id}/${what}`); // tried again at the asset's next event
    }
  };
  void fetchOnce('frames', (said) => changeAsset(id, { frameTicks: said.ticks as Ticks[] }));
  void fetchOnce('peaks', (said) =>
    changeAsset(id, { peaks: Uint8Array.from(said.peaks as number[]), peaksRate: said.rate as number }),
  );
}
