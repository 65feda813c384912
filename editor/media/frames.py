"""The frame table: the start tick of every frame in display order, read from the proxy without decoding it."""

from itertools import pairwise
from pathlib import Path

import av

from editor.lib.timebase import TICKS_PER_SECOND


def read_table(proxy: Path) -> tuple[list[int], int]:
    """(start ticks, the first 0; duration in ticks). Table and proxy agree since one is made from the other."""
    with av.open(str(proxy)) as film:
        stream = film.streams.video[0]
        base = stream.time_base
        packets = [(p.pts, p.duration or 0) for p in film.demux(stream) if p.pts is not None]
    packets.sort()
    first = packets[0][0]
    ticks = [(pts - first) * base.numerator * TICKS_PER_SECOND // base.denominator for pts, _ in packets]
    last = packets[-1][1] * base.numerator * TICKS_PER_SECOND // base.denominator
    if last <= 0:
        last = ticks[-1] - ticks[-2] if len(ticks) > 1 else TICKS_PER_SECOND // 30
    return ticks, ticks[-1] + last


def is_variable(ticks: list[int]) -> bool:
    """True when frames differ in length by more than the proxy's clock rounds (1/90 000 s)."""
    gaps = [after - before for before, after in pairwise(ticks)]
    return bool(gaps) and max(gaps) - min(gaps) > 3 * TICKS_PER_SECOND // 90_000
