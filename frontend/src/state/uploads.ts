/** Files on their way to the server. They go on while other pages of the app are shown, and after a reload. */
import { alone } from '../net/alone';
import { api } from '../net/api';
import { isTable, readFacts } from '../net/facts';
import { dropFile, isKeptPaused, keepFile, keepPaused, keptFile } from '../net/kept-files';
import { persistently } from '../net/persist';
import { Upload } from '../net/upload';
import type { Asset } from '../net/wire';
import { TICKS_PER_SECOND } from '../time/time';
import { say } from '../words/words';
import { type AssetView, assetOf, changeAsset, forgetAsset, mergeAsset, merged, useAssets } from './assets';
import { toast, toastError, unusable } from './toasts';

interface Sending {
  upload: Upload;
  file: File;
  /** lets another page of this browser take over */
  end: () => void;
}

const sending = new Map<string, Sending>();

export const isSending = (): boolean => [...sending.values()].some(({ upload }) => upload.state === 'uploading');

/** Goes on with the project's unfinished uploads, as far as this browser has their files. */
export async function resumeUploads(): Promise<void> {
  const unfinished = Object.values(useAssets.getState().assets).filter((asset) => asset.state === 'uploading');
  await Promise.all(
    unfinished.map(async ({ id, file }) => {
      const under = sending.get(id);
      if (file) return;
      if (under) {
        show(id, under.file);
        changeAsset(id, { upload: under.upload.progress });
        return;
      }
      const kept = await keptFile(id);
      const paused = await isKeptPaused(id);
      if (kept && assetOf(id)?.state === 'uploading' && !sending.has(id)) take(id, kept, paused);
    }),
  );
}

/** Begins to upload each file; a file that an unfinished upload waits for goes on instead. Returns the asset ids. */
export async function addFiles(project: string, files: Iterable<File>): Promise<string[]> {
  const started = [...files].map(async (file) => {
    if (!file.size) throw new Error(say('{name} is empty. Choose a file with footage in it.', { name: file.name }));
    if (isTable(file)) await checkTable(file);
    const { id } = await rowFor(project, file);
    void keepFile(id, file);
    take(id, file);
    return id;
  });
  const ids: string[] = [];
  for (const result of await Promise.allSettled(started)) {
    if (result.status === 'fulfilled') ids.push(result.value);
    else toastError(result.reason);
  }
  return ids;
}

/** Throws Error with a sentence for what only calls itself a colour table: then nothing is sent. */
async function checkTable(file: File): Promise<void> {
  const { parseCube } = await import('../model/cube');
  try {
    parseCube(new Uint8Array(await file.arrayBuffer()));
  } catch (error) {
    throw unusable(file, error);
  }
}

/** The unfinished or failed footage that `file` is, or a new row. */
async function rowFor(project: string, file: File): Promise<Asset> {
  const same = Object.values(useAssets.getState().assets).find((asset) => isWaitingFor(asset, file));
  if (same?.state === 'uploading') return same;
  const ask = async () => (same ? api.restartUpload(same.id) : (await api.createAsset(project, file)).asset);
  const row = await persistently(ask, {
    onTrouble: () => toast(say('{name} waits for the server and goes on by itself.', { name: file.name })),
  });
  mergeAsset(row);
  return row;
}

/**
 * Gives footage its file again: an upload that stopped goes on, one that failed or whose media are gone begins anew, and
 * clips and masks stay. Throws Error with a sentence where it is another file, or none is wanted.
 */
export async function giveFile(id: string, file: File): Promise<void> {
  const asset = assetOf(id);
  if (!asset) return;
  const { name } = asset;
  if (sending.has(id)) throw new Error(say('{name} is being uploaded already.', { name }));
  if (!(await isSame(asset, file)))
    throw new Error(
      say(
        '{file} is another file than the one that {name} came from. To use it instead, choose “Replace in its clips…”.',
        {
          file: file.name,
          name,
        },
      ),
    );
  if (asset.state !== 'uploading') mergeAsset(await api.restartUpload(id));
  void keepFile(id, file);
  take(id, file);
}

/** By size, and by what is known of its picture and length: people rename files. */
async function isSame(asset: AssetView, file: File): Promise<boolean> {
  if (file.size !== asset.size) return false;
  const facts = asset.duration > 0 || asset.width > 0 ? await readFacts(file) : null;
  if (!facts || facts.kind !== asset.kind) return !facts;
  const apart = Math.abs(facts.duration - asset.duration);
  return facts.width === asset.width && facts.height === asset.height && apart < TICKS_PER_SECOND;
}

const isWaitingFor = (asset: AssetView, file: File): boolean =>
  (asset.state === 'uploading' || asset.state === 'failed') &&
  !sending.has(asset.id) &&
  asset.name === file.name &&
  asset.size === file.size;

function take(id: string, file: File, paused = false): void {
  show(id, file);
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const upload = new Upload(id, file, (progress) => {
    changeAsset(id, { upload: progress });
    if (progress.state !== 'done') return;
    if (assetOf(id)?.state === 'uploading') changeAsset(id, { state: 'processing' });
    drop(id);
  });
  sending.set(id, { upload, file, end });
  void alone(`playhead-upload-${id}`, async () => {
    const asset = assetOf(id);
    if (asset && asset.state !== 'uploading') return drop(id); // the other page has finished it
    if (sending.get(id)?.upload !== upload) return;
    if (paused) changeAsset(id, { upload: upload.progress });
    else void upload.start();
    await ended;
  });
}

/** Shows and plays the local file in place of what the server does not have yet. */
function show(id: string, file: File): void {
  changeAsset(id, { file, localUrl: URL.createObjectURL(file) });
  void readFacts(file).then((facts) => {
    const asset = assetOf(id);
    if (asset) changeAsset(id, merged(asset, { ...asset, facts }));
  });
}

function drop(id: string): void {
  const { upload, end } = sending.get(id) ?? {};
  sending.delete(id);
  upload?.pause();
  end?.();
  void dropFile(id);
}

export function pauseUpload(id: string): void {
  sending.get(id)?.upload.pause();
  void keepPaused(id, true);
}

export function resumeUpload(id: string): void {
  void sending.get(id)?.upload.start();
  void keepPaused(id, false);
}

/** Forgets footage that another page has deleted, its upload with it. */
export function dropAsset(id: string): void {
  drop(id);
  forgetAsset(id);
}

/** Stops an upload under way for good; the server keeps nothing of it. */
export async function cancelUpload(id: string): Promise<void> {
  const name = assetOf(id)?.name ?? '';
  sending.get(id)?.upload.pause();
  await api.deleteAsset(id);
  dropAsset(id);
  toast(say('The upload of {name} was cancelled.', { name }));
}
