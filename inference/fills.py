"""Frames between two anchors: how many of them are interpolated, and how many show the mask of one beside them."""

import math
import time
from collections.abc import Iterator, Sequence

from inference.engines.base import Alpha
from inference.interpolate import Luma, between

MOST = 5  # frames that show one mask: a fifth of a second
SMOOTHED = 0.7  # of what was measured before
USED = 0.8  # of a matte's share of the writer's time


class Fills:
    """What they take on this worker. One thread fills, others may ask."""

    def __init__(self) -> None:
        self._each_s = 0.0

    def group(self, share: float, pace: float) -> int:
        """How many neighbours share a mask, so that `pace` frames a second take no more than their share of time."""
        return min(max(math.ceil(self._each_s * pace / (USED * share)), 1), MOST)

    def make(
        self, frames: range, lumas: Sequence[Luma], first: Alpha, last: Alpha, group: int
    ) -> Iterator[tuple[range, Alpha]]:
        """Neighbours and their mask, which is that of the middle one. lumas: see between(), of all frames."""
        began = time.perf_counter()
        parts = [range(at, min(at + group, len(frames))) for at in range(0, len(frames), group)]
        middles = [part[len(part) // 2] for part in parts]
        picked = [lumas[0], *(lumas[1 + at] for at in middles), lumas[-1]]
        alphas = between(picked, first, last, [(at + 1) / (len(frames) + 1) for at in middles])
        each_s = (time.perf_counter() - began) / len(parts)
        self._each_s = SMOOTHED * self._each_s + (1 - SMOOTHED) * each_s if self._each_s else each_s
        return ((frames[part.start : part.stop], alpha) for part, alpha in zip(parts, alphas, strict=True))
