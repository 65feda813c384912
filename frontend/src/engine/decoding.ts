/**
 * A worker that decodes pictures off the page's thread. One reader a source; any number of streams (one a clip) read from it.
 * Frames are transferred; whoever gets one closes it. With `pixels`, its planes travel instead of a VideoFrame: faster
 * under software GL (see upload-path.ts).
 */
import { BlobSource, EncodedPacketSink, Input, type InputFormat, UrlSource } from 'mediabunny';
import { Address } from './address';
import { type Frames, SampleFrames, type Shot } from './frames';
import { ProxyFrames } from './proxy-frames';
import type { Counter } from './shelf';
import { type ToRgb, toRgb } from './yuv';

export type ToDecoder =
  /** comes first, once */
  | { type: 'path'; pixels: boolean }
  | { type: 'open'; asset: string; blob?: Blob; url?: string }
  | { type: 'renew'; asset: string; url: string }
  | { type: 'close'; asset: string }
  /** `pace`: source seconds a second at which more of them are to be expected; 0 for none */
  | ({ type: 'get'; pace: number } & Ask)
  /** one picture every `stride` source seconds is wanted, backwards below 0 */
  | ({ type: 'play'; ahead: number; stride: number } & Ask)
  | { type: 'more'; stream: string; ticket: number }
  /** pictures over before `seconds` come too late to be shown */
  | { type: 'hurry'; stream: string; ticket: number; seconds: number }
  | { type: 'stop'; stream: string };

interface Ask {
  stream: string;
  asset: string;
  seconds: number;
  ticket: number;
}

export interface Pixels {
  data: ArrayBuffer;
  width: number;
  height: number;
  /** a plane of Y, then one of half the size with Cb and Cr in turn; null for RGBA */
  yuv: ToRgb | null;
}
export type FromDecoder =
  | {
      type: 'frame';
      stream: string;
      ticket: number;
      seconds: number;
      duration: number;
      image: VideoFrame | Pixels;
      /** degrees, clockwise, that stand it upright */
      turn: number;
    }
  | { type: 'end'; stream: string; ticket: number }
  | { type: 'expired'; asset: string }
  | { type: 'error'; asset: string; fault: Fault }
  /** what the worker counted, said whenever a stream comes to rest */
  | { type: 'counted'; counter: Counter };

/** Why a source cannot be shown; the page has the words for it. */
export type Fault =
  | { kind: 'no picture' }
  | { kind: 'codec'; codec: string | null }
  | { kind: 'other'; message: string };

class Unreadable extends Error {
  constructor(readonly fault: Fault) {
    super(fault.kind);
  }
}

type Play = Extract<ToDecoder, { type: 'play' }>;

interface Reader {
  ready: Promise<{ make: () => Frames; first: number; turn: number }>;
  input: Input;
  address: Address | null;
}

interface Stream {
  asset: string;
  frames: Frames | null;
  /** whose `frames` are */
  reader: Reader | null;
  /** the newest wish; older ones that were not begun are forgotten */
  want: Extract<ToDecoder, { type: 'get' | 'play' }> | null;
  /** pictures that the page has room for while it plays */
  credits: number;
  ticket: number;
  /** source time before which pictures come too late */
  now: number;
  busy: boolean;
  stopped: boolean;
  wake: () => void;
}

/** Pictures kept around the place: a proxy's group of them and more. Hardware decoders have few pictures to lend. */
const KEPT_IN_MEMORY = 24;
const KEPT_ON_GPU = 2;

/** Of each source; mediabunny would keep 64 MB. */
const READ_BYTES = 16 << 20;
/** Decoders of clips that were left, for the next clip of their source. */
const MOST_SPARE = 2;

const readers = new Map<string, Reader>();
const spare: { asset: string; frames: Frames }[] = [];
const streams = new Map<string, Stream>();
const counter: Counter = { open: 0, bytes: 0, prefetched: 0, prefetchHits: 0 };
let formats: InputFormat[] = [];
let choosePath: (pixels: boolean) => void;
const path = new Promise<boolean>((resolve) => {
  choosePath = resolve;
});
const post = (message: FromDecoder, transfer: Transferable[] = []) => self.postMessage(message, { transfer });

