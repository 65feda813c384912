"""Work on several things at once, whose results come in order."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from typing import TypeVar

T = TypeVar("T")


def in_order(workers: Executor, jobs: Iterator[Callable[[], T]], at_once: int) -> Iterator[T]:
    """The jobs' results; at most `at_once` are begun and not taken. What one raises is raised in its result's place."""
    begun: deque[Future[T]] = deque()
    try:
        for job in jobs:
            begun.append(workers.submit(job))
            if len(begun) >= at_once:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        for future in begun:
            future.cancel()
