"""A lease in Redis says that somebody is at work on a thing. It expires when its holder dies.

Standard library and redis only: editor/leases.py gives the CPU workers theirs from here.
"""

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import redis

LEASE_MS = 15_000
RENEWALS = 3  # in that time
# Taking and renewing are one: a lease that ran out while Redis was away, or that Redis lost, is its holder's again
# unless another has taken it meanwhile.
_HOLD = """
local holder = redis.call('get', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
return 1
"""
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"


class Lost(Exception):
    """The lease ran out or is another's: what was being done is not ours to write any more."""


def key(name: str) -> str:
    return f"lease:{name}"


class Lease:
    """Held by one process; `is_lost` once another may have it."""

    def __init__(self, client: Any, name: str, lasts_ms: int | None = None) -> None:
        """lasts_ms: how long after its holder's death it is free again; LEASE_MS if not given."""
        self._client, self._key, self._token = client, key(name), uuid.uuid4().hex
        self._lasts_ms = lasts_ms or LEASE_MS
        self._over = threading.Event()
        self._asking = threading.Lock()
        self._until = 0.0
        self._thread = threading.Thread(target=self._renew, daemon=True, name=f"lease {name}")

    @property
    def is_lost(self) -> bool:
        """By this process's clock, at no cost: ask often."""
        return time.monotonic() > self._until

    def confirm(self) -> None:
        """Ask Redis, before a write that cannot be taken back. One that only ran out is ours again. Raises Lost.

        While Redis is away the clock decides. It stands still in a suspended machine, which is why Redis is asked.
        """
        with suppress(redis.RedisError):
            self._hold()
        if self.is_lost:
            raise Lost(self._key)

    def take(self) -> bool:
        if not self._hold():
            return False
        self._thread.start()
        return True

    def give_back(self) -> None:
        self._over.set()
        with self._asking, suppress(redis.RedisError):  # it expires by itself
            self._client.eval(_RELEASE, 1, self._key, self._token)

    def _hold(self) -> bool:
        asked = time.monotonic()
        with self._asking:
            if self._over.is_set():
                return False
            held = bool(self._client.eval(_HOLD, 1, self._key, self._token, self._lasts_ms))
            self._until = asked + self._lasts_ms / 1000 if held else 0.0
        return held

    def _renew(self) -> None:
        while not self._over.wait(self._lasts_ms / 1000 / RENEWALS):
            with suppress(redis.RedisError):  # away for a moment: the next turn tries again
                if not self._hold():
                    return


@contextmanager
def lease(client: Any, name: str) -> Iterator[Lease | None]:
    """Holds `lease:<name>` while the block runs, or yields None while another process does."""
    held = Lease(client, name)
    if not held.take():
        yield None
        return
    try:
        yield held
    finally:
        held.give_back()
