/** The page's side of the decoder: for each clip the picture to show now, and those decoded ahead. */
import { secondsToTicks, type Ticks, ticks, ticksToSeconds } from '../time/time';
import { say } from '../words/words';
import type { Fault, FromDecoder, Pixels, ToDecoder } from './decoding';
import type { Counter } from './shelf';

const AHEAD = 4;
/** streams of clips that were left a moment ago, kept with their decoders */
const IDLE = 3;

/** Playback this far behind goes on at another place instead of decoding all that lies between. */
const TOO_LATE = secondsToTicks(0.5);
/** or by so many pictures, where they are far apart */
const MANY = 15;

/** What a source is: a proxy, or a local file of any container. */
type Kind = 'proxy' | 'local';

export interface Picture {
  image: VideoFrame | Pixels;
  /** degrees, clockwise, that stand it upright */
  turn: number;
  /** source time of this frame */
  at: Ticks;
  until: Ticks;
}

/** `exact`: it is the picture of the time that was asked for, and not one shown until that is here. */
export interface Shown {
  picture: Picture | null;
  exact: boolean;
}

interface Stream {
  asset: string;
  /** of the newest wish; 0 for none */
  ticket: number;
  /** of the wish that brought `now` */
  answered: number;
  mode: 'still' | 'play';
  /** what a still was asked for */
  target: Ticks;
  now: Picture | null;
  ahead: Picture[];
  ended: boolean;
}

function wordsOf(fault: Fault): string {
  if (fault.kind === 'other') return fault.message;
  if (fault.kind === 'no picture') return say('there is no picture in this file');
  const { codec } = fault;
  return codec ? say('this browser cannot decode {codec}', { codec }) : say('this browser cannot decode its codec');
}

export class Decoder {
  #workers = new Map<Kind, { worker: Worker; counter: Counter | null }>();
  #kinds = new Map<string, Kind>();
  #streams = new Map<string, Stream>();
  #tickets = 0;
  /** frames alive on this side: a leak shows here */
  open = 0;
  decoded = 0;

  constructor(
    private readonly pixels: Promise<boolean>,
    private readonly onFrame: () => void,
    private readonly onError: (asset: string, message: string) => void,
    private readonly onExpired: (asset: string) => void,
  ) {
    this.#worker('proxy');
  }

