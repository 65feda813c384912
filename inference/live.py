"""A matte's live state in Redis. Standard library and redis only: the web imports it too.

matte:<id>:job       JSON MatteJob            matte:<id>:revision  its revision, cheap to poll
matte:<id>:stream    finished frames, field f  matte:<id>:coverage  frame -> 'revision:state', once at rest in S3
matte:<id>:viewers   viewer -> JSON hint       matte:<id>:speed     frames a second, measured
matte:<id>:error     why the last slice failed matte:<id>:queued    a task waits already
matte:<id>:idle      the revision at which nothing more is wanted
lease:matte:<id>     who works on it
"""

import json
import time
from typing import Any

import redis

from inference import leases
from inference.contracts import FrameState, MatteJob, Viewer

STREAM_FRAMES = 3_000
HINT_SECONDS = 15.0  # a viewer that said nothing for so long has left
QUEUED_MS = 5_000

Redis = Any  # redis.Redis, whose stubs mix its synchronous and asynchronous answers


def connect(url: str) -> Redis:
    return redis.Redis.from_url(url, socket_timeout=10, socket_connect_timeout=5, health_check_interval=30)


def key(matte: str, part: str) -> str:
    return f"matte:{matte}:{part}"


def lease_name(matte: str) -> str:
    return f"matte:{matte}"


class Live:
    """One matte's keys."""

    def __init__(self, client: Redis, matte: str) -> None:
        self.client = client
        self.matte = matte

    def _key(self, part: str) -> str:
        return key(self.matte, part)

    # the job

    def write_job(self, job: MatteJob) -> None:
        with self.client.pipeline() as pipe:
            pipe.set(self._key("job"), job.to_json())
            pipe.set(self._key("revision"), job.revision)
            pipe.execute()

    def job(self) -> MatteJob | None:
        raw = self.client.get(self._key("job"))
        return MatteJob.from_json(raw) if raw else None

    def revision(self) -> int:
        """-1 when the matte is gone."""
        raw = self.client.get(self._key("revision"))
        return int(raw) if raw else -1

    def forget(self) -> None:
        """All keys of a deleted matte; a slice that runs stops at its next frame."""
        parts = ("job", "revision", "stream", "coverage", "viewers", "speed", "error", "queued", "idle")
        self.client.delete(*(self._key(part) for part in parts))

    # frames

    def push(self, frame: bytes) -> str:
        """Give one finished frame to whoever watches. Returns its stream id."""
        found = self.client.xadd(self._key("stream"), {b"f": frame}, maxlen=STREAM_FRAMES, approximate=True)
        return found.decode() if isinstance(found, bytes) else str(found)

    def coverage(self) -> dict[int, tuple[int, FrameState]]:
        """frame -> (revision, state) of what lies in S3."""
        found = {}
        for frame, value in self.client.hgetall(self._key("coverage")).items():
            revision, state = value.split(b":")
            found[int(frame)] = (int(revision), FrameState(int(state)))
        return found

    def cover(self, frames: dict[int, tuple[int, FrameState]]) -> None:
        if frames:
            values = {frame: f"{revision}:{int(state)}" for frame, (revision, state) in frames.items()}
            self.client.hset(self._key("coverage"), mapping=values)

    def cuts(self) -> set[int]:
        """Frames found to be the first of a new scene."""
        return {int(frame) for frame in self.client.smembers(self._key("cuts"))}

    def found_cut(self, frame: int) -> None:
        self.client.sadd(self._key("cuts"), frame)

    # viewers

    def hint(self, viewer_id: str, viewer: Viewer) -> None:
        value = {"frame": viewer.frame, "rate": viewer.rate, "visible": viewer.visible, "at": time.time()}
        with self.client.pipeline() as pipe:
            pipe.hset(self._key("viewers"), viewer_id, json.dumps(value))
            pipe.expire(self._key("viewers"), 3600)
            pipe.execute()

    def leave(self, viewer_id: str) -> None:
        self.client.hdel(self._key("viewers"), viewer_id)

    def viewers(self) -> list[Viewer]:
        """Those heard of lately, each where it must be by now."""
        now, found = time.time(), []
        for raw in self.client.hgetall(self._key("viewers")).values():
            hint = json.loads(raw)
            age = max(0.0, now - hint["at"])
            if age < HINT_SECONDS:
                frame = int(hint["frame"] + hint["rate"] * min(age, 2.0))
                found.append(Viewer(max(frame, 0), float(hint["rate"]), bool(hint["visible"])))
        return found

    # the worker's figures

    def speed(self) -> float:
        raw = self.client.get(self._key("speed"))
        return float(raw) if raw else 0.0

    def measured(self, frames_per_second: float) -> None:
        """Smoothed, so that one slow slice does not make the next ones tiny."""
        old = self.speed()
        self.client.set(self._key("speed"), f"{0.5 * old + 0.5 * frames_per_second if old else frames_per_second:.2f}")

    def error(self) -> str:
        raw = self.client.get(self._key("error"))
        return raw.decode() if raw else ""

    def lasting_error(self) -> str:
        """The error unless it passes by itself."""
        return self.error() if self.client.ttl(self._key("error")) == -1 else ""

    def set_error(self, sentence: str, for_s: int | None = None) -> None:
        """Nothing is tried again while it stands: until the next prompt, or for `for_s` seconds."""
        if sentence:
            self.client.set(self._key("error"), sentence, ex=for_s)
        else:
            self.client.delete(self._key("error"))

    # the queue

    def set_idle(self, revision: int) -> None:
        """Nothing more is wanted at this revision."""
        self.client.set(self._key("idle"), revision)

    def wants_work(self) -> bool:
        """Whether there is a job that is neither finished, failed, nor worked on."""
        with self.client.pipeline() as pipe:
            for part in ("revision", "idle", "error"):
                pipe.get(self._key(part))
            pipe.exists(leases.key(lease_name(self.matte)))
            revision, idle, error, held = pipe.execute()
        return bool(revision) and revision != idle and not error and not held

    def is_worked_on(self) -> bool:
        return bool(self.client.exists(leases.key(lease_name(self.matte))))

    def claim_queueing(self) -> bool:
        """True for the one who may queue a task now; others need not, one waits already."""
        return bool(self.client.set(self._key("queued"), 1, nx=True, px=QUEUED_MS))

    def task_began(self) -> None:
        self.client.delete(self._key("queued"))
