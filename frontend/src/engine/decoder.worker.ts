/**
 * Decodes pictures off the page's thread. One reader a source; any number of streams (one a clip) read from it.
 * Frames are transferred; whoever gets one closes it. With `rgba`, pixels travel instead of a VideoFrame: faster
 * under software GL (see docs/performance.md).
 */
import {
  ALL_FORMATS,
  BlobSource,
  Input,
  type InputVideoTrack,
  UrlSource,
  type VideoSample,
  VideoSampleSink,
} from 'mediabunny';
import { Address } from './address';

export type ToDecoder =
  | { type: 'open'; asset: string; blob?: Blob; url?: string; rgba: boolean }
  | { type: 'renew'; asset: string; url: string }
  | { type: 'close'; asset: string }
  | { type: 'get'; stream: string; asset: string; seconds: number; ticket: number }
  | { type: 'play'; stream: string; asset: string; seconds: number; ticket: number; ahead: number }
  | { type: 'more'; stream: string; ticket: number }
  | { type: 'stop'; stream: string };

export interface Pixels {
  data: ArrayBuffer;
  width: number;
  height: number;
}
export type FromDecoder =
  | { type: 'frame'; stream: string; ticket: number; seconds: number; duration: number; image: VideoFrame | Pixels }
  | { type: 'end'; stream: string; ticket: number }
  | { type: 'expired'; asset: string }
  | { type: 'error'; asset: string; message: string };

interface Reader {
  ready: Promise<{ sink: VideoSampleSink; first: number; track: InputVideoTrack }>;
  input: Input;
  address: Address | null;
  rgba: boolean;
}
const readers = new Map<string, Reader>();
/** what each stream wants now: anything older is dropped */
const wanted = new Map<string, { ticket: number; credits: number; wake: () => void }>();
const post = (message: FromDecoder, transfer: Transferable[] = []) => self.postMessage(message, { transfer });

function open(asset: string, blob: Blob | undefined, url: string | undefined, rgba: boolean): void {
  close(asset);
  const address = blob ? null : new Address(url ?? '', () => post({ type: 'expired', asset }));
  const source = blob ? new BlobSource(blob) : new UrlSource(url ?? '', address ? { fetchFn: address.fetch } : {});
  const input = new Input({ source, formats: ALL_FORMATS });
  const ready = (async () => {
    const track = await input.getPrimaryVideoTrack();
    if (!track) throw new Error('there is no picture in this file');
    if (!(await track.canDecode())) throw new Error(`this browser cannot decode ${track.codec ?? 'its codec'}`);
    return { track, sink: new VideoSampleSink(track), first: await track.getFirstTimestamp() };
  })();
  readers.set(asset, { ready, input, address, rgba });
  ready.catch((error) => post({ type: 'error', asset, message: String(error.message ?? error) }));
}

function close(asset: string): void {
  readers.get(asset)?.input.dispose();
  readers.delete(asset);
}

async function send(stream: string, ticket: number, sample: VideoSample, first: number, rgba: boolean): Promise<void> {
  const seconds = sample.timestamp - first;
  const duration = sample.duration;
  try {
    const image = await picture(sample, rgba);
    if (wanted.get(stream)?.ticket !== ticket) {
      if (image instanceof VideoFrame) image.close();
      return;
    }
    const transfer = image instanceof VideoFrame ? image : image.data;
    post({ type: 'frame', stream, ticket, seconds, duration, image }, [transfer]);
  } finally {
    sample.close();
  }
}

async function picture(sample: VideoSample, rgba: boolean): Promise<VideoFrame | Pixels> {
  const frame = sample.rotation ? upright(sample) : sample.toVideoFrame();
  if (!rgba) return frame;
  const { displayWidth: width, displayHeight: height } = frame;
  const layout = { format: 'RGBA' as const, colorSpace: 'srgb' as const };
  const data = new ArrayBuffer(frame.allocationSize(layout));
  await frame.copyTo(data, layout);
  const rows = frame.visibleRect;
  frame.close();
  return { data, width: rows?.width ?? width, height: rows?.height ?? height };
}

/** Phones store pictures lying; this draws one standing. */
function upright(sample: VideoSample): VideoFrame {
  const canvas = new OffscreenCanvas(sample.displayWidth, sample.displayHeight);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2D canvas in this worker');
  sample.draw(context, 0, 0);
  return new VideoFrame(canvas, { timestamp: Math.round(sample.timestamp * 1e6) });
}

async function get(stream: string, asset: string, seconds: number, ticket: number): Promise<void> {
  wanted.get(stream)?.wake();
  wanted.set(stream, { ticket, credits: 1, wake: () => {} });
  const reader = readers.get(asset);
  if (!reader) return;
  const { sink, first } = await reader.ready;
  if (wanted.get(stream)?.ticket !== ticket) return;
  // half a millisecond in: frame times are rounded to the container's clock
  const sample = await sink.getSample(Math.max(first, seconds + first + 0.0005));
  if (sample) await send(stream, ticket, sample, first, reader.rgba);
  else post({ type: 'end', stream, ticket });
}

async function play(stream: string, asset: string, seconds: number, ticket: number, ahead: number): Promise<void> {
  wanted.get(stream)?.wake();
  const mine = { ticket, credits: ahead, wake: () => {} };
  wanted.set(stream, mine);
  const reader = readers.get(asset);
  if (!reader) return;
  const { sink, first } = await reader.ready;
  for await (const sample of sink.samples(Math.max(first, seconds + first + 0.0005))) {
    if (wanted.get(stream) !== mine) {
      sample.close();
      return;
    }
    mine.credits--;
    await send(stream, ticket, sample, first, reader.rgba);
    while (mine.credits <= 0 && wanted.get(stream) === mine) {
      await new Promise<void>((wake) => {
        mine.wake = wake;
      });
    }
  }
  if (wanted.get(stream) === mine) post({ type: 'end', stream, ticket });
}

function failed(asset: string): (error: unknown) => void {
  return (error) => {
    if (readers.has(asset))
      post({ type: 'error', asset, message: error instanceof Error ? error.message : String(error) });
  };
}

self.onmessage = ({ data }: MessageEvent<ToDecoder>) => {
  if (data.type === 'open') open(data.asset, data.blob, data.url, data.rgba);
  else if (data.type === 'renew') readers.get(data.asset)?.address?.renew(data.url);
  else if (data.type === 'close') close(data.asset);
  else if (data.type === 'get') get(data.stream, data.asset, data.seconds, data.ticket).catch(failed(data.asset));
  else if (data.type === 'play')
    play(data.stream, data.asset, data.seconds, data.ticket, data.ahead).catch(failed(data.asset));
  else if (data.type === 'more') {
    const stream = wanted.get(data.stream);
    if (stream?.ticket === data.ticket) {
      stream.credits++;
      stream.wake();
    }
  } else {
    const stream = wanted.get(data.stream);
    wanted.delete(data.stream);
    stream?.wake();
  }
};
