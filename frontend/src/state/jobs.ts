/** Exports of the open project, newest first. */
import { create } from 'zustand';
import { api } from '../net/api';
import type { ExportJob } from '../net/wire';
import { say } from '../words/words';
import { toast, toastError } from './toasts';

/** `heard`: how far it was when this page first heard of its drawing, and when that was (ms). */
export interface JobView extends ExportJob {
  heard?: { progress: number; at: number };
}

interface Jobs {
  exports: JobView[];
}

/** What comes before this waits for masks, at a pace of its own (editor/render/encode.py). */
export const DRAWS_FROM = 0.05;
/** So much must have been drawn before the rest can be told. */
const TELLING = 0.04;

export const useJobs = create<Jobs>()(() => ({ exports: [] }));

export const isRunning = (job: ExportJob): boolean => job.state === 'queued' || job.state === 'running';

/** The server's word, and what this page knows besides. */
function viewed(job: ExportJob): JobView {
  const before = useJobs.getState().exports.find(({ id }) => id === job.id);
  const draws = job.state === 'running' && job.progress >= DRAWS_FROM;
  const heard = before?.heard ?? (draws ? { progress: job.progress, at: Date.now() } : undefined);
  return { ...before, ...job, ...(heard && { heard }) };
}

export function mergeExport(job: ExportJob): void {
  const { exports } = useJobs.getState();
  const before = exports.find(({ id }) => id === job.id);
  const view = viewed(job);
  useJobs.setState({ exports: before ? exports.map((each) => (each === before ? view : each)) : [view, ...exports] });
  if (before && isRunning(before) && job.state === 'done') toast(say('The export is ready to download.'));
}

/** Seconds until it will be done at the pace since this page heard of it; null while that is not known. */
export function secondsLeft({ progress, heard }: JobView, now: number): number | null {
  const drawn = heard ? progress - heard.progress : 0;
  return heard && drawn >= TELLING ? ((1 - progress) * (now - heard.at)) / drawn / 1000 : null;
}

export async function loadExports(project: string): Promise<void> {
  const exports = await api.exports(project);
  useJobs.setState({ exports: exports.map(viewed).sort((a, b) => b.created_at.localeCompare(a.created_at)) });
}

/** Throws ApiError with the server's sentence when it refuses. */
export const startExport = (project: string): Promise<void> => api.createExport(project).then(mergeExport);

export const cancelExport = (id: string): Promise<void> => api.cancelExport(id).then(mergeExport).catch(toastError);
