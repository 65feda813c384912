"""One slice's mattes on their way out: each packed and pushed the moment it exists, all stored when the slice ends."""

import itertools
import threading
import uuid
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

import redis

from inference import mattes
from inference.contracts import FrameState, MatteJob, SceneCut
from inference.engines.base import Alpha
from inference.fills import Fills
from inference.holds import Hold, Holds
from inference.interpolate import Luma
from inference.live import Live
from inference.mattes import MatteFrame
from inference.storage import Away
from inference.telemetry import FRAMES, SLICES, tally
from inference.words import sentence

AWAY_PAUSE_S = 10  # longer than the task waits before it tries again
TOLD_S = 10  # of a cut, while work goes on elsewhere: should the worker die, nobody else may wait for longer
QUEUED = 2  # jobs on their way to the writer before the engine waits: what it makes is to be seen


def say_away(live: Live) -> None:
    live.set_error(
        sentence("The media storage does not answer. The mask goes on by itself when it is back."), for_s=AWAY_PAUSE_S
    )


def cut_sentence(cuts: Collection[int], job: MatteJob) -> str:
    """What a person is told while frames stay missing because no one clicked in their scene; '' when none do."""
    humans = [prompt.frame for prompt in job.prompts]
    scenes = itertools.pairwise([0, *sorted(cuts), job.frame_count])
    unruled = [start for start, stop in scenes if not any(start <= frame < stop for frame in humans)]
    return str(SceneCut(unruled[0])) if unruled and humans else ""


def _runs(frames: list[tuple[int, bytes]]) -> list[list[tuple[int, bytes]]]:
    """Without a gap in each."""
    runs: list[list[tuple[int, bytes]]] = []
    for each in sorted(frames):
        if runs and runs[-1][-1][0] == each[0] - 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


class Batch:
    """The methods are the engine's thread's; what they hand over is done by the writer, in order.

    A job that fails makes the next add(), fill() or the hold's settle() raise what it raised, and nothing is stored.
    """

    def __init__(
        self, hold: Hold, job: MatteJob, state: FrameState, writer: ThreadPoolExecutor, fills: Fills, group: int = 1
    ) -> None:
        """group: see Fills."""
        self.job, self.state = job, state
        self.group, self._fills = group, fills
        self.anchors = 0  # frames that the engine saw
        self._hold, self._writer = hold, writer
        self._frames: list[int] = []  # handed over
        self._packed: list[tuple[int, bytes]] = []  # pushed; the writer's
        self._memory: tuple[str, int, Future[bytes]] | None = None
        self._room = threading.Semaphore(QUEUED)
        self._jobs: list[tuple[Future[None], range]] = []  # and the frames that each fills in

    @property
    def count(self) -> int:
        return len(self._frames)

    def add(self, frame: int, alpha: Alpha, *, is_awaited: bool = False) -> None:
        """is_awaited: somebody waits for it; it is pushed before this returns."""
        self.anchors += 1
        self._frames.append(frame)
        if is_awaited:
            self._push(frame, alpha)
        else:
            self._hand_over(lambda: self._push(frame, alpha))

    def fill(self, frames: range, lumas: "Future[list[Luma]] | None", first: Alpha, last: Alpha) -> None:
        """The frames between two anchors. lumas: of the first anchor, the frames, the last anchor; None: see Fills."""
        if not frames:
            return
        self._frames.extend(frames)

        def push() -> None:
            for near, alpha in self._fills.make(frames, lumas, first, last, self.group):
                self._push(near[0], mattes.snap(alpha), near[1:])

        self._hand_over(push, frames)

    def drop_fills(self) -> None:
        """Those that are not begun: what they were wanted for is past."""
        for job, frames in self._jobs:
            if frames and job.cancel():
                self._frames = [frame for frame in self._frames if frame not in frames]
        self._jobs = [(job, frames) for job, frames in self._jobs if not job.cancelled()]

    def keep_memory(self, chain: str, last: int, pack: Callable[[], bytes]) -> "Future[bytes]":
        """Have the engine's memory stored with the frames. The memory must stand still until the future is done."""
        dumped = self._writer.submit(pack)
        self._memory = (chain, last, dumped)
        return dumped

    def finish(self, holds: Holds, *, in_haste: bool = False) -> int:
        """Store what was made, behind the next slice. Returns how many frames that is.

        in_haste: somebody waits for the engine, which does not wait here for the slice before to be stored.
        """
        if self._frames:
            tally.add(SLICES, 1, self.state.name.lower())
            tally.add(FRAMES, len(self._frames), self.state.name.lower())
            if len(self._hold.writings) > in_haste:
                self._hold.settle()  # no more are under way
            self._hold.cover(self._frames, self.job.revision, self.state)
            holds.keep(self._hold)
            self._hold.writings.append(self._writer.submit(self._store, holds))
        return len(self._frames)

    def _hand_over(self, work: Callable[[], None], frames: range = range(0)) -> None:
        self._room.acquire()

        def run() -> None:
            try:
                work()
            finally:
                self._room.release()

        for job, _ in self._jobs:
            if job.done():
                job.result()
        self._jobs = [(job, filled) for job, filled in self._jobs if not job.done()]
        self._jobs.append((self._writer.submit(run), frames))

    def _push(self, frame: int, alpha: Alpha, same: range = range(0)) -> None:
        """same: frames that show it too."""
        matte = uuid.UUID(self.job.matte)
        is_draft = self.state == FrameState.DRAFT
        data = mattes.encode(MatteFrame(matte, self.job.revision, frame, self.state, alpha), is_quick=is_draft)
        for each in (frame, *same):
            named = data if each == frame else mattes.renumbered(data, each)
            self._hold.live.push(named)
            self._packed.append((each, named))

    def _store(self, holds: Holds) -> None:
        """The chunk, the memory, then the word that they are there: a frame counts as done once it is at rest.

        In this order no memory is ever ahead of the frames, whenever the process dies.
        """
        hold = self._hold
        try:
            for job, _ in self._jobs:
                job.result()
            hold.lease.confirm()
            if not hold.live.storing():
                return  # deleted meanwhile
            stored = [
                hold.rest.put(self.job.revision, self.state == FrameState.DRAFT, run) for run in _runs(self._packed)
            ]
            if self._memory:
                chain, last, dumped = self._memory
                stored.append(hold.rest.put_memory(chain, last, dumped.result()))
            if not hold.live.cover({frame: (self.job.revision, self.state) for frame, _ in self._packed}):
                # deleted meanwhile: what was stored came after the last look at what there is to be deleted
                hold.lease.confirm()
                hold.rest.remove(stored)
                return
            sentence = cut_sentence(hold.live.cuts(), self.job)
            if sentence or hold.live.error():
                hold.live.set_error(sentence, for_s=TOLD_S)
        except Away:
            say_away(hold.live)
            raise
        finally:
            with suppress(redis.RedisError):
                hold.live.forget_if_gone()
            holds.leave(hold)
