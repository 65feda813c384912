"""A matte's live state in Redis. Standard library and redis only: the web imports it too.

matte:<id>:job       JSON MatteJob            matte:<id>:revision  its revision, cheap to poll
matte:<id>:stream    finished frames, field f  matte:<id>:frames    pack_state() of each frame at rest in S3, u32
matte:<id>:viewers   viewer -> its hint        matte:<id>:moved     counts what a running slice should look up for
matte:<id>:speed     frames a second, measured matte:<id>:error     why the last slice failed
matte:<id>:queued    a waiting task's urgency      matte:<id>:knocked   a worker came while another had the lease
matte:<id>:cuts      first frames of scenes     matte:<id>:idle      the revision at which nothing more is wanted
matte:<id>:pictures  frame -> what was clicked in it, as its page saw it, while there is no proxy
matte:<id>:storing   S3 may have more than `frames` says: its worker is about to tell, or died on the way
lease:matte:<id>     who works on it           at_work:<person>    their mattes with a slice that runs

Times are Redis's own: the clocks of web servers and workers need not agree.
"""

import json
import sys
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import Any, NamedTuple

import redis

from inference import leases
from inference.contracts import FrameState, MatteJob, Viewer, pack_state, unpack_state, valid_states
from inference.urgency import LATER, LEVELS, list_of, urgency

STREAM_FRAMES = 3_000
HINT_SECONDS = 15.0  # a viewer that said nothing for so long has left
AT_WORK_S = 10.0  # a slice that began so long ago is a dead worker's
QUEUED_MS = 5_000
PICTURES_S = 6 * 3600
SMOOTHED_FRAMES = 4
# Where Redis lost what is at rest nothing is written, lest a part be taken for all of it.
_COVER = """
if redis.call('exists', KEYS[2]) == 0 then return 0 end
if ARGV[1] == '1' or redis.call('exists', KEYS[1]) == 1 then
  for i = 2, #ARGV, 2 do redis.call('setrange', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
redis.call('del', KEYS[3])
return 1
"""
_STORING = """
if redis.call('exists', KEYS[2]) == 0 then return 0 end
redis.call('set', KEYS[1], 1)
return 1
"""
_FORGET_IF_GONE = "if redis.call('exists', ARGV[1]) == 0 then redis.call('del', unpack(KEYS)) end"
_CLAIM = """
local waiting = redis.call('get', KEYS[1])
if waiting and tonumber(waiting) <= tonumber(ARGV[1]) then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
return 1
"""
_HINT = """
local now = redis.call('time')
redis.call('hset', KEYS[1], ARGV[1], now[1] * 1000 + math.floor(now[2] / 1000) .. ' ' .. ARGV[2])
redis.call('expire', KEYS[1], 3600)
"""
_PARTS = (
    *("job", "revision", "stream", "frames", "cuts", "viewers", "moved"),
    *("speed", "error", "queued", "knocked", "idle", "pictures", "storing"),
)

QUEUE = "gpu"

Redis = Any  # redis.Redis, whose stubs mix its synchronous and asynchronous answers


def connect(url: str) -> Redis:
    return redis.Redis.from_url(url, socket_timeout=10, socket_connect_timeout=5, health_check_interval=30)


def key(matte: str, part: str) -> str:
    return f"matte:{matte}:{part}"


def lease_name(matte: str) -> str:
    return f"matte:{matte}"


class Pulse(NamedTuple):
    revision: int  # -1 when the matte is gone
    moved: int  # how often its viewers did what could not be foreseen
    waiting: int  # the urgency of what waits in the queue of all mattes; LATER for nothing


