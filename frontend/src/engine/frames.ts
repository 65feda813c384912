/** Frames of a source, decoded in the worker. A `Shot`'s frame is closed by whoever got it. */
import {
  type EncodedPacket,
  EncodedPacketSink,
  type InputVideoTrack,
  type VideoSample,
  VideoSampleSink,
} from 'mediabunny';

export interface Shot {
  frame: VideoFrame;
  /** in the file's own clock */
  seconds: number;
  /** until the next frame; the file's word, which may be wrong */
  duration: number;
}

/** One decoder's place in a source. One call at a time. */
export interface Frames {
  /** The frame shown at `seconds`; before the first one the first. null where the source has none. */
  at(seconds: number): Promise<Shot | null>;
  /** That frame and all after it. */
  from(seconds: number): AsyncGenerator<Shot, void>;
  close(): void;
}

export interface Counter {
  /** decoded frames that are not closed yet */
  open: number;
  /** of the pictures that all places keep behind */
  bytes: number;
}

/** Step this far without asking for a new start. */
const NEAR_S = 1;

/**
 * Any file, by mediabunny's decoder with its care for what browsers get wrong. Each jump makes a new decoder; steps
 * forward go on with the one there is.
 */
export class SampleFrames implements Frames {
  #sink: VideoSampleSink;
  #run: AsyncGenerator<VideoSample, void> | null = null;
  #last: VideoSample | null = null;

  constructor(
    track: InputVideoTrack,
    private readonly first: number,
    private readonly counter: Counter,
  ) {
    this.#sink = new VideoSampleSink(track);
  }

  async at(seconds: number): Promise<Shot | null> {
    const at = Math.max(this.first, seconds);
    const ahead = this.#last ? at - this.#last.timestamp : -1;
    if (ahead < 0 || ahead > NEAR_S) {
      await this.#end();
      this.#keep(await this.#sink.getSample(at));
      return this.#shot();
    }
    // a second request nearby: from here on it pays to leave the decoder running
    this.#run ??= this.#sink.samples(this.#last?.timestamp ?? at);
    while (this.#last && this.#last.timestamp + this.#last.duration <= at + 1e-6) {
      const { value, done } = await this.#run.next();
      if (done) break;
      this.#keep(value);
    }
    return this.#shot();
  }

  async *from(seconds: number): AsyncGenerator<Shot, void> {
    await this.#end();
    this.#run = this.#sink.samples(Math.max(this.first, seconds));
    for (;;) {
      const { value, done } = await this.#run.next();
      if (done) return;
      this.#keep(value);
      const shot = this.#shot();
      if (shot) yield shot;
    }
  }

  close(): void {
    void this.#end();
  }

  async #end(): Promise<void> {
    this.#keep(null);
    const run = this.#run;
    this.#run = null;
    await run?.return();
  }

  #keep(sample: VideoSample | null): void {
    if (this.#last) this.counter.open--;
    this.#last?.close();
    this.#last = sample;
    if (sample) this.counter.open++;
  }

  #shot(): Shot | null {
    const sample = this.#last;
    if (!sample) return null;
    this.counter.open++;
    return { frame: sample.toVideoFrame(), seconds: sample.timestamp, duration: sample.duration };
  }
}

/** Of all pictures kept behind, whosever they are; some 80 of 540p. */
const KEPT_BYTES = 64 << 20;
/** Packets given to the decoder before their pictures are asked for. */
const PIPELINE = 3;
/** A decoder that keeps a picture back this long gets the next packet to push it out. */
const PATIENCE_MS = 60;

/**
 * Our own proxies: H.264 without B-frames, so pictures leave the decoder in the order and number of the packets. One
 * decoder for all seeks, and a seek decodes from its key frame to its picture and no further.
 */
export class ProxyFrames implements Frames {
  #packets: EncodedPacketSink;
  #decoder: VideoDecoder | null = null;
  #held: Shot[] = [];
  /** the packet given last */
  #fed: EncodedPacket | null = null;
  #waiting = 0;
  /** pictures still to come of a place that was left */
  #unwanted = 0;
  #failure: Error | null = null;
  #wake = () => {};

  constructor(
    track: InputVideoTrack,
    private readonly config: VideoDecoderConfig,
    private readonly first: number,
    /** pictures kept behind: with a group of them, steps back cost nothing; hardware decoders have few to lend */
    private readonly kept: number,
    private readonly counter: Counter,
  ) {
    this.#packets = new EncodedPacketSink(track);
  }

