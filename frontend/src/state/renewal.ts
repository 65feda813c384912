/**
 * What the server knows is asked for again in time: before addresses of media run out, after an outage, and now and
 * then while something is under way whose last event may have been lost.
 */
import { api } from '../net/api';
import { persistently } from '../net/persist';
import { mergeAsset, useAssets } from './assets';
import { isRunning, useJobs } from './jobs';
import { useProject } from './project';
import { refreshRows } from './session';

const LOOK_EVERY_MS = 5_000;
const ASK_AGAIN_MS = 15_000;

/** When a presigned address was signed and when it runs out, in ms since 1970; null for another kind of address. */
export function validity(url: string): { from: number; until: number } | null {
  const query = new URL(url, 'http://page').searchParams;
  const at = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '');
  const seconds = Number(query.get('X-Amz-Expires'));
  if (!at || !(seconds > 0)) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = at.slice(1).map(Number);
  const from = Date.UTC(year, month - 1, day, hour, minute, second);
  return { from, until: from + seconds * 1000 };
}

/** In the last quarter of its life: the server signs anew at the half. */
export function isRunningOut(url: string, now: number): boolean {
  const valid = validity(url);
  return valid !== null && now > valid.until - (valid.until - valid.from) / 4;
}

function isWanting(now: number): boolean {
  const assets = Object.values(useAssets.getState().assets);
  return (
    useJobs.getState().exports.some(isRunning) ||
    assets.some((asset) => asset.state === 'processing') ||
    assets.some((asset) => Object.values(asset.urls).some((url) => url && isRunningOut(url, now)))
  );
}

/** Looks for as long as the page is open; a machine that slept looks at once when it wakes. */
export function keepFresh(): void {
  let asked = 0;
  const look = () => {
    const { id, connected } = useProject.getState();
    const now = Date.now();
    if (!id || !connected || now - asked < ASK_AGAIN_MS || !isWanting(now)) return;
    asked = now;
    refreshRows(id).catch(() => undefined); // asked again soon
  };
  setInterval(look, LOOK_EVERY_MS);
  document.addEventListener('visibilitychange', look);
}

const asking = new Map<string, Promise<void>>();

/** Fresh addresses for one asset, which the storage has refused the old ones of. Asked once at a time. */
export function renewAsset(id: string): Promise<void> {
  const underWay =
    asking.get(id) ??
    persistently(() => api.asset(id))
      .then(mergeAsset)
      .finally(() => asking.delete(id));
  asking.set(id, underWay);
  return underWay;
}
