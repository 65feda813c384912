"""The frame table: the start tick of every frame in display order, read from the proxy without decoding it."""

from fractions import Fraction
from pathlib import Path

import av

from editor.lib.timebase import TICKS_PER_SECOND, Rate, frame_to_ticks

# what containers round to: Matroska keeps whole milliseconds
_TOLERANCE = TICKS_PER_SECOND // 900
_STANDARD = [Fraction(n, d) for n in (24, 25, 30, 48, 50, 60, 120) for d in (1,)] + [
    Fraction(n * 1000, 1001) for n in (24, 30, 48, 60, 120)
]


def read_table(proxy: Path) -> tuple[list[int], int]:
    """(start ticks, the first 0; duration in ticks). Table and proxy agree since one is made from the other."""
    with av.open(str(proxy), options={"protocol_whitelist": "file"}) as film:
        stream = film.streams.video[0]
        base = stream.time_base or Fraction(1, TICKS_PER_SECOND)
        packets = [(p.pts, p.duration or 0) for p in film.demux(stream) if p.pts is not None]
    packets.sort()
    first = packets[0][0]
    ticks = [(pts - first) * base.numerator * TICKS_PER_SECOND // base.denominator for pts, _ in packets]
    last = packets[-1][1] * base.numerator * TICKS_PER_SECOND // base.denominator
    if last <= 0:
        last = ticks[-1] - ticks[-2] if len(ticks) > 1 else TICKS_PER_SECOND // 30
    return ticks, ticks[-1] + last


def rate_of(ticks: list[int], duration: int, guess: Rate) -> tuple[Rate, bool]:
    """(frames per second, True when frames differ in length by more than containers round).

    A constant rate is `guess` or a standard one that fits every frame; a variable one is the average.
    """
    if len(ticks) < 2:
        return guess, False
    average = Fraction(len(ticks) * TICKS_PER_SECOND, duration)
    for rate in (Fraction(*guess), *sorted(_STANDARD, key=lambda r: abs(r - average)), average.limit_denominator(1001)):
        pair = (rate.numerator, rate.denominator)
        if rate > 0 and all(abs(t - frame_to_ticks(i, pair)) <= _TOLERANCE for i, t in enumerate(ticks)):
            return pair, False
    rounded = average.limit_denominator(1001)
    return (max(1, rounded.numerator), rounded.denominator), True
