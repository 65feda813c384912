/** The JSON API. Answers what the server said or throws ApiError with its sentence. */

import { say } from '../words/words';
import type {
  Asset,
  Chunk,
  ExportJob,
  Matte,
  Me,
  NewUpload,
  ProjectCard,
  ProjectInfo,
  Prompt,
  Said,
  Share,
} from './wire';

export class ApiError extends Error {
  /** HTTP status; 0 when the network failed */
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.name = 'ApiError';
    this.status = status;
  }
}

let share = '';
/** From here on every GET and socket carries this share token ('' for none). */
export const setShareToken = (token: string): void => {
  share = token;
};

/** `path` with the share token, if there is one. */
export const withShare = (path: string): string =>
  share ? `${path}${path.includes('?') ? '&' : '?'}share=${encodeURIComponent(share)}` : path;

const csrf = (): string => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? '';

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') headers['X-CSRFToken'] = csrf();
  let answer: Response;
  try {
    answer = await fetch(method === 'GET' ? withShare(`/api${path}`) : `/api${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
    });
  } catch {
    throw new ApiError(0, say('The server cannot be reached. Check the connection and try again.'));
  }
  if (answer.status === 204) return undefined as T;
  const said: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw new ApiError(answer.status, sentence(said, answer.status));
  return said as T;
}

function sentence(said: unknown, status: number): string {
  const detail = (said as { detail?: unknown } | null)?.detail;
  if (typeof detail === 'string' && detail) return detail;
  if (Array.isArray(detail))
    return detail.map((d: { msg?: string }) => d.msg ?? '').join('. ') || say('Error {status}', { status });
  if (status === 404) return say('This is not here, or not yours to see.');
  return say('The server answered {status}. Try again in a moment.', { status });
}

const get = <T>(path: string) => call<T>('GET', path);
const post = <T>(path: string, body: unknown = {}) => call<T>('POST', path, body);

export const api = {
  me: () => get<Me>('/me'),
  setPreferences: (preferences: Record<string, unknown>) =>
    call<Pick<Me, 'preferences'>>('PATCH', '/me', { preferences }),

  projects: () => get<ProjectCard[]>('/projects'),
  openSample: () => post<ProjectCard>('/projects/sample', {}),
  createProject: (name?: string) => post<ProjectCard>('/projects', name ? { name } : {}),
  project: (id: string) => get<ProjectInfo>(`/projects/${id}`),
  renameProject: (id: string, name: string) => call<ProjectInfo>('PATCH', `/projects/${id}`, { name }),
  deleteProject: (id: string) => call<void>('DELETE', `/projects/${id}`),
  restoreProject: (id: string) => post<ProjectCard>(`/projects/${id}/restore`),
  duplicateProject: (id: string) => post<ProjectCard>(`/projects/${id}/duplicate`),
  sharedProject: (token: string) => get<{ project: ProjectInfo }>(`/shared/${encodeURIComponent(token)}`),

  assets: (project: string) => get<Asset[]>(`/projects/${project}/assets`),
  asset: (id: string) => get<Asset>(`/assets/${id}`),
  createAsset: (project: string, file: { name: string; size: number; type: string }) =>
    post<NewUpload>(`/projects/${project}/assets`, { name: file.name, size: file.size, content_type: file.type }),
  deleteAsset: (id: string) => call<void>('DELETE', `/assets/${id}`),
  restoreAsset: (id: string) => post<Asset>(`/assets/${id}/restore`),
  partsDone: (id: string) =>
    get<{ done: { number: number; size: number }[]; part_size: number; urls: Record<string, string> }>(
      `/assets/${id}/parts`,
    ),
  signParts: (id: string, numbers: number[]) =>
    post<{ urls: Record<string, string> }>(`/assets/${id}/parts`, { numbers }),
  restartUpload: (id: string) => post<Asset>(`/assets/${id}/restart`),
  completeUpload: (id: string) => post<Asset>(`/assets/${id}/complete`),

  mattes: (project: string) => get<Matte[]>(`/projects/${project}/mattes`),
  /** `id`: made here, so that asking again makes no second one. `picture`: see putPrompt. */
  createMatte: (
    asset: string,
    matte: { id: string; name: string; colour?: string; prompt: Prompt; picture?: string },
  ) => post<Matte>(`/assets/${asset}/mattes`, matte),
  expectClick: (asset: string, frame: number) => post<void>(`/assets/${asset}/expect`, { frame }),
  deleteMatte: (id: string) => call<void>('DELETE', `/mattes/${id}`),
  restoreMatte: (id: string) => post<Matte>(`/mattes/${id}/restore`),
  /** `picture`: of the frame, in Base64, while the server has no proxy to look at. */
  putPrompt: (matte: string, frame: number, said: Said & { picture?: string }) =>
    call<Matte>('PUT', `/mattes/${matte}/prompts/${frame}`, said),
  chunks: (matte: string) => get<Chunk[]>(`/mattes/${matte}/chunks`),

  exports: (project: string) => get<ExportJob[]>(`/projects/${project}/exports`),
  createExport: (project: string) => post<ExportJob>(`/projects/${project}/exports`),
  export: (id: string) => get<ExportJob>(`/exports/${id}`),
  cancelExport: (id: string) => post<ExportJob>(`/exports/${id}/cancel`),

  shares: (project: string) => get<Share[]>(`/projects/${project}/shares`),
  createShare: (project: string) => post<Share>(`/projects/${project}/shares`, { role: 'viewer' }),
  revokeShare: (id: string) => call<void>('DELETE', `/shares/${id}`),
};
