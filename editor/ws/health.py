"""Whether S3 and Redis answer, told to every open page: what stands still then says why.

One watcher a process, while anybody listens. What it finds goes straight to the sockets and not through the channel
layer, since Redis may be what is away.
"""

import asyncio
import contextlib
import logging
import weakref
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from editor import storage

log = logging.getLogger(__name__)
STORAGE, QUEUE = "storage", "queue"
EVERY_S = 2.0
PATIENCE_S = 4.0  # a busy machine is not an outage
Away = frozenset[str]


class Health:
    """Of one event loop. `away` names what does not answer: STORAGE, QUEUE or both."""

    def __init__(self) -> None:
        self.away: Away = frozenset()
        self._listeners: dict[object, Callable[[Away], Awaitable[None]]] = {}
        self._task: asyncio.Task[None] | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="health")  # the loop's own may be stuck in what is away
        self._redis: Any = redis.asyncio.Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=PATIENCE_S,
            socket_connect_timeout=PATIENCE_S,
            retry=Retry(NoBackoff(), 0),
        )

    def join(self, who: object, tell: Callable[[Away], Awaitable[None]]) -> None:
        """`tell` is called with what is away whenever that changes."""
        self._listeners[who] = tell
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch(), name="health")

    def leave(self, who: object) -> None:
        self._listeners.pop(who, None)

    async def _watch(self) -> None:
        while self._listeners:
            storage_answers, queue_answers = await asyncio.gather(self._storage_answers(), self._queue_answers())
            away = frozenset(
                name for name, answers in ((STORAGE, storage_answers), (QUEUE, queue_answers)) if not answers
            )
            if away != self.away:
                log.warning("Away now: %s", ", ".join(sorted(away)) or "nothing")
                self.away = away
                for tell in list(self._listeners.values()):
                    with contextlib.suppress(Exception):  # one that is just closing must not keep it from the others
                        await tell(away)
            await asyncio.sleep(EVERY_S)
        await self._redis.aclose()

    async def _storage_answers(self) -> bool:
        return await asyncio.get_running_loop().run_in_executor(self._pool, storage.answers, PATIENCE_S)

    async def _queue_answers(self) -> bool:
        try:
            return bool(await self._redis.ping())
        except (redis.RedisError, OSError):
            return False


_healths: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Health]" = weakref.WeakKeyDictionary()


def health() -> Health:
    """This event loop's."""
    return _healths.setdefault(asyncio.get_running_loop(), Health())
