"""The CPU workers' leases (see inference/leases.py), and what is claimed or counted for a while without one."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import lru_cache
from typing import Any

import redis
from django.conf import settings

from inference import leases, live
from inference.leases import Lease, Lost

__all__ = ["Lease", "Lost", "attempts", "claim_once", "connection", "forget_attempts", "is_held", "lease"]

_ATTEMPTS_KEPT_S = 24 * 3600


@lru_cache(maxsize=2)
def _connection(url: str) -> Any:
    return live.connect(url)


def connection() -> Any:
    """This process's Redis connection pool."""
    return _connection(settings.REDIS_URL)


def lease(name: str) -> AbstractContextManager[Lease | None]:
    return leases.lease(connection(), name)


def is_held(name: str) -> bool:
    return bool(connection().exists(leases.key(name)))


def claim_once(name: str, for_ms: int) -> bool:
    """True for the first caller in `for_ms`: keeps the sweep from queueing one thing again and again."""
    return bool(connection().set(f"once:{name}", 1, nx=True, px=for_ms))


@contextmanager
def attempts(name: str) -> Iterator[int]:
    """Which attempt at `name` this is, from 1: those before it did not end, their process died."""
    count = int(connection().incr(f"attempts:{name}"))
    connection().expire(f"attempts:{name}", _ATTEMPTS_KEPT_S)
    try:
        yield count
    finally:
        forget_attempts(name)


def forget_attempts(name: str) -> None:
    """It came further this time: the next death is the first again."""
    with suppress(redis.RedisError):  # they expire by themselves
        connection().delete(f"attempts:{name}")