function open(asset: string, blob: Blob | undefined, url: string | undefined): void {
  close(asset);
  const address = blob ? null : new Address(url ?? '', () => post({ type: 'expired', asset }));
  const source = blob
    ? new BlobSource(blob)
    : new UrlSource(url ?? '', { maxCacheSize: READ_BYTES, ...(address && { fetchFn: address.fetch }) });
  const input = new Input({ source, formats });
  const ready = (async () => {
    const track = await input.getPrimaryVideoTrack();
    if (!track) throw new Unreadable({ kind: 'no picture' });
    if (!(await track.canDecode())) throw new Unreadable({ kind: 'codec', codec: track.codec });
    const config = await track.getDecoderConfig();
    const first = await track.getFirstTimestamp();
    const kept = (await path) ? KEPT_IN_MEMORY : KEPT_ON_GPU;
    const make = () =>
      url && config
        ? new ProxyFrames(new EncodedPacketSink(track), config, first, kept, counter)
        : new SampleFrames(track, first, counter);
    return { make, first, turn: track.rotation };
  })();
  readers.set(asset, { ready, input, address });
  ready.catch(failed(asset));
}

function close(asset: string): void {
  for (const stream of streams.values()) {
    if (stream.asset !== asset) continue;
    stream.frames?.close();
    stream.frames = null;
  }
  for (const { frames } of spare.filter((each) => each.asset === asset)) frames.close();
  spare.splice(0, spare.length, ...spare.filter((each) => each.asset !== asset));
  readers.get(asset)?.input.dispose();
  readers.delete(asset);
  post({ type: 'counted', counter });
}

function ask(want: NonNullable<Stream['want']>): void {
  let stream = streams.get(want.stream);
  if (stream && stream.asset !== want.asset) {
    stop(want.stream);
    stream = undefined;
  }
  const fresh = { frames: null, reader: null, credits: 0, now: 0, busy: false, stopped: false, wake: () => {} };
  stream ??= { ...fresh, asset: want.asset, want, ticket: want.ticket };
  streams.set(want.stream, stream);
  stream.want = want;
  stream.wake();
  stream.frames?.nudge();
  if (!stream.busy) void run(want.stream, stream);
}

/**
 * One wish after another; while one is at work only the newest waits, so that scrubbing shows what it passes. While none
 * waits, what the next ones will be is decoded.
 */
async function run(id: string, stream: Stream): Promise<void> {
  stream.busy = true;
  for (let want = stream.want; want && !stream.stopped; want = stream.want) {
    stream.want = null;
    try {
      await serve(id, stream, want);
      const { frames } = stream;
      const rests = () => stream.want === null && !stream.stopped && stream.frames === frames;
      if (want.type === 'get' && rests()) await frames?.foresee(rests);
    } catch (error) {
      stream.frames?.close();
      stream.frames = null;
      if (!stream.stopped) failed(want.asset)(error);
    }
  }
  stream.busy = false;
  if (stream.stopped) release(stream);
  post({ type: 'counted', counter });
}

async function serve(id: string, stream: Stream, want: NonNullable<Stream['want']>): Promise<void> {
  const reader = readers.get(want.asset);
  if (!reader) return;
  const { make, first, turn } = await reader.ready;
  stream.frames ??= taken(want.asset) ?? make();
  stream.reader = reader;
  stream.ticket = want.ticket;
  const idle = () => stream.want === null && !stream.stopped;
  const send = async ({ frame, seconds, duration }: Shot) => {
    const image = (await path) ? await pixels(frame) : frame;
    counter.open--;
    const transfer = image instanceof VideoFrame ? image : image.data;
    post({ type: 'frame', stream: id, ticket: want.ticket, seconds: seconds - first, duration, image, turn }, [
      transfer,
    ]);
  };
  if (want.type === 'get') {
    const shot = await stream.frames.at(want.seconds + first, want.pace);
    if (shot) await send(shot);
    else post({ type: 'end', stream: id, ticket: want.ticket });
    return;
  }
  stream.credits = want.ahead;
  stream.now = want.seconds;
  let due = want.seconds;
  const shots = want.stride > 0 ? stream.frames.from(want.seconds + first) : back(stream, want, first);
  for await (const shot of shots) {
    const past = shot.seconds + shot.duration - first <= Math.max(stream.now, due);
    const late = want.stride > 0 && shot.duration > 0 && past;
    if (!idle() || late) {
      counter.open--;
      shot.frame.close();
      if (idle()) continue;
      return;
    }
    await send(shot);
    while (want.stride > 0 && due < shot.seconds + shot.duration - first) due += want.stride;
    stream.credits--;
    while (stream.credits <= 0 && idle()) {
      await new Promise<void>((wake) => {
        stream.wake = wake;
      });
    }
    if (!idle()) return;
  }
  post({ type: 'end', stream: id, ticket: want.ticket });
}

