/** Opens the sound of a file. */
import { ALL_FORMATS, AudioBufferSink, BlobSource, Input, UrlSource } from 'mediabunny';
import type { Address } from './address';
import type { Opened } from './sound';

/** Of each source; mediabunny would keep 64 MB. */
const READ_BYTES = 8 << 20;

/** null where there is none that this browser can play. */
export async function openSoundFile(from: Blob | Address): Promise<Opened | null> {
  const source =
    from instanceof Blob
      ? new BlobSource(from)
      : new UrlSource(from.url, { fetchFn: from.fetch, maxCacheSize: READ_BYTES });
  const input = new Input({ source, formats: ALL_FORMATS });
  const track = await input.getPrimaryAudioTrack();
  if (!track || !(await track.canDecode())) {
    input.dispose();
    return null;
  }
  // a file's time 0 is its first picture where it has one, so that sound keeps its offset to it
  const video = await input.getPrimaryVideoTrack();
  return { sink: new AudioBufferSink(track), first: video ? await video.getFirstTimestamp() : 0, input };
}
