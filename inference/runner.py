"""One slice: lease, what is wanted, frames, engine; behind it push, chunk, checkpoint. Celery's task calls run_slice().

Three threads share it: the reader decodes and encodes ahead, the caller's thread steps the engine, the writer packs,
pushes and stores in order while the next slice runs already. What is not stored yet is never more than a slice, and one
more that ended early for a click or a seek.
"""

import logging
import threading
import time
from array import array
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from inference import leases, mattes
from inference.cache import WarmCache
from inference.contracts import SLICE_SECONDS, FrameState, InferenceError, MatteJob, SceneCut, Slice, unpack_state
from inference.engines.base import Alpha, Engine
from inference.fills import Fills
from inference.heads import Head, Heads, Look
from inference.holds import Hold, Holds
from inference.live import Live, Pulse
from inference.reader import Reader
from inference.rest import Rest
from inference.schedule import JUMP_STEPS, MAX_STRIDE, next_slice, scene_of
from inference.standing import Standing
from inference.storage import Away, Storage
from inference.turns import Turns
from inference.urgency import urgency
from inference.words import sentence
from inference.writing import Batch, cut_sentence, say_away

log = logging.getLogger(__name__)
FAULT_PAUSE_S = 15
ALPHAS_BYTES = 64 * 1024 * 1024
OVERLAP_S = 0.2  # of a slice, until the one before must be stored


