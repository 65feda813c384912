"""Mattes that this process works on, each from its lease to the last write that was begun under it."""

import threading
from array import array
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import Any

import redis

from inference.contracts import FrameState, MatteJob, pack_state, valid_states
from inference.leases import Lease
from inference.live import Live, lease_name
from inference.rest import Rest

# Short, since people wait for the mattes of a dead worker. A live one that is held up for longer loses nothing unless
# another took the matte meanwhile, and then no more than a slice.
LEASE_MS = 3_000


class Hold:
    """One matte's lease, and what is there of it: at rest in S3, or made here and about to be."""

    def __init__(self, live: Live, lease: Lease, rest: Rest) -> None:
        self.live, self.lease, self.rest = live, lease, rest
        self.users = 0  # slices and writes that need the lease
        self.writings: list[Future[None]] = []  # of the last slices that made something
        self._frames: array[int] | None = None

    def states(self, job: MatteJob) -> bytes:
        """What is valid for the job. Asked of S3 where Redis lost it or never had it, or a worker died as it stored."""
        if self._frames is None:
            self._frames, is_sure = self.live.known()
            if not is_sure:
                found = self.rest.coverage({prompt.frame for prompt in job.prompts})
                self.live.cover({0: (0, FrameState.MISSING), **found}, is_all=True)
                self._frames = self.live.frames()
        return valid_states(self._frames, job.frame_count, job.invalidations)

    def packed(self, frame: int) -> int:
        return self._frames[frame] if self._frames and frame < len(self._frames) else 0

    def made(self) -> "array[int] | None":
        """pack_state() of each frame, stored or not; None where nobody asked yet."""
        return None if self._frames is None else self._frames[:]

    def cover(self, frames: Iterable[int], revision: int, state: FrameState) -> None:
        """These are made."""
        assert self._frames is not None
        for frame in frames:
            if frame >= len(self._frames):
                self._frames.extend([0] * (frame + 1 - len(self._frames)))
            self._frames[frame] = pack_state(revision, state)

    def forget(self) -> None:
        """Another process may have worked on it: ask again what is there."""
        self._frames, self.writings = None, []

    def settle(self) -> None:
        """Wait until what was made is stored. Raises what kept it from being so; it then counts for nothing."""
        writings, self.writings = self.writings, []
        failures = [failure for writing in writings if (failure := writing.exception())]
        if failures:
            self.forget()
            raise failures[0]


class Holds:
    """At most one for each matte. The lease goes back when neither a slice nor a write needs it."""

    def __init__(self, client: Any, rest: Callable[[str], Rest], on_knock: Callable[[str], None]) -> None:
        self._client, self._rest, self._on_knock = client, rest, on_knock
        self._held: dict[str, Hold] = {}
        self._lock = threading.Lock()

    @contextmanager
    def use(self, matte: str) -> Iterator[Hold | None]:
        """None while another process has it, which is asked to queue the matte when it lets go."""
        live = Live(self._client, matte)
        with self._lock:
            hold = self._held.get(matte)
            if hold is None:
                lease = Lease(self._client, lease_name(matte), LEASE_MS)
                is_ours = lease.take()
                if not is_ours:
                    live.knock()
                    is_ours = lease.take()  # its holder may have let go before it could hear that
                if is_ours:
                    hold = self._held[matte] = Hold(live, lease, self._rest(matte))
            if hold:
                hold.users += 1
        if hold is None:
            yield None
            return
        try:
            yield hold
        finally:
            self.leave(hold)

    def made(self, matte: str) -> "array[int] | None":
        """Of a matte that is held; None where Redis knows all there is."""
        hold = self._held.get(matte)
        return hold.made() if hold else None

    def keep(self, hold: Hold) -> None:
        """For a write; leave() when it is done."""
        with self._lock:
            hold.users += 1

    def leave(self, hold: Hold) -> None:
        with self._lock:
            hold.users -= 1
            if hold.users:
                return
            self._held.pop(hold.live.matte, None)
            hold.lease.give_back()
        with suppress(redis.RedisError):  # the sweep finds it
            if hold.live.was_knocked():
                self._on_knock(hold.live.matte)
