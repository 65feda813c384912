/** The page's side of the decoder: for each clip the picture to show now, and those decoded ahead. */
import { secondsToTicks, type Ticks, ticksToSeconds } from '../time/time';
import type { FromDecoder, Pixels, ToDecoder } from './decoder.worker';

const AHEAD = 4;

export interface Picture {
  image: VideoFrame | Pixels;
  /** source time of this frame */
  at: Ticks;
  until: Ticks;
}

interface Stream {
  asset: string;
  ticket: number;
  mode: 'still' | 'play';
  /** what a still was asked for */
  target: Ticks;
  now: Picture | null;
  ahead: Picture[];
  ended: boolean;
}

export class Decoder {
  #worker = new Worker(new URL('./decoder.worker.ts', import.meta.url), { type: 'module' });
  #streams = new Map<string, Stream>();
  #tickets = 0;
  /** frames alive on this side: a leak shows here */
  open = 0;
  decoded = 0;

  constructor(
    private readonly rgba: boolean,
    private readonly onFrame: () => void,
    onError: (asset: string, message: string) => void,
    onExpired: (asset: string) => void,
  ) {
    this.#worker.onmessage = ({ data }: MessageEvent<FromDecoder>) => {
      if (data.type === 'error') onError(data.asset, data.message);
      else if (data.type === 'expired') onExpired(data.asset);
      else this.#take(data);
    };
  }

  setSource(asset: string, source: { blob?: Blob | undefined; url?: string | undefined }): void {
    this.#post({ type: 'open', asset, ...source, rgba: this.rgba });
    // whatever was asked of the old source is asked again of the new one
    for (const [id, stream] of this.#streams) {
      if (stream.asset === asset) {
        this.stop(id);
      }
    }
    this.onFrame();
  }

  /** A newer address of the same object. */
  renewSource(asset: string, url: string): void {
    this.#post({ type: 'renew', asset, url });
  }

  dropSource(asset: string): void {
    this.#post({ type: 'close', asset });
  }

  /** The frame for source time `at`, or the nearest one held while it is on its way. The decoder closes it. */
  still(clip: string, asset: string, at: Ticks): Picture | null {
    const stream = this.#stream(clip, asset);
    const has = stream.now && stream.now.at <= at && at < stream.now.until;
    if (!has && !(stream.mode === 'still' && stream.target === at && stream.ticket)) {
      this.#dropAhead(stream);
      Object.assign(stream, { ticket: ++this.#tickets, mode: 'still', target: at, ended: false });
      this.#post({ type: 'get', stream: clip, asset, seconds: ticksToSeconds(at), ticket: stream.ticket });
    }
    return stream.now;
  }

  /** Like still, while time runs forward: frames are decoded ahead. `late` when the right frame is not here yet. */
  playing(clip: string, asset: string, at: Ticks): { picture: Picture | null; late: boolean } {
    const stream = this.#stream(clip, asset);
    const jumped = stream.now && at < stream.now.at;
    if (stream.mode !== 'play' || jumped) this.prepare(clip, asset, at);
    for (let next = stream.ahead[0]; next && next.at <= at; next = stream.ahead[0]) {
      stream.ahead.shift();
      this.#show(stream, next);
      this.#post({ type: 'more', stream: clip, ticket: stream.ticket });
    }
    const late = !stream.ended && (!stream.now || (at >= stream.now.until && !stream.ahead.length));
    return { picture: stream.now, late };
  }

  /** Starts decoding ahead from `at`. */
  prepare(clip: string, asset: string, at: Ticks): void {
    const stream = this.#stream(clip, asset);
    this.#dropAhead(stream);
    Object.assign(stream, { ticket: ++this.#tickets, mode: 'play', ended: false });
    this.#post({ type: 'play', stream: clip, asset, seconds: ticksToSeconds(at), ticket: stream.ticket, ahead: AHEAD });
  }

  isPreparing = (clip: string): boolean => this.#streams.get(clip)?.mode === 'play';

  /** Forgets streams of clips that are not in `clips`. */
  keepOnly(clips: Set<string>): void {
    for (const id of this.#streams.keys()) if (!clips.has(id)) this.stop(id);
  }

  /** Playback ended: nothing more is wanted ahead, what is shown stays. */
  rest(): void {
    for (const [id, stream] of this.#streams) {
      if (stream.mode !== 'play') continue;
      this.#dropAhead(stream);
      Object.assign(stream, { mode: 'still', ticket: 0 });
      this.#post({ type: 'stop', stream: id });
    }
  }

  stop(clip: string): void {
    const stream = this.#streams.get(clip);
    if (!stream) return;
    this.#dropAhead(stream);
    if (stream.now) this.#close(stream.now);
    this.#streams.delete(clip);
    this.#post({ type: 'stop', stream: clip });
  }

  dispose(): void {
    for (const id of [...this.#streams.keys()]) this.stop(id);
    this.#worker.terminate();
  }

  #stream(clip: string, asset: string): Stream {
    const had = this.#streams.get(clip);
    if (had && had.asset === asset) return had;
    if (had) this.stop(clip);
    const made: Stream = { asset, ticket: 0, mode: 'still', target: -1 as Ticks, now: null, ahead: [], ended: false };
    this.#streams.set(clip, made);
    return made;
  }

  #take(data: Exclude<FromDecoder, { type: 'error' | 'expired' }>): void {
    const stream = this.#streams.get(data.stream);
    const current = stream?.ticket === data.ticket;
    if (data.type === 'end') {
      if (current && stream) stream.ended = true;
      return;
    }
    this.open++;
    this.decoded++;
    const at = secondsToTicks(data.seconds);
    const picture = { image: data.image, at, until: secondsToTicks(data.seconds + Math.max(data.duration, 1e-3)) };
    if (!current || !stream) {
      this.#close(picture);
    } else if (stream.mode === 'still' || (!stream.ahead.length && !stream.now)) {
      this.#show(stream, picture);
      if (stream.mode === 'play') this.#post({ type: 'more', stream: data.stream, ticket: data.ticket });
      this.onFrame();
    } else {
      stream.ahead.push(picture);
    }
  }

  #show(stream: Stream, picture: Picture): void {
    if (stream.now) this.#close(stream.now);
    stream.now = picture;
  }

  #dropAhead(stream: Stream): void {
    for (const picture of stream.ahead.splice(0)) this.#close(picture);
  }

  #close(picture: Picture): void {
    this.open--;
    if (picture.image instanceof VideoFrame) picture.image.close();
  }

  #post(message: ToDecoder): void {
    this.#worker.postMessage(message);
  }
}
