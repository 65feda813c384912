/** What the browser itself finds in a local file, so that it can be cut before the server has seen it. */
import { secondsToTicks, type Ticks, ticks } from '../time/time';

export interface LocalFacts {
  kind: 'video' | 'audio' | 'image' | 'lut';
  width: number;
  height: number;
  rate: [number, number];
  frame_count: number;
  duration: Ticks;
  has_audio: boolean;
  /** false: this browser cannot decode it, so its preview waits for the proxy */
  playable: boolean;
}

const NOTHING = {
  width: 0,
  height: 0,
  rate: [0, 1] as [number, number],
  frame_count: 0,
  duration: ticks(0),
  has_audio: false,
};

/** A colour table, by its name: its content tells whether it is one. */
export const isTable = (file: File): boolean => /\.cube$/i.test(file.name);

/** Null when it is no media this browser can read; the server may still know it. */
export async function readFacts(file: File): Promise<LocalFacts | null> {
  if (isTable(file)) return { ...NOTHING, kind: 'lut', playable: true };
  if (file.type.startsWith('image/')) {
    const picture = await createImageBitmap(file).catch(() => null);
    if (!picture) return null;
    const { width, height } = picture;
    picture.close();
    const none = { rate: [0, 1] as [number, number], frame_count: 1, duration: secondsToTicks(0), has_audio: false };
    return { kind: 'image', width, height, ...none, playable: true };
  }
  // its readers come with the first file; without them the server tells
  const { filmFacts } = await import('./film-facts').catch(() => ({ filmFacts: async () => null }));
  return filmFacts(file);
}
