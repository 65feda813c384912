"""Simulated time: what happens next, in order."""

import heapq
from collections.abc import Callable

Call = Callable[[], None]


class Clock:
    """Seconds. Of two calls at one time the one that was asked for first comes first."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, int, Call]] = []
        self._asked = 0

    def after(self, seconds: float, call: Call) -> None:
        self._asked += 1
        heapq.heappush(self._due, (self.now + max(seconds, 0.0), self._asked, call))

    def run(self, until: float) -> None:
        while self._due and self._due[0][0] <= until:
            self.now, _, call = heapq.heappop(self._due)
            call()
        self.now = until
