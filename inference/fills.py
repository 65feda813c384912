"""Frames between two anchors: how many of them are interpolated, and how many show the mask of one beside them.

Where not even that can be afforded, the nearer anchor's mask goes the straight way to the other one: no picture between
the two is looked at.
"""

import math
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future

from inference.engines.base import Alpha
from inference.interpolate import Luma, between, straight

MOST = 4  # frames that show one mask: a sixth of a second
STRAIGHT = 2  # of them where masks go straight
SMOOTHED = 0.7  # of what was measured before
FORGOTTEN = 0.9  # of it, each time that nothing is measured: the machine may have become quicker
USED = 0.8  # of a matte's share of the writer's time


class Fills:
    """What they take on this worker. One thread fills, others may ask."""

    def __init__(self) -> None:
        self._each_s = 0.0

    def group(self, share: float, pace: float) -> int:
        """How many neighbours share a mask, so that `pace` frames a second take no more than their share of time.

        0: there is no time for any; they go straight.
        """
        wanted = max(math.ceil(self._each_s * pace / (USED * share)), 1)
        return wanted if wanted <= MOST else 0

    def make(
        self, frames: range, lumas: "Future[list[Luma]] | None", first: Alpha, last: Alpha, group: int
    ) -> Iterator[tuple[range, Alpha]]:
        """Neighbours and their mask, which is that of the middle one.

        lumas: see between(), of all frames, and how long they are waited for counts; None: masks go straight.
        """
        size = group or STRAIGHT
        parts = [range(at, min(at + size, len(frames))) for at in range(0, len(frames), size)]
        middles = [part[len(part) // 2] for part in parts]
        times = [(at + 1) / (len(frames) + 1) for at in middles]
        began = time.perf_counter()
        alphas: Sequence[Alpha]
        if lumas is None:
            self._each_s *= FORGOTTEN
            alphas = straight(first, last, times)
        else:
            pictures = lumas.result()
            alphas = between([pictures[0], *(pictures[1 + at] for at in middles), pictures[-1]], first, last, times)
            each_s = (time.perf_counter() - began) / len(parts)
            self._each_s = SMOOTHED * self._each_s + (1 - SMOOTHED) * each_s if self._each_s else each_s
        return ((frames[part.start : part.stop], alpha) for part, alpha in zip(parts, alphas, strict=True))
