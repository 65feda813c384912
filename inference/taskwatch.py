"""Celery's signals into figures: how long tasks wait and take, and which workers there are. For both Celery apps."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import redis
from celery import signals

from inference.telemetry import BUSY, HERE_S, TASKS, WAIT, say_gone, say_here, tally

STAMP = "queued_at"


class Watch:
    """Kept by who made it: Celery holds its receivers weakly."""

    def __init__(self, client: Callable[[], Any]) -> None:
        self._client = client
        self._began: dict[str, float] = {}
        self._queues: list[str] = []
        self._name = f"worker {os.uname().nodename} {os.getpid()}"
        self._said = 0.0
        signals.before_task_publish.connect(self._queued)
        signals.task_prerun.connect(self._begins)
        signals.task_postrun.connect(self._ends)
        signals.celeryd_after_setup.connect(self._set_up)
        signals.worker_ready.connect(self._beats)
        signals.heartbeat_sent.connect(self._beats)
        signals.worker_shutdown.connect(self._leaves)

    def _queued(self, headers: dict[str, Any], **_: Any) -> None:
        with suppress(redis.RedisError, OSError):
            headers[STAMP] = self._now()

    def _begins(self, task_id: str, task: Any, **_: Any) -> None:
        self._began[task_id] = time.monotonic()
        stamp = getattr(task.request, STAMP, None)
        if stamp is None or task.request.eta:  # a task that was to wait did
            return
        with suppress(redis.RedisError, OSError):
            tally.observe(WAIT, max(self._now() - float(stamp), 0.0), _queue(task))

    def _ends(self, task_id: str, task: Any, state: str | None = None, **_: Any) -> None:
        began = self._began.pop(task_id, None)
        if began is None:
            return
        tally.add(BUSY, time.monotonic() - began, _queue(task))
        tally.add(TASKS, 1, _queue(task), (state or "unknown").lower())
        tally.flush(self._client())

    def _set_up(self, instance: Any, **_: Any) -> None:
        self._queues = sorted(instance.app.amqp.queues.consume_from)

    def _beats(self, **_: Any) -> None:
        if self._queues and time.monotonic() - self._said > HERE_S / 4:
            self._said = time.monotonic()
            say_here(self._client(), self._name, queues=self._queues)

    def _leaves(self, **_: Any) -> None:
        say_gone(self._client(), self._name)

    def _now(self) -> float:
        seconds, micros = self._client().time()
        return float(seconds) + float(micros) / 1e6


def _queue(task: Any) -> str:
    """Tasks are named after their queue."""
    return str(task.name).partition(".")[0]