  /** What the workers counted, as they said last. */
  counted(what: keyof Counter): number {
    return [...this.#workers.values()].reduce((sum, { counter }) => sum + (counter?.[what] ?? 0), 0);
  }

  /** Opens a source, or another file of it: its pictures stay until those of the new file come. */
  setSource(asset: string, source: { blob?: Blob | undefined; url?: string | undefined }): void {
    const kind = source.blob ? 'local' : 'proxy';
    const isOther = (this.#kinds.get(asset) ?? kind) !== kind;
    if (isOther) this.#post(asset, { type: 'close', asset });
    for (const [id, stream] of this.#streams) {
      if (stream.asset !== asset) continue;
      if (isOther) this.#post(asset, { type: 'stop', stream: id });
      this.#dropAhead(stream);
      Object.assign(stream, { ticket: 0, answered: -1, mode: 'still' });
    }
    this.#kinds.set(asset, kind);
    this.#post(asset, { type: 'open', asset, ...source });
    this.onFrame();
  }

  /** A newer address of the same object. */
  renewSource(asset: string, url: string): void {
    this.#post(asset, { type: 'renew', asset, url });
  }

  dropSource(asset: string): void {
    for (const [id, stream] of this.#streams) if (stream.asset === asset) this.stop(id);
    this.#post(asset, { type: 'close', asset });
    this.#kinds.delete(asset);
  }

  /**
   * The frame for source time `at`, or the nearest one held while it is on its way. The decoder closes it. `pace`: source
   * seconds that a hand passes in a second, below 0 backwards; what it comes to is decoded ahead.
   */
  still(clip: string, asset: string, at: Ticks, pace = 0): Shown {
    const stream = this.#stream(clip, asset);
    const answered = stream.mode === 'still' && stream.target === at && stream.ticket === stream.answered;
    const exact = stream.now !== null && stream.answered >= 0 && (answered || covers(stream.now, at));
    const asked = stream.mode === 'still' && stream.target === at && stream.ticket > 0;
    if (!exact && !asked) {
      this.#dropAhead(stream);
      Object.assign(stream, { ticket: ++this.#tickets, mode: 'still', target: at, ended: false });
      const { ticket } = stream;
      this.#post(asset, { type: 'get', stream: clip, asset, seconds: ticksToSeconds(at), ticket, pace });
    }
    return { picture: stream.now, exact };
  }

  /** Like still, while time runs by `stride` source seconds a picture, backwards below 0: frames are decoded ahead. */
  playing(clip: string, asset: string, at: Ticks, stride: number): Shown {
    const stream = this.#stream(clip, asset);
    const newest = stream.ahead.at(-1) ?? stream.now;
    const late = Math.max(TOO_LATE, secondsToTicks(MANY * Math.abs(stride)));
    const oldest = stream.now ?? newest;
    const jumped =
      newest &&
      oldest &&
      (stride > 0 ? at < oldest.at || at > newest.until + late : at >= oldest.until || at < newest.at - late);
    const begun = stream.ticket === stream.answered;
    if (stream.mode !== 'play' || (jumped && begun && !stream.ended)) this.prepare(clip, asset, at, stride);
    const isDue = (next: Picture) => (stride > 0 ? next.at <= at : next.until > at);
    for (let next = stream.ahead[0]; next && isDue(next); next = stream.ahead[0]) {
      stream.ahead.shift();
      this.#show(stream, next);
      this.#post(asset, { type: 'more', stream: clip, ticket: stream.ticket });
    }
    const reached = stream.now !== null && (stride > 0 ? at < stream.now.until : at >= stream.now.at);
    const held = stream.now !== null && (reached || stream.ahead.length > 0);
    const exact = held || (stream.ended && stream.now !== null);
    if (!exact) this.#post(asset, { type: 'hurry', stream: clip, ticket: stream.ticket, seconds: ticksToSeconds(at) });
    return { picture: stream.now, exact };
  }

  /** Starts decoding ahead from `at`, a picture every `stride` source seconds, back from there below 0. */
  prepare(clip: string, asset: string, at: Ticks, stride: number): void {
    const stream = this.#stream(clip, asset);
    this.#dropAhead(stream);
    Object.assign(stream, { ticket: ++this.#tickets, mode: 'play', ended: false });
    const ask = { stream: clip, asset, seconds: ticksToSeconds(at), ticket: stream.ticket };
    this.#post(asset, { type: 'play', ...ask, ahead: AHEAD, stride });
  }

  isPreparing = (clip: string): boolean => this.#streams.get(clip)?.mode === 'play';

  /** Whether playback can begin: the next pictures are here already. */
  isAhead(clip: string): boolean {
    const stream = this.#streams.get(clip);
    return stream?.mode === 'play' && (stream.ended || stream.ahead.length >= AHEAD / 2);
  }

  /** Ends the streams of clips that are not in `clips`, but for the few used last. */
  keepOnly(clips: ReadonlySet<string>): void {
    const idle = [...this.#streams.keys()].filter((id) => !clips.has(id));
    for (const id of idle.slice(0, -IDLE)) this.stop(id);
  }

  /** Playback ended: nothing more is wanted ahead, what is shown stays. */
  rest(): void {
    for (const stream of this.#streams.values()) {
      if (stream.mode !== 'play') continue;
      this.#dropAhead(stream);
      Object.assign(stream, { mode: 'still', ticket: 0 });
    }
  }

  stop(clip: string): void {
    const stream = this.#streams.get(clip);
    if (!stream) return;
    this.#dropAhead(stream);
    if (stream.now) this.#close(stream.now);
    this.#streams.delete(clip);
    this.#post(stream.asset, { type: 'stop', stream: clip });
  }

  dispose(): void {
    for (const id of [...this.#streams.keys()]) this.stop(id);
    for (const { worker } of this.#workers.values()) worker.terminate();
  }

  /** The clip's stream, as the one used last. */
  #stream(clip: string, asset: string): Stream {
    const had = this.#streams.get(clip);
    if (had && had.asset !== asset) this.stop(clip);
    const stream: Stream = (had?.asset === asset && had) || {
      asset,
      ticket: 0,
      answered: -1,
      mode: 'still',
      target: ticks(-1),
      now: null,
      ahead: [],
      ended: false,
    };
    this.#streams.delete(clip);
    this.#streams.set(clip, stream);
    return stream;
  }

  #take(data: Extract<FromDecoder, { type: 'frame' | 'end' }>): void {
    const stream = this.#streams.get(data.stream);
    const current = stream?.ticket === data.ticket;
    if (data.type === 'end') {
      if (current && stream) stream.ended = true;
      return;
    }
    this.open++;
    this.decoded++;
    const { image, turn } = data;
    const at = secondsToTicks(data.seconds);
    const picture = { image, turn, at, until: secondsToTicks(data.seconds + Math.max(data.duration, 1e-3)) };
    // a still that was overtaken by the next wish is nearer to it than what is shown
    const nearer = stream?.mode === 'still' && stream.ticket > 0 && data.ticket > stream.answered;
    if (!stream || !(current || nearer)) {
      this.#close(picture);
    } else if (stream.mode === 'still' || (!stream.ahead.length && stream.answered !== data.ticket)) {
      this.#show(stream, picture);
      stream.answered = data.ticket;
      if (stream.mode === 'play') this.#post(stream.asset, { type: 'more', stream: data.stream, ticket: data.ticket });
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

  #post(asset: string, message: ToDecoder): void {
    this.#worker(this.#kinds.get(asset) ?? 'proxy').postMessage(message);
  }

  /** The worker that reads sources of that kind, started at the first one. */
  #worker(kind: Kind): Worker {
    const had = this.#workers.get(kind);
    if (had) return had.worker;
    const made: { worker: Worker; counter: Counter | null } = { worker: start(kind), counter: null };
    this.#workers.set(kind, made);
    made.worker.onmessage = ({ data }: MessageEvent<FromDecoder>) => {
      if (data.type === 'error') this.onError(data.asset, wordsOf(data.fault));
      else if (data.type === 'expired') this.onExpired(data.asset);
      else if (data.type === 'counted') made.counter = data.counter;
      else this.#take(data);
    };
    made.worker.onerror = () =>
      this.onError('', say('What decodes pictures stopped or did not load. Reload the page to see them.'));
    void this.pixels.then((answer) => made.worker.postMessage({ type: 'path', pixels: answer } satisfies ToDecoder));
    return made.worker;
  }
}

// the builder reads these words as they stand
const start = (kind: Kind): Worker =>
  kind === 'proxy'
    ? new Worker(new URL('./decoder.worker.ts', import.meta.url), { type: 'module' })
    : new Worker(new URL('./local-decoder.worker.ts', import.meta.url), { type: 'module' });

const covers = (picture: Picture, at: Ticks): boolean => picture.at <= at && at < picture.until;
