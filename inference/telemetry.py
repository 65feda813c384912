"""What is counted while Playhead runs. Every process adds to one Redis hash, so that figures outlive each of them.

Standard library and redis only: web and workers of both kinds use it. editor/metrics.py reads it for Prometheus.
"""

import json
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import redis

SUMS, HERE = "telemetry:sums", "telemetry:here"
HERE_S = 20.0  # who has said nothing for so long is gone
SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Metric:
    """A counter, or with `buckets` (upper bounds) a histogram. Labels take few values, none of a person's making."""

    name: str
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


SHORT = (0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1.0, 2.0, 5.0, 10.0, 30.0)
FIRST_MASK = Metric("playhead_first_mask_seconds", "From a click to its mask on the screen", buckets=SHORT)
LEAD = Metric(
    "playhead_lead_seconds",
    "Masks ahead of a playhead that plays, while there are more to come: the least of some seconds",
    buckets=(0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0),
)
PLAYED = Metric("playhead_masked_play_seconds", "Time played where a clip has a mask")
STALLED = Metric("playhead_stalled_seconds", "Of that, time without the mask")
STALLS = Metric("playhead_stalls", "How often the playhead came to a frame without its mask")
SLICES = Metric("playhead_slices", "Slices of a matte that made something", ("state",))
FRAMES = Metric("playhead_matte_frames", "Matte frames made", ("state",))
LOADS = Metric("playhead_memory_loads", "Engine memories that a slice loaded or made anew")
WAIT = Metric(
    "playhead_queue_wait_seconds", "From a task's queueing to its begin", ("queue",), (0.01, 0.03, *SHORT, 120.0)
)
TASKS = Metric("playhead_tasks", "Tasks that ended", ("queue", "outcome"))
BUSY = Metric("playhead_worker_busy_seconds", "Time that workers spent in tasks", ("queue",))
MEDIA = Metric(
    "playhead_media_step_seconds",
    "Steps of an original's processing",
    ("step",),
    (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0),
)
METRICS = (FIRST_MASK, LEAD, PLAYED, STALLED, STALLS, SLICES, FRAMES, LOADS, WAIT, TASKS, BUSY, MEDIA)


class Tally:
    """Sums of this process that Redis has not been told of. Any thread may add."""

    def __init__(self) -> None:
        self._sums: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, metric: Metric, amount: float = 1.0, *labels: str) -> None:
        with self._lock:
            self._sums[_field(metric, labels, "")] += amount  # type: ignore[assignment]

    def observe(self, metric: Metric, value: float, *labels: str) -> None:
        """One more value of a histogram."""
        with self._lock:
            self._sums[_field(metric, labels, str(bisect_left(metric.buckets, value)))] += 1
            self._sums[_field(metric, labels, "sum")] += value  # type: ignore[assignment]

    @contextmanager
    def timed(self, metric: Metric, *labels: str) -> Iterator[None]:
        """Observes the block's seconds, if it ends well."""
        began = time.monotonic()
        yield
        self.observe(metric, time.monotonic() - began, *labels)

    def flush(self, client: Any) -> None:
        """What Redis does not take waits for the next time."""
        with self._lock:
            sums, self._sums = self._sums, Counter()
        try:
            with client.pipeline(transaction=False) as pipe:
                for field, amount in sums.items():
                    pipe.hincrbyfloat(SUMS, field, amount)
                pipe.execute()
        except (redis.RedisError, OSError):
            with self._lock:
                self._sums.update(sums)


tally = Tally()  # this process's


def _field(metric: Metric, labels: tuple[str, ...], part: str) -> str:
    assert len(labels) == len(metric.labels), f"{metric.name} has the labels {metric.labels}"
    return SEPARATOR.join((metric.name, *labels, part))


def read(client: Any) -> dict[tuple[str, ...], float]:
    """All sums, by metric, labels and part: '' of a counter; of a histogram the number of its bucket, or 'sum'."""
    found = client.hgetall(SUMS)
    return {tuple(field.decode().split(SEPARATOR)): float(value) for field, value in found.items()}


# -- who is here


def say_here(client: Any, name: str, **facts: Any) -> None:
    """A process's word of itself, to be said again within HERE_S."""
    with suppress(redis.RedisError, OSError):
        client.hset(HERE, name, json.dumps({"at": _now(client), **facts}))


def say_gone(client: Any, name: str) -> None:
    with suppress(redis.RedisError, OSError):
        client.hdel(HERE, name)


def who_is_here(client: Any) -> list[dict[str, Any]]:
    """The facts of those heard of lately. Forgets the others."""
    now, found = _now(client), []
    for name, raw in client.hgetall(HERE).items():
        facts = json.loads(raw)
        if now - facts.pop("at") < HERE_S:
            found.append(facts)
        else:
            client.hdel(HERE, name)
    return found


def _now(client: Any) -> float:
    """Redis's clock: those of the machines need not agree."""
    seconds, micros = client.time()
    return float(seconds) + float(micros) / 1e6