  async at(seconds: number): Promise<Shot | null> {
    const held = this.#find(seconds);
    if (held) return held;
    const target = await this.#packets.getPacket(Math.max(this.first, seconds), { metadataOnly: true });
    const key = target && (await this.#packets.getKeyPacket(target.timestamp));
    if (!target || !key) return null;
    const ahead = this.#fed && this.#fed.sequenceNumber >= key.sequenceNumber;
    if (!ahead || !this.#comes(target.timestamp)) this.#jump();
    if (!this.#fed) this.#feed(key);
    while (this.#fed && this.#fed.sequenceNumber < target.sequenceNumber) if (!(await this.#feedNext())) break;
    for (;;) {
      const newest = this.#held.at(-1);
      const out = newest && newest.seconds > target.timestamp - 1e-6;
      if (out || (!this.#waiting && !this.#fed)) return this.#lastUntil(target.timestamp);
      if (!(await this.#picture(PATIENCE_MS))) await this.#feedNext();
    }
  }

  async *from(seconds: number): AsyncGenerator<Shot, void> {
    for (let shot = await this.at(seconds); shot; shot = await this.#after(shot.seconds)) yield shot;
  }

  close(): void {
    this.#jump();
    if (this.#decoder?.state !== 'closed') this.#decoder?.close();
    this.#decoder = null;
    this.#waiting = 0;
    this.#wake();
  }

  async #after(seconds: number): Promise<Shot | null> {
    for (;;) {
      const next = this.#held.find((shot) => shot.seconds > seconds);
      if (next) return this.#copy(next);
      while (this.#fed && this.#waiting < PIPELINE) if (!(await this.#feedNext())) break;
      if (!this.#waiting) return this.#held.some((shot) => shot.seconds > seconds) ? this.#after(seconds) : null;
      if (!(await this.#picture(PATIENCE_MS))) await this.#feedNext();
    }
  }

  /** Whether going on leads to the picture at `timestamp`. */
  #comes(timestamp: number): boolean {
    const newest = this.#held.at(-1);
    return newest ? newest.seconds < timestamp : this.#waiting > 0;
  }

  /** A picture that is held and certain to be the one: the newest is so only within its own time. */
  #find(seconds: number): Shot | null {
    const newest = this.#held.at(-1);
    const certain = newest && seconds < newest.seconds + newest.duration - 1e-6;
    return certain && this.#held.some((shot) => shot.seconds <= seconds + 1e-6) ? this.#lastUntil(seconds) : null;
  }

  #lastUntil(seconds: number): Shot | null {
    const shot = this.#held.findLast((held) => held.seconds <= seconds + 1e-6) ?? this.#held[0];
    return shot ? this.#copy(shot) : null;
  }

  #copy(shot: Shot): Shot {
    this.counter.open++;
    return { ...shot, frame: shot.frame.clone() };
  }

  /** Forgets the place: what is still to come of it is dropped. */
  #jump(): void {
    for (const shot of this.#held.splice(0)) this.#drop(shot);
    this.#unwanted = this.#waiting;
    this.#fed = null;
  }

  #feed(packet: EncodedPacket): void {
    if (this.#decoder?.state !== 'configured') this.#open();
    this.#decoder?.decode(packet.toEncodedVideoChunk());
    this.#waiting++;
    this.#fed = packet;
  }

  /** False at the end, when all pictures are out. */
  async #feedNext(): Promise<boolean> {
    const next = this.#fed && (await this.#packets.getNextPacket(this.#fed));
    if (next) {
      this.#feed(next);
      return true;
    }
    // after a flush a decoder takes nothing but a key frame
    this.#fed = null;
    if (this.#waiting) await this.#decoder?.flush();
    return false;
  }

  /** Resolves true at the decoder's next picture. Throws what the decoder reports. */
  async #picture(within: number): Promise<boolean> {
    if (this.#failure) throw this.#failure;
    const came = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), within);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
    if (this.#failure) throw this.#failure;
    return came;
  }

  #open(): void {
    this.#waiting = this.#unwanted = 0;
    this.#failure = null;
    this.#decoder = new VideoDecoder({
      output: (frame) => this.#take(frame),
      error: (error) => {
        this.#failure = error;
        this.#jump();
        this.#waiting = this.#unwanted = 0;
        this.#wake();
      },
    });
    this.#decoder.configure({ ...this.config, optimizeForLatency: true });
  }

  #take(frame: VideoFrame): void {
    this.#waiting--;
    this.counter.open++;
    const shot = { frame, seconds: frame.timestamp / 1e6, duration: (frame.duration ?? 0) / 1e6 };
    if (this.#unwanted) {
      this.#unwanted--;
      this.#close(shot);
      return;
    }
    this.#held.push(shot);
    this.counter.bytes += bytesOf(shot);
    while (this.#held.length > PIPELINE && (this.#held.length > this.kept || this.counter.bytes > KEPT_BYTES))
      this.#drop(this.#held.shift());
    this.#wake();
  }

  /** Of those that are held. */
  #drop(shot: Shot | undefined): void {
    if (!shot) return;
    this.counter.bytes -= bytesOf(shot);
    this.#close(shot);
  }

  #close(shot: Shot): void {
    this.counter.open--;
    shot.frame.close();
  }
}

const bytesOf = ({ frame }: Shot): number => frame.codedWidth * frame.codedHeight * 1.5;
