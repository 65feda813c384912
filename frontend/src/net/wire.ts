/** What the server says, as it says it: JSON shapes, socket events. */
import type { Invalidation } from '../model/matte-frame';
import type { Ticks } from '../time/time';

export type Role = 'owner' | 'editor' | 'viewer';

export interface Me {
  id: number | string;
  name: string;
  is_guest: boolean;
  /** of the page, as it left them */
  preferences: Record<string, unknown>;
}

export interface ProjectCard {
  id: string;
  name: string;
  updated_at: string;
  created_at: string;
  poster_url: string | null;
}

export interface ProjectInfo {
  id: string;
  name: string;
  role: Role;
  updated_at?: string;
}

export interface AssetUrls {
  original: string | null;
  proxy: string | null;
  poster: string | null;
  filmstrip: string | null;
  peaks: string | null;
  frames: string | null;
}

export interface Asset {
  id: string;
  project: string;
  name: string;
  kind: 'unknown' | 'video' | 'audio' | 'image' | 'lut';
  state: 'uploading' | 'processing' | 'ready' | 'failed';
  /** a sentence; empty unless failed */
  error: string;
  /** 0..1 of the server's processing */
  progress: number;
  /** in ISO 8601 */
  created_at: string;
  size: number;
  width: number;
  height: number;
  rate: [number, number];
  frame_count: number;
  duration: Ticks;
  has_audio: boolean;
  urls: AssetUrls;
  filmstrip?: { count: number; columns: number; interval: Ticks } | null;
}

export interface NewUpload {
  asset: Asset;
  part_size: number;
  part_count: number;
}

export interface Point {
  /** 0..1 of the source picture */
  x: number;
  y: number;
  keep: boolean;
}

/** Around the object, sides in 0..1 of the source picture. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A brush drawn through places (x, y) in 0..1 of the source picture; `width` is a share of the picture's width. */
export interface Stroke {
  places: [number, number][];
  width: number;
  keep: boolean;
}

/** All that is said of an object in one frame. */
export interface Said {
  points: Point[];
  box: Box | null;
  strokes: Stroke[];
}

export interface Prompt extends Said {
  frame: number;
}

export interface Matte {
  id: string;
  asset: string;
  name: string;
  colour: string;
  revision: number;
  prompts: Prompt[];
  invalidations: Invalidation[];
  error: string;
}

export interface Chunk {
  start: number;
  end: number;
  revision: number;
  url: string;
}

export interface ExportJob {
  id: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | string;
  progress: number;
  error: string;
  size: number | null;
  url: string | null;
  created_at: string;
}

export interface Share {
  id: string;
  token: string;
  role: Role;
  url: string;
  created_at: string;
  revoked: boolean;
}

/** What the server waits for: the media storage, the job queue. */
export type Away = 'storage' | 'queue';

export type ServerEvent =
  | { type: 'asset'; asset: Asset }
  | { type: 'export'; export: ExportJob }
  | { type: 'matte'; matte: Matte }
  | { type: 'asset_deleted'; asset: string }
  | { type: 'matte_deleted'; matte: string }
  | { type: 'health'; away: Away[] }
  | { type: 'deleted' }
  | { type: 'revoked' }
  /** of the page's own socket: the project is deleted, or no longer the person's to see */
  | { type: 'gone' }
  | { type: 'error'; detail: string };
