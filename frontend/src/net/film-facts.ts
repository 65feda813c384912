/** What mediabunny finds in a local film or sound. */
import { ALL_FORMATS, BlobSource, Input } from 'mediabunny';
import { nameRate } from '../time/rates';
import { secondsToTicks } from '../time/time';
import type { LocalFacts } from './facts';

/** Null when it is no film or sound this browser can read. */
export async function filmFacts(file: File): Promise<LocalFacts | null> {
  const input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS });
  try {
    const video = await input.getPrimaryVideoTrack();
    const audio = await input.getPrimaryAudioTrack();
    if (!video && !audio) return null;
    const seconds = await input.computeDuration();
    const duration = secondsToTicks(seconds);
    const has_audio = audio !== null;
    if (!video) {
      const none = { width: 0, height: 0, rate: [0, 1] as [number, number], frame_count: 0 };
      return { kind: 'audio', ...none, duration, has_audio, playable: (await audio?.canDecode()) ?? false };
    }
    const [width, height] = [await video.getDisplayWidth(), await video.getDisplayHeight()];
    const stats = await video.computePacketStats(120);
    const rate = nameRate(stats.averagePacketRate || 30);
    const frame_count = Math.round((seconds * rate[0]) / rate[1]);
    return { kind: 'video', width, height, rate, frame_count, duration, has_audio, playable: await video.canDecode() };
  } catch {
    return null;
  } finally {
    input.dispose();
  }
}
