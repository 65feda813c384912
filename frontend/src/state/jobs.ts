/** Exports of the open project, newest first. */
import { create } from 'zustand';
import { api } from '../net/api';
import type { ExportJob } from '../net/wire';
import { say } from '../words/words';
import { toast, toastError } from './toasts';

interface Jobs {
  exports: ExportJob[];
}

export const useJobs = create<Jobs>()(() => ({ exports: [] }));

export const isRunning = (job: ExportJob): boolean => job.state === 'queued' || job.state === 'running';

export function mergeExport(job: ExportJob): void {
  const before = useJobs.getState().exports.find((e) => e.id === job.id);
  useJobs.setState((s) => ({
    exports: before ? s.exports.map((e) => (e.id === job.id ? { ...e, ...job } : e)) : [job, ...s.exports],
  }));
  if (before && isRunning(before) && job.state === 'done') toast(say('The export is ready to download.'));
}

export async function loadExports(project: string): Promise<void> {
  const exports = await api.exports(project);
  useJobs.setState({ exports: exports.sort((a, b) => b.created_at.localeCompare(a.created_at)) });
}

/** Throws ApiError with the server's sentence when it refuses. */
export const startExport = (project: string): Promise<void> => api.createExport(project).then(mergeExport);

export const cancelExport = (id: string): Promise<void> => api.cancelExport(id).then(mergeExport).catch(toastError);
