/**
 * Frames of our own proxies: H.264 without B-frames, so pictures leave the decoder in the order and number of the packets.
 * One decoder for all seeks, and a seek decodes from its key frame to its picture and no further.
 */
import type { EncodedPacket, EncodedPacketSink } from 'mediabunny';
import type { Frames, Shot } from './frames';
import { nextToFetch, type Place } from './prefetch';
import { type Counter, Shelf } from './shelf';

/** Where packets are read. */
export type Packets = Pick<EncodedPacketSink, 'getPacket' | 'getKeyPacket' | 'getNextPacket'>;

/** Packets given to the decoder before their pictures are asked for. */
const PIPELINE = 3;
/** A decoder that keeps a picture back this long gets the next packet to push it out. */
const PATIENCE_MS = 60;
/** Pictures from a proxy's key frame to the next (editor/media/proxy.py). */
const GROUP = 15;

const METADATA = { metadataOnly: true };
const always = () => true;

export class ProxyFrames implements Frames {
  #decoder: VideoDecoder | null = null;
  #shelf: Shelf;
  #place: Place = { at: 0, pace: 0 };
  /** the packet given last, and the key frame that it began at */
  #fed: EncodedPacket | null = null;
  #begun: EncodedPacket | null = null;
  /** when the last picture begins that came of where the decoder is; null before the first */
  #newest: number | null = null;
  #waiting = 0;
  /** pictures still to come of a place that was left */
  #unwanted = 0;
  #foresees = false;
  #isClosed = false;
  #failure: Error | null = null;
  #wake = () => {};

  /** `most`: pictures kept; with a group of them, steps back cost nothing. Hardware decoders have few to lend. */
  constructor(
    private readonly packets: Packets,
    private readonly config: VideoDecoderConfig,
    private readonly first: number,
    most: number,
    private readonly counter: Counter,
  ) {
    this.#shelf = new Shelf(most, PIPELINE, counter);
  }

  async at(seconds: number, pace = 0): Promise<Shot | null> {
    this.#place = { at: Math.max(this.first, seconds), pace };
    const held = this.#shelf.covering(this.#place.at);
    if (held) return held;
    const target = await this.packets.getPacket(this.#place.at, METADATA);
    return target && (await this.#bring(target)) ? this.#shelf.lastUntil(target.timestamp) : null;
  }

  async *from(seconds: number): AsyncGenerator<Shot, void> {
    let packet = await this.packets.getPacket(Math.max(this.first, seconds), METADATA);
    for (let last = Number.NEGATIVE_INFINITY; packet; packet = await this.packets.getNextPacket(packet, METADATA)) {
      this.#place = { at: packet.timestamp, pace: 0 };
      if (!this.#shelf.has(packet.timestamp) && !(await this.#bring(packet, PIPELINE))) return;
      const shot = this.#shelf.lastUntil(packet.timestamp);
      if (!shot) return;
      if (shot.seconds > last) {
        last = shot.seconds;
        yield shot;
      } else {
        // the decoder made nothing of this packet
        this.counter.open--;
        shot.frame.close();
      }
    }
  }

  /** What the decoder reports of pictures that nobody asked for is told to whoever does. */
  async foresee(goesOn: () => boolean): Promise<void> {
    this.#foresees = true;
    try {
      while (goesOn() && (await this.#fetchNext(goesOn)));
    } catch {
    } finally {
      this.#foresees = false;
    }
  }

  nudge(): void {
    this.#wake();
  }

  close(): void {
    this.#isClosed = true;
    this.#jump();
    this.#shelf.clear();
    if (this.#decoder?.state !== 'closed') this.#decoder?.close();
    this.#decoder = null;
    this.#waiting = 0;
    this.#wake();
  }

  /** False where there is nothing more to be had. */
  async #fetchNext(goesOn: () => boolean): Promise<boolean> {
    const next = nextToFetch(this.#shelf.spans, this.#place, this.#shelf.room, GROUP);
    if (next === null || next < this.first) return false;
    const target = await this.packets.getPacket(next, METADATA);
    if (!target || !goesOn() || this.#shelf.has(target.timestamp)) return false;
    return (await this.#bring(target, 0, goesOn)) && this.#shelf.has(target.timestamp);
  }

  /**
   * Decodes until the picture of `target` has come, or the source's last; false where there is none, or `goesOn` said no.
   * `more`: packets beyond it that the decoder is given meanwhile.
   */
  async #bring(target: EncodedPacket, more = 0, goesOn = always): Promise<boolean> {
    const key = await this.packets.getKeyPacket(target.timestamp);
    if (!key || !goesOn()) return false;
    if (!this.#comes(target, key)) this.#jump();
    if (!this.#fed) {
      this.#feed(key);
      this.#begun = key;
    }
    for (;;) {
      if (this.#newest !== null && this.#newest > target.timestamp - 1e-6) return true;
      if (!this.#waiting && !this.#fed) return true;
      if (!goesOn()) return false;
      const isBefore = this.#fed && this.#fed.sequenceNumber < target.sequenceNumber;
      // who only foresees gives the decoder little that would be in the way of the next wish
      const isFree = goesOn === always || this.#waiting < PIPELINE;
      const feeds = isBefore ? isFree : this.#fed && this.#waiting < more;
      if (feeds || !(await this.#picture(PATIENCE_MS))) await this.#feedNext();
    }
  }

  /** Whether going on leads to the picture of `target`, whose key frame is `key`. */
  #comes(target: EncodedPacket, key: EncodedPacket): boolean {
    if (!this.#fed || this.#fed.sequenceNumber < key.sequenceNumber) return false;
    if (this.#newest !== null) return this.#newest < target.timestamp - 1e-6;
    return this.#begun !== null && this.#begun.sequenceNumber <= target.sequenceNumber;
  }

  /** Forgets the place: what is still to come of it is dropped. */
  #jump(): void {
    this.#unwanted = this.#waiting;
    this.#fed = this.#begun = this.#newest = null;
  }

  #feed(packet: EncodedPacket): void {
    if (this.#isClosed) return;
    if (this.#decoder?.state !== 'configured') this.#open();
    this.#decoder?.decode(packet.toEncodedVideoChunk());
    this.#waiting++;
    this.#fed = packet;
  }

  /** At the source's end all pictures come out. */
  async #feedNext(): Promise<void> {
    const next = this.#fed && (await this.packets.getNextPacket(this.#fed));
    if (next) {
      this.#feed(next);
      return;
    }
    // after a flush a decoder takes nothing but a key frame
    this.#fed = null;
    if (this.#waiting) await this.#decoder?.flush();
  }

  /** Resolves true at the decoder's next picture, or a nudge. Throws what the decoder reports. */
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
    if (this.#unwanted) {
      this.#unwanted--;
      this.counter.open--;
      frame.close();
      return;
    }
    const shot = { frame, seconds: frame.timestamp / 1e6, duration: (frame.duration ?? 0) / 1e6 };
    this.#shelf.add(shot, this.#newest, this.#foresees, this.#place);
    this.#newest = shot.seconds;
    this.#wake();
  }
}
