/**
 * What is decoded before it is asked for while a hand draws the playhead, and what is kept of it. All times are source
 * seconds; `pace` is how many of them the hand passes in a second, below 0 backwards, 0 where it has no direction.
 */

/** The time of a picture that is held. */
export interface Span {
  seconds: number;
  until: number;
}

/** Where the hand is and how it moves. */
export interface Place {
  at: number;
  pace: number;
}

/** So far ahead of the hand pictures are to be here. */
const HORIZON_S = 0.5;
/** However slowly it moves, so many of them. */
const LEAST = 4;

/** The pictures from the one at the place on, the way that the hand goes, as far as none is missing. `held`: by time. */
export function comingUp(held: readonly Span[], { at, pace }: Place): Span[] {
  const here = held.findIndex((span) => span.seconds <= at + 1e-6 && at < span.until);
  const run: Span[] = [];
  const way = pace < 0 ? -1 : 1;
  for (let index = here; index >= 0 && index < held.length; index += way) {
    const [last, next] = [run.at(-1), held[index] as Span];
    if (last && !touch(way > 0 ? last : next, way > 0 ? next : last)) break;
    run.push(next);
  }
  return run;
}

/** What a file says of durations is not exact. */
const touch = (first: Span, second: Span): boolean => second.seconds - first.until < (first.until - first.seconds) / 2;

/**
 * A time whose picture is to be decoded next; null while enough is here. Back from a key frame all of a `group` of
 * pictures is decoded to get its last one, so that waits until there is `room` to keep them, or half of what there is.
 */
export function nextToFetch(held: readonly Span[], place: Place, room: number, group: number): number | null {
  const run = comingUp(held, place);
  const [here, last] = [run[0], run.at(-1)];
  if (!place.pace || !here || !last) return null;
  const length = here.until - here.seconds;
  const reach = Math.max(LEAST * length, Math.abs(place.pace) * HORIZON_S);
  if (place.pace > 0) return last.until - place.at < reach && run.length < room ? last.until + length / 4 : null;
  const due = place.at - last.seconds < reach && room - run.length >= Math.min(group, room >> 1);
  return due ? last.seconds - length / 2 : null;
}

/** Index of what is needed least: what the hand has left behind, the farthest first, then what it comes to last. */
export function leastNeeded(held: readonly Span[], { at, pace }: Place): number {
  const need = ({ seconds, until }: Span): number => {
    const away = seconds > at ? seconds - at : Math.max(0, at - until);
    const isBehind = pace > 0 ? until <= at : pace < 0 && seconds > at;
    return isBehind ? -1 - away : 1 / (1 + away);
  };
  let least = 0;
  for (const [index, span] of held.entries()) if (need(span) < need(held[least] as Span)) least = index;
  return least;
}
