/** The project's footage: what the server knows of it, and the local files behind it while this tab has them. */
import { create } from 'zustand';
import { api } from '../net/api';
import { type LocalFacts, readFacts } from '../net/facts';
import { dropFile, keepFile, keptFile } from '../net/kept-files';
import { Upload, type UploadProgress } from '../net/upload';
import type { Asset } from '../net/wire';
import type { Ticks } from '../time/time';
import { toast, toastError } from './toasts';

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
}

export const useAssets = create<Assets>()(() => ({ assets: {}, loaded: false }));

const uploads = new Map<string, Upload>();

export const assetOf = (id: string): AssetView | undefined => useAssets.getState().assets[id];

const change = (id: string, part: Partial<AssetView>): void =>
  useAssets.setState((s) => {
    const before = s.assets[id];
    return before ? { assets: { ...s.assets, [id]: { ...before, ...part } } } : s;
  });

/** Whether it can go on the timeline: its length is known, by the server or by this browser. */
export const isCuttable = (asset: AssetView): boolean => asset.kind === 'image' || asset.duration > 0;

/** Takes the server's word, and this browser's where the server has none yet. */
export function mergeAsset(asset: Asset): void {
  useAssets.setState((s) => ({ assets: { ...s.assets, [asset.id]: merged(asset, s.assets[asset.id]) } }));
  const view = assetOf(asset.id);
  if (view?.state === 'ready') void loadDerivatives(view);
}

export function merged(asset: Asset, before?: AssetView): AssetView {
  const { file, localUrl, facts, upload, frameTicks, peaks, peaksRate } = before ?? ({} as Partial<AssetView>);
  const view: AssetView = { ...asset, file, localUrl, facts, upload, frameTicks, peaks, peaksRate };
  if (asset.state === 'failed' || asset.duration > 0 || asset.kind !== 'unknown' || !facts) return view;
  const { kind, width, height, rate, frame_count, duration, has_audio } = facts;
  return { ...view, kind, width, height, rate, frame_count, duration, has_audio };
}

export async function loadAssets(project: string): Promise<void> {
  const list = await api.assets(project);
  useAssets.setState({ loaded: true });
  for (const asset of list) {
    mergeAsset(asset);
    if (asset.state === 'uploading') void resumeAfterReload(asset.id);
  }
}

export function closeAssets(): void {
  for (const upload of uploads.values()) upload.pause();
  uploads.clear();
  for (const asset of Object.values(useAssets.getState().assets))
    if (asset.localUrl) URL.revokeObjectURL(asset.localUrl);
  useAssets.setState({ assets: {}, loaded: false });
}

async function resumeAfterReload(id: string): Promise<void> {
  const file = await keptFile(id);
  const asset = assetOf(id);
  if (!asset || uploads.has(id)) return;
  if (file) await takeFile(id, file);
  else
    change(id, {
      upload: { loaded: 0, total: asset.size, state: 'paused', error: `Drop ${asset.name} again to go on.` },
    });
}

async function takeFile(id: string, file: File): Promise<void> {
  change(id, { file, localUrl: URL.createObjectURL(file) });
  const asset = assetOf(id);
  if (!asset) return;
  const upload = new Upload(id, file, (progress) => {
    change(id, { upload: progress });
    if (progress.state === 'done') {
      uploads.delete(id);
      void dropFile(id);
      if (assetOf(id)?.state === 'uploading') change(id, { state: 'processing' });
    }
  });
  uploads.set(id, upload);
  void upload.start();
  const facts = await readFacts(file);
  const now = assetOf(id);
  if (now) mergeLocal(now, facts);
}

function mergeLocal(asset: AssetView, facts: LocalFacts | null): void {
  change(asset.id, merged(asset, { ...asset, facts }));
}

/** Begins to upload each file; a file that an unfinished upload waits for goes on instead. Returns the asset ids. */
export async function addFiles(project: string, files: Iterable<File>): Promise<string[]> {
  const started = [...files].map(async (file) => {
    const waiting = Object.values(useAssets.getState().assets).find(
      (a) => a.state === 'uploading' && !uploads.has(a.id) && a.name === file.name && a.size === file.size,
    );
    if (waiting) {
      void keepFile(waiting.id, file);
      void takeFile(waiting.id, file);
      return waiting.id;
    }
    if (!file.size) throw new Error(`${file.name} is empty. Choose a file with footage in it.`);
    const { asset } = await api.createAsset(project, file);
    mergeAsset(asset);
    void keepFile(asset.id, file);
    void takeFile(asset.id, file);
    return asset.id;
  });
  const ids: string[] = [];
  for (const result of await Promise.allSettled(started)) {
    if (result.status === 'fulfilled') ids.push(result.value);
    else toastError(result.reason);
  }
  return ids;
}

/** The local file is no use for the preview, though its facts may be right: it waits for the proxy. */
export function setLocalPlayable(id: string, playable: boolean): void {
  const facts = assetOf(id)?.facts;
  if (facts && facts.playable !== playable) change(id, { facts: { ...facts, playable } });
}

/** Forgets an asset that another page has deleted. */
export function forgetAsset(id: string): void {
  useAssets.setState((s) => {
    const { [id]: _, ...assets } = s.assets;
    return { assets };
  });
}

export const pauseUpload = (id: string): void => uploads.get(id)?.pause();
export const resumeUpload = (id: string): void => void uploads.get(id)?.start();

/** Deletes footage, its upload with it. The caller has taken its clips off the timeline. */
export async function removeAsset(id: string): Promise<void> {
  const asset = assetOf(id);
  if (!asset) return;
  uploads.get(id)?.pause();
  uploads.delete(id);
  void dropFile(id);
  try {
    await api.deleteAsset(id);
  } catch (error) {
    toastError(error);
    return;
  }
  if (asset.localUrl) URL.revokeObjectURL(asset.localUrl);
  forgetAsset(id);
  toast(`${asset.name} was deleted.`);
}

const loading = new Set<string>();

/** Fetches the frame table and the peaks, once each. */
async function loadDerivatives(asset: AssetView): Promise<void> {
  const { id, urls } = asset;
  const fetchOnce = async (what: string, url: string | null, take: (said: Record<string, unknown>) => void) => {
    if (!url || loading.has(`${id}/${what}`)) return;
    loading.add(`${id}/${what}`);
    try {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(String(answer.status));
      take(await answer.json());
    } catch {
      loading.delete(`${id}/${what}`); // tried again at the asset's next event
    }
  };
  await Promise.all([
    fetchOnce('frames', urls.frames, (said) => change(id, { frameTicks: said.ticks as Ticks[] })),
    fetchOnce('peaks', urls.peaks, (said) =>
      change(id, { peaks: Uint8Array.from(said.peaks as number[]), peaksRate: said.rate as number }),
    ),
  ]);
}
