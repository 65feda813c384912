"""How a worker's time is shared: by as many mattes as it lately had a turn for."""

import time
from collections.abc import Callable, Hashable

from inference.contracts import SLICE_SECONDS

LATELY_S = 4.0
SHORTEST_S = 0.35  # of a turn: each costs a lease, a chunk and perhaps a memory
ROUND_S = 1.4  # what all turns together should take: less than drafts reach ahead of a playhead that rests


class Turns:
    """Not for several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: dict[Hashable, float] = {}

    def begin(self, matte: Hashable) -> "Turn":
        """The turn that begins now."""
        now = self._clock()
        self._last = {each: at for each, at in self._last.items() if now - at < LATELY_S} | {matte: now}
        return Turn(1 / len(self._last), self._clock)


class Turn:
    """share: of the worker's time that this matte gets, 0..1. seconds: that it may take."""

    def __init__(self, share: float, clock: Callable[[], float]) -> None:
        self.share = share
        self.seconds = min(max(ROUND_S * share, SHORTEST_S), SLICE_SECONDS)
        self._clock, self._began = clock, clock()

    def is_over(self, more_s: float = 0.0) -> bool:
        return self._clock() > self._began + self.seconds + more_s
