"""A lease in Redis says that somebody is at work on a thing. It expires when its holder dies."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache

import redis
from django.conf import settings

LEASE_MS = 15_000
RENEW_S = 5.0
# delete and extend only what is ours still
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"
_RENEW = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0"


@lru_cache(maxsize=2)
def _connection(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url, socket_timeout=10)


def connection() -> "redis.Redis":
    return _connection(settings.REDIS_URL)


@contextmanager
def lease(name: str) -> Iterator[bool]:
    """Holds `lease:<name>` while the block runs and yields True; yields False when somebody else holds it."""
    key, token = f"lease:{name}", uuid.uuid4().hex
    if not connection().set(key, token, nx=True, px=LEASE_MS):
        yield False
        return
    over = threading.Event()

    def renew() -> None:
        while not over.wait(RENEW_S):
            try:
                connection().eval(_RENEW, 1, key, token, LEASE_MS)
            except redis.RedisError:
                continue  # Redis away for a moment; the next turn tries again

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield True
    finally:
        over.set()
        with suppress(redis.RedisError):  # it expires by itself
            connection().eval(_RELEASE, 1, key, token)


def is_held(name: str) -> bool:
    return bool(connection().exists(f"lease:{name}"))


def claim_once(name: str, for_ms: int) -> bool:
    """True for the first caller in `for_ms`: keeps the sweep from queueing one thing again and again."""
    return bool(connection().set(f"once:{name}", 1, nx=True, px=for_ms))