class Live:
    """One matte's keys."""

    def __init__(self, client: Redis, matte: str) -> None:
        self.client = client
        self.matte = matte

    def _key(self, part: str) -> str:
        return key(self.matte, part)

    # the job

    def write_job(self, job: MatteJob, *, is_first: bool = False) -> None:
        """is_first: nothing was ever made of this matte, so that nobody needs to look in S3."""
        with self.client.pipeline() as pipe:
            if is_first:
                pipe.set(self._key("frames"), bytes(4), nx=True)
            pipe.set(self._key("job"), job.to_json())
            pipe.set(self._key("revision"), job.revision)
            pipe.execute()

    def job(self) -> MatteJob | None:
        raw = self.client.get(self._key("job"))
        return MatteJob.from_json(raw) if raw else None

    def keep_picture(self, frame: int, picture: bytes) -> None:
        """JPEG or WebP, as it came: nobody has looked into it."""
        self.client.hset(self._key("pictures"), str(frame), picture)
        self.client.expire(self._key("pictures"), PICTURES_S)

    def picture(self, frame: int) -> bytes | None:
        found: bytes | None = self.client.hget(self._key("pictures"), str(frame))
        return found

    def revision(self) -> int:
        """-1 when the matte is gone."""
        raw = self.client.get(self._key("revision"))
        return int(raw) if raw else -1

    def pulse(self) -> "Pulse":
        """What a slice asks at each frame."""
        with self.client.pipeline(transaction=False) as pipe:
            pipe.mget(self._key("revision"), self._key("moved"))
            for level in LEVELS:
                pipe.llen(list_of(QUEUE, level))
            (revision, moved), *waiting = pipe.execute()
        most_urgent = next((level for level, count in zip(LEVELS, waiting, strict=True) if count), LATER)
        return Pulse(int(revision) if revision else -1, int(moved or 0), most_urgent)

    def forget(self) -> None:
        """All keys of a deleted matte; a slice that runs stops at its next frame."""
        self.client.delete(*(self._key(part) for part in _PARTS))

    def forget_if_gone(self) -> None:
        """What a slice said before it heard that the matte was deleted."""
        self.client.eval(_FORGET_IF_GONE, len(_PARTS), *(self._key(part) for part in _PARTS), self._key("revision"))

    # frames

    def push(self, frame: bytes) -> str:
        """Give one finished frame to whoever watches. Returns its stream id."""
        found = self.client.xadd(self._key("stream"), {b"f": frame}, maxlen=STREAM_FRAMES, approximate=True)
        return found.decode() if isinstance(found, bytes) else str(found)

    def frames(self) -> "array[int]":
        """pack_state() of each frame at rest in S3, up to the last one; empty when only S3 knows."""
        return _unpacked(self.client.get(self._key("frames")))

    def coverage(self) -> dict[int, tuple[int, FrameState]]:
        """frame -> (revision, state) of what lies in S3."""
        return {frame: unpack_state(packed) for frame, packed in enumerate(self.frames()) if packed}

    def known(self) -> "tuple[array[int], bool]":
        """frames(), and whether S3 has nothing else."""
        raw, is_storing = self.client.mget(self._key("frames"), self._key("storing"))
        return _unpacked(raw), bool(raw and not is_storing)

    def storing(self) -> bool:
        """Said before something goes to S3 that cover() will tell of. False for a matte that is gone."""
        return bool(self.client.eval(_STORING, 2, self._key("storing"), self._key("revision")))

    def cover(self, frames: Mapping[int, tuple[int, FrameState]], *, is_all: bool = False) -> bool:
        """These lie in S3; is_all: and no others. False, and nothing is written, for a matte that is gone."""
        runs: list[int | bytes] = []
        after = -1
        for frame in sorted(frames):
            packed = pack_state(*frames[frame]).to_bytes(4, "little")
            if frame == after and isinstance(runs[-1], bytes):
                runs[-1] += packed
            else:
                runs += [4 * frame, packed]
            after = frame + 1
        keys = (self._key("frames"), self._key("revision"), self._key("storing"))
        return bool(self.client.eval(_COVER, len(keys), *keys, int(is_all), *runs))

    def cuts(self) -> set[int]:
        """Frames found to be the first of a new scene."""
        return {int(frame) for frame in self.client.smembers(self._key("cuts"))}

    def found_cut(self, frame: int) -> None:
        self.client.sadd(self._key("cuts"), frame)

    # viewers

    def hint(self, viewer_id: str, viewer: Viewer) -> None:
        self.client.eval(_HINT, 1, self._key("viewers"), viewer_id, json.dumps(asdict(viewer)))

    def move(self) -> None:
        """A playhead did what could not be foreseen: a slice that runs looks again what is wanted most."""
        self.client.incr(self._key("moved"))

    def leave(self, viewer_id: str) -> None:
        self.client.hdel(self._key("viewers"), viewer_id)

    def viewers(self) -> list[Viewer]:
        """Those heard of lately, each where it must be by now."""
        with self.client.pipeline() as pipe:
            pipe.time()
            pipe.hvals(self._key("viewers"))
            (seconds, micros), hints = pipe.execute()
        now_ms = int(seconds) * 1000 + int(micros) // 1000
        found = []
        for raw in hints:
            at_ms, _, hint = raw.partition(b" ")
            age = max(0.0, (now_ms - float(at_ms)) / 1000)
            if age < HINT_SECONDS:
                found.append(_moved_on(json.loads(hint), min(age, 2.0)))
        return found

    # the worker's figures

    def speed(self) -> float:
        raw = self.client.get(self._key("speed"))
        return float(raw) if raw else 0.0

    def measured(self, frames: int, seconds: float) -> float:
        """So many frames took so long. Smoothed: few say little, and a slow slice does not make the next ones tiny.

        Returns the speed.
        """
        old = self.speed()
        if frames < 1 or seconds <= 0:
            return old
        new, share = seconds / frames, frames / (frames + SMOOTHED_FRAMES)
        each = (1 - share) / old + share * new if old else new
        self.client.set(self._key("speed"), f"{1 / each:.2f}")
        return 1 / each

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

    def wants_work(self, *, though_held: bool = False) -> bool:
        """Whether there is a job that is neither finished nor failed, nor worked on unless `though_held`."""
        with self.client.pipeline() as pipe:
            for part in ("revision", "idle", "error"):
                pipe.get(self._key(part))
            pipe.exists(leases.key(lease_name(self.matte)))
            revision, idle, error, held = pipe.execute()
        return bool(revision) and revision != idle and not error and not held

    def is_worked_on(self) -> bool:
        return bool(self.client.exists(leases.key(lease_name(self.matte))))

    def urgency(self, frames: "array[int] | None" = None) -> int:
        """Of its next slice. frames: pack_state() of each, where somebody knows more than frames()."""
        job = self.job()
        if job is None:
            return LATER
        return urgency(
            states=valid_states(self.frames() if frames is None else frames, job.frame_count, job.invalidations),
            prompts=[prompt.frame for prompt in job.prompts],
            viewers=self.viewers(),
            rate=job.rate[0] / max(job.rate[1], 1),
            others_at_work=self.others_at_work(job.owner),
            cuts=self.cuts(),
        )

    def claim_queueing(self, urgency: int) -> bool:
        """True for the one who may queue a task now; others need not while one waits as urgently already."""
        return bool(self.client.eval(_CLAIM, 1, self._key("queued"), urgency, QUEUED_MS))

    @contextmanager
    def at_work(self, owner: str) -> Iterator[None]:
        """While the block runs, other mattes of the same person are less urgent."""
        if not owner:
            yield
            return
        name = f"at_work:{owner}"
        self.client.zadd(name, {self.matte: self._seconds()})
        self.client.expire(name, 60)
        try:
            yield
        finally:
            with suppress(redis.RedisError):  # it grows old by itself
                self.client.zrem(name, self.matte)

    def others_at_work(self, owner: str) -> int:
        """Slices of other mattes of that person which run now."""
        if not owner:
            return 0
        name, since = f"at_work:{owner}", self._seconds() - AT_WORK_S
        own = self.client.zscore(name, self.matte)
        return int(self.client.zcount(name, since, "inf")) - bool(own and own >= since)

    def _seconds(self) -> float:
        seconds, micros = self.client.time()
        return int(seconds) + int(micros) / 1e6

    def task_began(self) -> None:
        self.client.delete(self._key("queued"))

    def knock(self) -> None:
        """Ask the holder of the lease to queue the matte when it lets go."""
        self.client.set(self._key("knocked"), 1, ex=60)

    def was_knocked(self) -> bool:
        """True once for each time that somebody did."""
        return bool(self.client.delete(self._key("knocked")))


def _unpacked(raw: bytes | None) -> "array[int]":
    found = array("I", raw or b"")
    if sys.byteorder == "big":
        found.byteswap()
    return found


def _moved_on(hint: dict[str, Any], seconds: float) -> Viewer:
    rate, loop = float(hint["rate"]), hint["loop"]
    frame = int(hint["frame"] + rate * seconds)
    if loop and loop[0] <= hint["frame"] <= loop[1]:
        frame = loop[0] + (frame - loop[0]) % (loop[1] - loop[0] + 1)
    return Viewer(max(frame, 0), rate, bool(hint["visible"]), (int(loop[0]), int(loop[1])) if loop else None)