/** Frames back from a wish to the file's first, each once; a reader keeps those of a group that it has decoded. */
async function* back(stream: Stream, { seconds, stride }: Play, first: number): AsyncGenerator<Shot, void> {
  let last = Number.POSITIVE_INFINITY;
  for (let at = seconds; at >= 0; at = Math.min(at + stride, stream.now)) {
    const shot = await stream.frames?.at(at + first, stride);
    if (!shot) return;
    if (shot.seconds < last) yield shot;
    else {
      counter.open--;
      shot.frame.close();
    }
    last = shot.seconds;
  }
}

/** Planes as they were decoded, which the shader converts exactly; what is none of the usual form as RGBA. */
async function pixels(frame: VideoFrame): Promise<Pixels> {
  const { width, height } = frame.visibleRect ?? { width: frame.displayWidth, height: frame.displayHeight };
  const yuv = frame.format === 'I420' ? toRgb(frame.colorSpace) : null;
  const options = yuv ? {} : { format: 'RGBA' as const, colorSpace: 'srgb' as const };
  try {
    const data = new ArrayBuffer(frame.allocationSize(options));
    await frame.copyTo(data, options);
    if (yuv) interleave(new Uint8Array(data, width * height));
    return { data, width, height, yuv };
  } finally {
    frame.close();
  }
}

/** All of Cb and then all of Cr -> one of each in turn, in place. */
function interleave(chroma: Uint8Array): void {
  const count = chroma.length >> 1;
  const parts = chroma.slice();
  for (let at = 0; at < count; at++) {
    chroma[2 * at] = parts[at] as number;
    chroma[2 * at + 1] = parts[count + at] as number;
  }
}

function stop(id: string): void {
  const stream = streams.get(id);
  streams.delete(id);
  if (!stream) return;
  stream.stopped = true;
  stream.wake();
  stream.frames?.nudge();
  if (stream.busy) return;
  release(stream);
  post({ type: 'counted', counter });
}

/** Keeps a stream's decoder for a while. */
function release(stream: Stream): void {
  const { asset, frames, reader } = stream;
  stream.frames = null;
  if (!frames) return;
  if (reader && readers.get(asset) === reader) spare.push({ asset, frames });
  else frames.close();
  while (spare.length > MOST_SPARE) spare.shift()?.frames.close();
}

/** The decoder left last that reads this source, with the pictures that it holds: clips that touch mostly go on there. */
function taken(asset: string): Frames | null {
  const at = spare.findLastIndex((each) => each.asset === asset);
  return at < 0 ? null : (spare.splice(at, 1)[0]?.frames ?? null);
}

function failed(asset: string): (error: unknown) => void {
  return (error) => {
    if (!readers.has(asset)) return;
    const message = error instanceof Error ? error.message : String(error);
    post({ type: 'error', asset, fault: error instanceof Unreadable ? error.fault : { kind: 'other', message } });
  };
}

/** Takes the page's wishes from here on; `readable`: the containers that sources may be. */
export function decodeIn(readable: InputFormat[]): void {
  formats = readable;
  self.onmessage = onMessage;
}

function onMessage({ data }: MessageEvent<ToDecoder>): void {
  if (data.type === 'path') choosePath(data.pixels);
  else if (data.type === 'open') open(data.asset, data.blob, data.url);
  else if (data.type === 'renew') readers.get(data.asset)?.address?.renew(data.url);
  else if (data.type === 'close') close(data.asset);
  else if (data.type === 'get' || data.type === 'play') ask(data);
  else if (data.type === 'more') {
    const stream = streams.get(data.stream);
    if (stream?.ticket === data.ticket) {
      stream.credits++;
      stream.wake();
    }
  } else if (data.type === 'hurry') {
    const stream = streams.get(data.stream);
    if (stream?.ticket === data.ticket) stream.now = data.seconds;
  } else stop(data.stream);
}
