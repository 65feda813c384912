/** Subtitles as files hold them: SubRip (.srt) and WebVTT (.vtt), read leniently and written plainly. */
import { addTicks, secondsToTicks, type Ticks, ticks, ticksToSeconds } from '../time/time';
import { say } from '../words/words';

export interface Cue {
  start: Ticks;
  end: Ticks;
  text: string;
}

export interface Subtitles {
  /** by start, none over another */
  cues: Cue[];
  /** lines whose times could not be taken as they are: those cues stand after the one before */
  mended: number[];
}

/** A cue without a time that makes sense is shown for so long. */
const LENGTH = secondsToTicks(2);
const TIMES = /^\s*(\S+)\s+-->\s+(\S+)/;
const CLOCK = /^(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})$/;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', nbsp: '\u00a0', lrm: '\u200e', rlm: '\u200f' };

/** Throws Error with a sentence where there is not one cue. */
export function parseSubtitles(file: string): Subtitles {
  const lines = file.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  const found: { line: number; start: Ticks | null; end: Ticks | null; text: string }[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as string;
    if (!line.includes('-->')) continue;
    const [, from = '', to = ''] = TIMES.exec(line) ?? [];
    const words: string[] = [];
    let next = index + 1;
    while (next < lines.length && (lines[next] as string).trim() && !(lines[next] as string).includes('-->'))
      words.push(lines[next++] as string);
    // a cue that follows at once: its number is not part of these words
    if (lines[next]?.includes('-->') && /^\d+$/.test(words.at(-1)?.trim() ?? '')) words.pop();
    found.push({ line: index + 1, start: timeOf(from), end: timeOf(to), text: plain(words.join('\n')) });
    index = next - 1;
  }
  if (!found.length)
    throw new Error(say('There are no subtitles in it: a time such as 00:00:01,000 --> 00:00:02,500 is missing.'));
  const mended: number[] = [];
  let last = ticks(0);
  const cues = found.map(({ line, start: given, end: until, text }): Cue => {
    const start = given ?? last;
    const sane = given !== null && until !== null && until > start;
    const end = until !== null && until > start ? until : addTicks(start, LENGTH);
    if (!sane) mended.push(line);
    last = end;
    return { start, end, text };
  });
  return { cues: apart(cues.filter(({ text }) => text)), mended };
}

function timeOf(text: string): Ticks | null {
  const parts = CLOCK.exec(text);
  if (!parts) return null;
  const [hours, minutes, seconds] = [parts[1] ?? '0', parts[2], parts[3]].map(Number) as [number, number, number];
  if (minutes > 59 || seconds > 59) return null;
  return secondsToTicks(hours * 3600 + minutes * 60 + seconds + Number((parts[4] ?? '').padEnd(3, '0')) / 1000);
}

/** Words without the marks of either format. */
const plain = (text: string): string =>
  text
    .replace(/<[^>\n]*>|\{\\[^}\n]*\}/g, '')
    .replace(/&(\w+);/g, (all, name: string) => ENTITIES[name] ?? all)
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();

/** Cues of one time are one; one that runs into the next ends there. */
function apart(cues: Cue[]): Cue[] {
  const sorted = cues.toSorted((a, b) => a.start - b.start);
  const kept: Cue[] = [];
  for (const cue of sorted) {
    const last = kept.at(-1);
    if (last?.start === cue.start)
      Object.assign(last, { text: `${last.text}\n${cue.text}`, end: ticks(Math.max(last.end, cue.end)) });
    else {
      if (last && last.end > cue.start) last.end = cue.start;
      kept.push({ ...cue });
    }
  }
  return kept;
}

export const FORMATS = ['srt', 'vtt'] as const;
export type Format = (typeof FORMATS)[number];

export function writeSubtitles(cues: readonly Cue[], format: Format): string {
  const mark = format === 'srt' ? ',' : '.';
  const words = (text: string) => {
    // an empty line would end the cue, and an arrow begin one
    const lines = text
      .split('\n')
      .filter((line) => line.trim())
      .join('\n')
      .replaceAll('-->', '→');
    return format === 'srt' ? lines : lines.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  };
  const blocks = cues
    .filter(({ text }) => text.trim())
    .map(
      ({ start, end, text }, index) => `${index + 1}\n${clock(start, mark)} --> ${clock(end, mark)}\n${words(text)}\n`,
    );
  return `${format === 'vtt' ? 'WEBVTT\n\n' : ''}${blocks.join('\n')}`;
}

function clock(at: Ticks, mark: string): string {
  const all = Math.round(ticksToSeconds(at) * 1000);
  const two = (figure: number) => String(Math.floor(figure)).padStart(2, '0');
  return `${two(all / 3_600_000)}:${two((all / 60_000) % 60)}:${two((all / 1000) % 60)}${mark}${String(all % 1000).padStart(3, '0')}`;
}
