/** Opens and closes everything that belongs to one project: its document, footage, mattes and exports. */
import { api, setShareToken } from '../net/api';
import { wakeAll } from '../net/persist';
import type { Away, ServerEvent } from '../net/wire';
import { ticks } from '../time/time';
import { closeAssets, loadAssets, mergeAsset } from './assets';
import { takeOver } from './handover';
import { loadExports, mergeExport, useJobs } from './jobs';
import { know } from './known';
import { closeMattes, forgetMatte, loadAllChunks, loadMattes, mergeMatte, reconnectMattes } from './mattes';
import { loadMe } from './me';
import { pause, seek } from './playback';
import { closeProject, openProject, useProject } from './project';
import { useSelection } from './selection';
import { toast, toastError } from './toasts';
import { addFiles, dropAsset, resumeUploads } from './uploads';

let opening = 0;

function onEvent(event: ServerEvent): void {
  if (event.type === 'asset') mergeAsset(event.asset);
  else if (event.type === 'export') mergeExport(event.export);
  else if (event.type === 'matte') mergeMatte(event.matte);
  else if (event.type === 'asset_deleted') dropAsset(event.asset);
  else if (event.type === 'matte_deleted') forgetMatte(event.matte);
  else if (event.type === 'health') takeHealth(event.away);
  else if (event.type === 'gone') useProject.setState({ gone: true });
  else if (event.type === 'error') toast(event.detail, { tone: 'danger' });
}

/** Events of the time when something was away may be lost, and what waits for it need not wait longer. */
function takeHealth(away: Away[]): void {
  const { id, away: before } = useProject.getState();
  useProject.setState({ away });
  if (before.length && !away.length) {
    wakeAll();
    reconnectMattes();
    void refreshSession(id).then(loadAllChunks);
  }
}

async function loadMedia(id: string): Promise<void> {
  await loadAssets(id);
  await loadMattes(id);
}

/** Opens a project of one's own. Throws ApiError when it cannot be seen. */
export async function openSession(id: string): Promise<void> {
  const turn = ++opening;
  setShareToken('');
  await loadMe();
  const info = await api.project(id);
  if (turn !== opening) return;
  know([info]);
  openProject(info, onEvent);
  const files = takeOver(id);
  await loadMedia(id).catch(toastError);
  if (turn !== opening) return;
  void resumeUploads();
  if (files.length) void addFiles(id, files);
  if (info.role === 'owner') await loadExports(id).catch(toastError);
}

/** Takes a deleted project out of the bin and opens it anew: what was edited meanwhile is in this browser, and goes along. */
export async function bringBack(id: string): Promise<void> {
  await api.restoreProject(id);
  await openSession(id);
}

/** Opens what a share link shows. Needs no account. */
export async function openShared(token: string): Promise<void> {
  const turn = ++opening;
  setShareToken(token);
  const { project } = await api.sharedProject(token);
  if (turn !== opening) return;
  openProject({ ...project, role: 'viewer' }, onEvent);
  await loadMedia(project.id).catch(toastError);
}

/** Rows of footage and exports as the server has them now, with fresh addresses. */
export async function refreshRows(id: string): Promise<void> {
  const owner = useProject.getState().role === 'owner';
  await Promise.all([loadAssets(id), owner && loadExports(id)]);
}

/** After a break: what happened meanwhile is asked for again; masks come by their own sockets. */
export async function refreshSession(id: string): Promise<void> {
  await refreshRows(id).catch(() => undefined);
  await loadMattes(id).catch(() => undefined);
}

export function closeSession(): void {
  opening++;
  pause();
  closeMattes();
  closeAssets();
  closeProject();
  useJobs.setState({ exports: [] });
  useSelection.setState({ clips: [], matte: null, tool: 'select' });
  seek(ticks(0));
}