class Runner:
    """What a worker process keeps between slices. All of it may be lost: a checkpoint brings the memory back."""

    def __init__(self, client: Any, storage: Storage, engine: Engine, queue: Callable[[str], None]) -> None:
        """`queue` is told of mattes that want more, from any thread."""
        self._engine, self._queue = engine, queue
        self._client, self._storage = client, storage
        self._reader = Reader(storage, engine)
        self._writer = ThreadPoolExecutor(1, "writer")
        self._holds = Holds(client, lambda matte: Rest(storage, matte), queue)
        self._heads = Heads(engine)
        self._alphas = WarmCache(ALPHAS_BYTES)
        self._stopping = threading.Event()
        self._turns, self._fills = Turns(), Fills()
        self._speed = 0.0  # frames a second, as measured last
        self._jump_s = 0.0  # what the last jump took

    def stop(self) -> None:
        """Slices end at their next frame and are handed over. From any thread, also a signal's handler."""
        self._stopping.set()

    def made(self, matte: str) -> "array[int] | None":
        """pack_state() of each frame of a matte that is being worked on, stored or not; None for others."""
        return self._holds.made(matte)

    def close(self) -> None:
        """Wait until all that was made is stored."""
        self._writer.shutdown()

    def expect(self, proxy: str, frame: int) -> None:
        """Somebody may click there soon. The picture is made ready beside whatever comes next."""
        done = self._reader.encoded(proxy, frame)
        done.add_done_callback(lambda done: self._reader.drop(proxy) if done.exception() else None)

    def run_slice(self, matte: str) -> int:
        """Work on what is wanted most, for a second at most; queue the matte when more is. Returns frames made."""
        Live(self._client, matte).task_began()
        with self._holds.use(matte) as hold:
            if hold is None:
                return 0
            live = hold.live
            job = live.job()
            if job is None:
                return 0
            made, wants_more = 0, False
            try:
                with live.at_work(job.owner):
                    made, wants_more = self._work(hold, job)
            except leases.Lost:
                hold.forget()
                return 0  # another worker has it: neither frames nor errors are ours to write
            except Away as error:
                log.warning("matte %s: %s", matte, error)
                say_away(live)
                self._reader.drop(job.proxy_key)
                raise
            except InferenceError as error:
                log.warning("matte %s: %s", matte, error)
                live.set_error(str(error))
            except Exception:
                # Redis away, or a fault of ours: the sweep queues it again when this has passed
                fault = sentence("The mask could not be made because of a fault in the worker; it is tried again.")
                live.set_error(fault, for_s=FAULT_PAUSE_S)
                raise
            revision = live.revision()
            if revision < 0:
                live.forget_if_gone()
            elif wants_more or revision > job.revision:  # a newer prompt may be a better one
                self._queue(matte)
        return made

    def _work(self, hold: Hold, job: MatteJob) -> tuple[int, bool]:
        """Frames made, and whether more is wanted."""
        live, made, turn = hold.live, 0, self._turns.begin(job.matte)
        while True:
            pulse = live.pulse()
            if pulse.revision != job.revision:
                later = live.job()
                if later is None:
                    return made, False
                job, pulse = later, pulse._replace(revision=later.revision)
            states, viewers = hold.states(job), live.viewers()
            prompts = [prompt.frame for prompt in job.prompts]
            rate = job.rate[0] / max(job.rate[1], 1)
            cuts, others = live.cuts(), live.others_at_work(job.owner)
            level = urgency(
                states=states, prompts=prompts, viewers=viewers, rate=rate, others_at_work=others, cuts=cuts
            )
            speed = live.speed() or self._speed
            found = next_slice(
                states=states,
                prompts=prompts,
                viewers=viewers,
                speed=speed,
                share=turn.share,
                seconds=turn.seconds,
                rate=rate,
                jump_steps=self._jump_s * speed if self._jump_s and speed else JUMP_STEPS,
                cuts=cuts,
            )
            if found is None or not (job.proxy_key or found.state == FrameState.HUMAN):
                hold.settle()
                hold.rest.tidy()
                live.set_error(cut_sentence(live.cuts(), job))
                live.set_idle(job.revision)
                return made, live.revision() > job.revision
            if pulse.waiting < level:
                return made, True
            make = {FrameState.HUMAN: self._prompted, FrameState.DRAFT: self._drafted}.get(found.state, self._followed)
            pace = max((abs(viewer.rate) for viewer in viewers if viewer.visible), default=0.0) or rate
            group = self._fills.group(turn.share, pace)
            batch, after = Batch(hold, job, found.state, self._writer, self._fills, group), pulse

            def ends(pulse: Pulse = pulse, level: int = level) -> bool:
                return self._ends(hold, pulse, level)

            try:
                make(hold, job, found, batch, ends)
                after = live.pulse()
            finally:
                is_overruled, is_moved = after.revision != pulse.revision, after.moved != pulse.moved
                must_yield = after.waiting < level
                made += batch.finish(self._holds, in_haste=is_overruled or is_moved or must_yield)
            # a click is answered and a playhead that moved followed at once, not behind others' slices
            goes_on = is_overruled or (is_moved and not must_yield)
            if not goes_on or turn.is_over(SLICE_SECONDS if is_overruled else 0.0) or self._stopping.is_set():
                return made, True

    def _ends(self, hold: Hold, pulse: Pulse, level: int) -> bool:
        """Whether a slice has to stop before its next frame: for news of its matte, or something more urgent."""
        if hold.lease.is_lost:  # by the clock: another need not have it
            hold.lease.confirm()
        now = hold.live.pulse()
        return self._stopping.is_set() or now[:2] != pulse[:2] or now.waiting < level

    # -- the kinds of slice

    def _prompted(self, hold: Hold, job: MatteJob, found: Slice, batch: Batch, ends: Callable[[], bool]) -> None:
        """One frame that a human ruled."""
        frame = found.start
        encoding = self._encoded_for_prompt(hold, job, frame)
        prompt = next(prompt for prompt in job.prompts if prompt.frame == frame)
        prior = None
        if len(job.prompts) > 1 or not prompt.keeps:
            prior = self._believed(hold, job, frame)
        alpha = mattes.snap(self._engine.segment(encoding.result(), prompt, prior))
        self._made(batch, frame, alpha, is_awaited=True)

    def _encoded_for_prompt(self, hold: Hold, job: MatteJob, frame: int) -> "Future[Any]":
        if job.proxy_key:
            return self._reader.encoded(job.proxy_key, frame)
        picture = hold.live.picture(frame)
        if picture is None:
            raise InferenceError(sentence("The clicked picture got lost: the mask comes when the clip is uploaded."))
        return self._reader.encoded_picture(picture)

    def _followed(self, hold: Hold, job: MatteJob, found: Slice, batch: Batch, ends: Callable[[], bool]) -> None:
        """Final frames, each from its neighbour."""
        look = self._look(hold, job)
        head = self._heads.find(hold, job, found, look)
        self._heads.keep(job, head)
        began = time.perf_counter()
        for frame, encoded in self._reader.ahead(job.proxy_key, found.frames()):
            if ends():
                break
            try:
                believed = look.standing.alpha(frame)
                alpha = mattes.snap(self._engine.step(head.memory, frame, encoded, believed))
            except SceneCut:
                hold.live.found_cut(max(frame, frame - found.step))  # the schedule does not ask beyond it again
                break
            head.last = frame
            self._made(batch, frame, alpha)
            if time.perf_counter() - began > OVERLAP_S:
                hold.settle()
        self._speed = hold.live.measured(batch.anchors, time.perf_counter() - began)
        if batch.count:
            head.dumped = batch.keep_memory(head.chain, head.last, lambda: self._heads.pack(head))

    def _drafted(self, hold: Hold, job: MatteJob, found: Slice, batch: Batch, ends: Callable[[], bool]) -> None:
        """Drafts: anchors at a stride, and what lies between them along the picture's motion."""
        look = self._look(hold, job)
        scene = scene_of(hold.live.cuts(), found.start, job.frame_count)
        head = self._heads.branch(job, found, scene, look, ends)
        self._heads.keep(job, head)
        is_alone = found.source == found.start
        before: Alpha | None = None if is_alone else look.alpha(found.source)
        jumps = 1 if is_alone and not found.approach else 0
        way = 1 if found.step > 0 else -1
        began = time.perf_counter()
        source = None if is_alone else found.source
        anchors = self._reader.anchors(job.proxy_key, found.frames(), source, with_lumas=batch.group > 0)
        for frame, encoded, lumas in anchors:
            if ends():
                batch.drop_fills()
                break
            is_jump = batch.anchors < jumps
            try:
                alpha = mattes.snap((self._jump if is_jump else self._engine.step)(head.memory, frame, encoded))
            except SceneCut:
                if abs(frame - head.last) > MAX_STRIDE:
                    alpha = mattes.snap(self._jump(head.memory, frame, encoded))
                else:
                    self._crept(hold, job, head, range(head.last + way, frame + way, way), batch, ends)
                    break
            self._made(batch, frame, alpha)
            if before is not None:
                batch.fill(range(head.last + way, frame, way), lumas, before, alpha)
            head.last, before = frame, alpha
            if is_jump:
                began = time.perf_counter()
            if time.perf_counter() - began > OVERLAP_S:
                hold.settle()
        self._speed = hold.live.measured(batch.anchors - jumps, time.perf_counter() - began)

    def _crept(
        self, hold: Hold, job: MatteJob, head: Head, frames: range, batch: Batch, ends: Callable[[], bool]
    ) -> None:
        """Drafts without a stride, as the picture seems to cut somewhere on the way: where it does is found."""
        for frame, encoded in self._reader.ahead(job.proxy_key, frames):
            if ends():
                return
            try:
                alpha = mattes.snap(self._engine.step(head.memory, frame, encoded))
            except SceneCut:
                hold.live.found_cut(max(frame, frame - frames.step))
                return
            self._made(batch, frame, alpha)
            head.last = frame

    def _jump(self, memory: Any, frame: int, encoded: Any) -> Alpha:
        """The engine's, remembered, and measured."""
        began = time.perf_counter()
        alpha = self._engine.jump(memory, frame, encoded)
        self._jump_s = time.perf_counter() - began
        self._engine.restart(memory)
        self._engine.remember(memory, frame, encoded, alpha, is_human=False)
        return alpha

    # -- mattes

    def _made(self, batch: Batch, frame: int, alpha: Alpha, *, is_awaited: bool = False) -> None:
        batch.add(frame, alpha, is_awaited=is_awaited)
        job = batch.job
        self._alphas.put(f"{job.matte} {frame} {job.revision} {int(batch.state)}", alpha, alpha.nbytes)

    def _believed(self, hold: Hold, job: MatteJob, frame: int) -> Alpha | None:
        """What the machine made of a frame last."""
        state = unpack_state(hold.packed(frame))[1]
        if state in (FrameState.DRAFT, FrameState.FINAL):
            return self._look(hold, job).alpha(frame)
        return hold.rest.alpha(frame, states={FrameState.DRAFT, FrameState.FINAL})

    def _look(self, hold: Hold, job: MatteJob) -> Look:
        def alpha(frame: int) -> Alpha:
            revision, state = unpack_state(hold.packed(frame))
            found: Alpha | None = self._alphas.get(f"{job.matte} {frame} {revision} {int(state)}")
            if found is None:
                hold.settle()
                found = hold.rest.alpha(frame, revision)
            if found is None:
                raise InferenceError(
                    sentence(
                        "The finished mask of frame {frame} is missing from storage: click there again.", frame=frame
                    )
                )
            return found

        def ahead(frames: Iterable[int]) -> Any:
            return self._reader.ahead(job.proxy_key, frames)

        standing = Standing(hold.rest, job)
        return Look(lambda frame: self._reader.encoded(job.proxy_key, frame).result(), ahead, alpha, standing)
