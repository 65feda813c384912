/** A source's sound, opened, and in pieces as a clip runs it: at another speed with its pitch kept, or backwards. */
import type { AudioBufferSink, Input } from 'mediabunny';
import type { Clip } from '../model/types';
import { ticksToSeconds } from '../time/time';
import { say } from '../words/words';
import type { Address } from './address';
import { Stretch } from './stretch';

export interface SoundSource {
  blob?: Blob | undefined;
  address?: Address | undefined;
}

export interface Opened {
  sink: AudioBufferSink;
  /** file time of the source's time 0 */
  first: number;
  input: Input;
}

/** `at`: timeline second of its first sample */
export interface Piece {
  buffer: AudioBuffer;
  at: number;
}

type Channels = Float32Array<ArrayBuffer>[];

/** Backwards, sound is read so many seconds at once. */
const CHUNK_S = 1;
/** A project that opens has its first picture by then, mostly. */
const REST_MS = 1500;
/** Stretched sound is handed on in pieces of so many seconds. */
const PIECE_S = 0.25;

let reading: Promise<typeof import('./sound-file')> | null = null;

/** What reads sound comes after the first picture, or when it is wanted. */
function readSound(): Promise<typeof import('./sound-file')> {
  reading ??= import('./sound-file').catch((error) => {
    reading = null;
    throw error;
  });
  return reading;
}

let isExpected = false;

/** Has what reads sound fetched while the page rests. */
export function expectSound(): void {
  if (isExpected) return;
  isExpected = true;
  setTimeout(() => void readSound().catch(() => undefined), REST_MS);
}

/** null where there is no sound that this browser can play. */
export async function openSound(
  { blob, address }: SoundSource,
  onError: (message: string) => void,
): Promise<Opened | null> {
  const from = blob ?? address;
  if (!from) return null;
  const { openSoundFile } = await readSound().catch((error) => {
    onError(
      say(
        'What plays sound did not load: the connection failed, or a newer version is out. Play again, or reload the page.',
      ),
    );
    throw error;
  });
  return openSoundFile(from);
}

/** The clip's sound from timeline second `begin` to `end`, piece after piece; a piece may begin before. */
export async function* piecesOf(clip: Clip, opened: Opened, begin: number, end: number): AsyncGenerator<Piece, void> {
  const { speed } = clip;
  const source = (at: number) => ticksToSeconds(clip.in) + opened.first + (at - ticksToSeconds(clip.start)) * speed;
  if (speed === 1) {
    const offset = source(begin) - begin;
    for await (const { buffer, timestamp } of opened.sink.buffers(source(begin), source(end)))
      yield { buffer, at: timestamp - offset };
    return;
  }
  const blocks =
    speed > 0
      ? forwards(opened, source(begin), source(end))
      : backwards(opened, source(begin), Math.max(0, source(end)));
  let stretch: Stretch | null = null;
  let rate = 0;
  let at = begin;
  const wrap = (channels: Channels): Piece => {
    const length = channels[0]?.length ?? 0;
    const buffer = new AudioBuffer({ numberOfChannels: channels.length, length, sampleRate: rate });
    for (const [index, channel] of channels.entries()) buffer.copyToChannel(channel, index);
    const piece = { buffer, at };
    at += length / rate;
    return piece;
  };
  for await (const block of blocks) {
    rate = block.rate;
    stretch ??= new Stretch(block.channels.length, rate, Math.abs(speed));
    stretch.push(block.channels);
    for (let ready = stretch.take(PIECE_S * rate); ready; ready = stretch.take(PIECE_S * rate)) yield wrap(ready);
  }
  const rest = stretch?.end();
  if (rest?.[0]?.length) yield wrap(rest);
}

interface Block {
  channels: Channels;
  rate: number;
}

/** All samples from file second `from` to `to`, one after another; silence where there are none. */
async function* forwards({ sink }: Opened, from: number, to: number): AsyncGenerator<Block, void> {
  let done = from;
  for await (const { buffer, timestamp } of sink.buffers(from, to)) {
    const rate = buffer.sampleRate;
    const skipped = Math.round((done - timestamp) * rate);
    const count = Math.min(buffer.length - skipped, Math.round((to - done) * rate));
    if (count <= 0) continue;
    const channels = Array.from({ length: buffer.numberOfChannels }, (_, index) => {
      const samples = new Float32Array(count);
      // below 0 the file has a gap before this buffer
      samples.set(buffer.getChannelData(index).subarray(Math.max(0, skipped), skipped + count), Math.max(0, -skipped));
      return samples;
    });
    yield { channels, rate };
    done += count / rate;
  }
}

/** The samples from file second `from` back to `to`, the last one first. */
async function* backwards(opened: Opened, from: number, to: number): AsyncGenerator<Block, void> {
  for (let high = from; high > to; high -= CHUNK_S) {
    const low = Math.max(to, high - CHUNK_S);
    const blocks: Block[] = [];
    for await (const block of forwards(opened, low, high)) blocks.unshift(block);
    const rate = blocks[0]?.rate;
    if (!rate) continue;
    const given = blocks.reduce((sum, { channels }) => sum + (channels[0]?.length ?? 0), 0);
    const missing = Math.round((high - low) * rate) - given;
    if (missing > 0) yield { channels: blocks[0]?.channels.map(() => new Float32Array(missing)) ?? [], rate };
    for (const { channels } of blocks) yield { channels: channels.map((samples) => samples.reverse()), rate };
  }
}
