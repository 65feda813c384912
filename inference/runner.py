"""One slice: lease, what is wanted, frames, engine, push, chunk, checkpoint. Celery's task calls run_slice()."""

import hashlib
import json
import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from inference import leases, mattes
from inference.cache import WarmCache
from inference.contracts import FrameState, InferenceError, MatteJob, Prompt, SceneCut, Slice, is_stale
from inference.engines.base import Alpha, Engine
from inference.frames import Clip, open_proxy
from inference.leases import Lease
from inference.live import Live, lease_name
from inference.mattes import MatteFrame
from inference.schedule import next_slice
from inference.storage import Away, Missing, Storage

log = logging.getLogger(__name__)
FAULT_PAUSE_S = 15
AWAY_PAUSE_S = 10  # longer than the task waits before it tries again
WARM_BYTES = 600 * 1024 * 1024
CLIP_BYTES = 60 * 1024 * 1024  # of an open proxy: decoded frames and blocks
MEMORY_BYTES = 20 * 1024 * 1024  # of an engine's memory
MIN_MEASURED = 4  # frames, fewer say little about speed


@dataclass
class Head:
    """Where an engine's memory stands: `last` is the frame it saw last, going `step`, under prompts `signature`."""

    memory: Any
    last: int
    step: int
    signature: str


class Runner:
    """What a worker process keeps between slices. All of it may be lost: a checkpoint brings the memory back."""

    def __init__(self, client: Any, storage: Storage, engine: Engine) -> None:
        self._client = client
        self._storage = storage
        self._engine = engine
        self._warm = WarmCache(WARM_BYTES)

    def run_slice(self, matte: str, queue: Callable[[str], None]) -> int:
        """Work on what is wanted most, for a second at most. Calls `queue` when more is wanted. Returns frames made."""
        live = Live(self._client, matte)
        live.task_began()
        made, wants_more = 0, False
        with leases.lease(self._client, lease_name(matte)) as lease:
            if lease is None:
                return 0  # its holder looks again when it ends
            job = live.job()
            if job is None:
                return 0
            try:
                made, wants_more = self._work(live, lease, job)
                if live.error() != (sentence := _cut_sentence(live, job)):
                    live.set_error(sentence)
            except leases.Lost:
                self._warm.drop(f"head:{matte}")
                return 0  # another worker has it: neither frames nor errors are ours to write
            except Away as error:
                log.warning("matte %s: %s", matte, error)
                sentence = "The media storage does not answer. The mask goes on by itself when it is back."
                live.set_error(sentence, for_s=AWAY_PAUSE_S)
                self._warm.drop(f"clip:{job.proxy_key}")  # its decoder stopped in the middle of a read
                raise
            except InferenceError as error:
                log.warning("matte %s: %s", matte, error)
                live.set_error(str(error))
                wants_more = live.revision() > job.revision  # a newer prompt may be a better one
            except Exception:
                # Redis away, or a fault of ours: the sweep queues it again when this has passed
                sentence = "The mask could not be made because of a fault in the worker; it is tried again."
                live.set_error(sentence, for_s=FAULT_PAUSE_S)
                raise
        if wants_more or live.revision() > job.revision:
            queue(matte)
        return made

    def _work(self, live: Live, lease: Lease, job: MatteJob) -> tuple[int, bool]:
        coverage = live.coverage() or self._rebuild_coverage(live, job)
        done = {f for f, (revision, _) in coverage.items() if not is_stale(f, revision, job.invalidations)}
        prompted = {prompt.frame: prompt for prompt in job.prompts}
        speed, cuts = live.speed(), live.cuts()
        found = next_slice(
            frame_count=job.frame_count,
            prompts=prompted,
            done=done,
            viewers=live.viewers(),
            speed=speed,
            cuts=cuts,
        )
        if found is None:
            live.set_idle(job.revision)
            return 0, False
        clip = self._clip(job)
        if found.start in prompted:
            return self._prompted(live, job, clip, prompted[found.start]), True
        return self._propagate(live, lease, job, clip, found), True

    # -- the two kinds of slice

    def _prompted(self, live: Live, job: MatteJob, clip: Clip, prompt: Prompt) -> int:
        """One frame that a human ruled: shown first, stored after."""
        encoded = self._engine.encode(clip.picture(prompt.frame))
        prior = None
        if len(job.prompts) > 1 or not prompt.keeps:
            prior = self._stored(job, prompt.frame, {FrameState.FINAL, FrameState.DRAFT})
        alpha = mattes.snap(self._engine.segment(encoded, prompt, prior))
        data = self._encode(job, prompt.frame, FrameState.HUMAN, alpha)
        live.push(data)
        self._store(live, job, [(prompt.frame, FrameState.HUMAN, data)])
        return 1

    def _propagate(self, live: Live, lease: Lease, job: MatteJob, clip: Clip, found: Slice) -> int:
        head = self._head(job, clip, found)
        made: list[tuple[int, FrameState, bytes]] = []
        began = time.perf_counter()
        for frame in found.frames():
            if lease.is_lost or live.revision() != job.revision:
                break
            try:
                alpha = self._engine.step(head.memory, frame, self._engine.encode(clip.picture(frame)))
            except SceneCut:
                live.found_cut(max(frame, frame - found.step))  # the schedule does not ask beyond it again
                break
            data = self._encode(job, frame, FrameState.FINAL, mattes.snap(alpha))
            live.push(data)
            made.append((frame, FrameState.FINAL, data))
            head.last = frame
        if len(made) >= MIN_MEASURED:
            live.measured(len(made) / (time.perf_counter() - began))
        if made and live.revision() >= 0:
            lease.confirm()
            self._storage.put(_checkpoint_key(job), _pack_head(head, self._engine))
            self._store(live, job, made)
            self._warm.put(f"head:{job.matte}", head, MEMORY_BYTES)
        else:
            self._warm.drop(f"head:{job.matte}")
        return len(made)

    # -- memory

    def _head(self, job: MatteJob, clip: Clip, found: Slice) -> Head:
        """The memory that `found` follows from: kept, or from the checkpoint, or made anew from finished frames."""
        signature = _signature(job)

        def fits(head: Head | None) -> bool:
            return head is not None and (head.last, head.step, head.signature) == (found.source, found.step, signature)

        head: Head | None = self._warm.get(f"head:{job.matte}")
        if not fits(head):
            head = self._load_head(job)
        if head is not None and fits(head):
            return head
        memory = self._engine.new_memory()
        humans = sorted(prompt.frame for prompt in job.prompts)
        before = [f for f in humans if f <= found.source][-1:]
        after = [f for f in humans if f > found.source][:1]
        near = [*after, *before] if found.step > 0 else [*before, *after]
        for frame in near:
            self._remember(job, clip, memory, frame, is_human=True)
        self._engine.restart(memory)
        self._remember(job, clip, memory, found.source, is_human=found.source in humans)
        return Head(memory, found.source, found.step, signature)

    def _remember(self, job: MatteJob, clip: Clip, memory: Any, frame: int, *, is_human: bool) -> None:
        alpha = self._stored(job, frame)
        if alpha is None:
            raise InferenceError(f"The finished mask of frame {frame} is missing from storage: click there again.")
        self._engine.remember(memory, frame, self._engine.encode(clip.picture(frame)), alpha, is_human=is_human)

    def _load_head(self, job: MatteJob) -> Head | None:
        try:
            return _unpack_head(self._storage.get(_checkpoint_key(job)), self._engine)
        except Missing:
            return None
        except InferenceError as error:
            log.warning("matte %s: checkpoint not used: %s", job.matte, error)
            return None

    # -- frames at rest

    def _clip(self, job: MatteJob) -> Clip:
        key = f"clip:{job.proxy_key}"
        clip: Clip | None = self._warm.get(key)
        if clip is None:
            clip = open_proxy(self._storage, job.proxy_key)
            self._warm.put(key, clip, CLIP_BYTES, clip.close)
        return clip

    def _encode(self, job: MatteJob, frame: int, state: FrameState, alpha: Alpha) -> bytes:
        return mattes.encode(MatteFrame(uuid.UUID(job.matte), job.revision, frame, state, alpha))

    def _store(self, live: Live, job: MatteJob, made: list[tuple[int, FrameState, bytes]]) -> None:
        """The chunk first, then the word that it is there: a frame counts as done once it is at rest."""
        made = sorted(made)
        key = mattes.chunk_key(job.matte, job.revision, made[0][0], made[-1][0])
        self._storage.put(key, b"".join(data for _, _, data in made))
        live.cover({frame: (job.revision, state) for frame, state, _ in made})

    def _stored(self, job: MatteJob, frame: int, states: set[FrameState] | None = None) -> Alpha | None:
        """The newest stored alpha of a frame, of one of `states` if given."""
        chunks = sorted(map(mattes.parse_chunk_key, self._storage.keys(f"mattes/{job.matte}/")), reverse=True)
        for revision, start, end in chunks:
            if not start <= frame <= end:
                continue
            data = self._storage.get(mattes.chunk_key(job.matte, revision, start, end))
            for head, part in mattes.split_chunk(data):
                if head.frame == frame and (states is None or head.state in states):
                    return mattes.decode(part)[0].alpha
        return None

    def _rebuild_coverage(self, live: Live, job: MatteJob) -> dict[int, tuple[int, FrameState]]:
        """Redis lost it, or never had it: what S3 lists is what is done."""
        prompted = {prompt.frame for prompt in job.prompts}
        found: dict[int, tuple[int, FrameState]] = {}
        for revision, start, end in sorted(map(mattes.parse_chunk_key, self._storage.keys(f"mattes/{job.matte}/"))):
            for frame in range(start, end + 1):
                found[frame] = (revision, FrameState.HUMAN if frame in prompted else FrameState.FINAL)
        live.cover(found)
        return found


def _cut_sentence(live: Live, job: MatteJob) -> str:
    """What a person is told while frames stay missing because no one clicked in their scene; '' when none do."""
    starts = [0, *sorted(live.cuts())]
    scenes = zip(starts, [*starts[1:], job.frame_count], strict=True)
    humans = [prompt.frame for prompt in job.prompts]
    unruled = [start for start, stop in scenes if not any(start <= frame < stop for frame in humans)]
    return str(SceneCut(unruled[0])) if unruled and humans else ""


def _signature(job: MatteJob) -> str:
    """Of the prompts: a memory made under others does not fit."""
    return hashlib.sha256(repr(job.prompts).encode()).hexdigest()[:16]


def _checkpoint_key(job: MatteJob) -> str:
    return f"checkpoints/{job.matte}/{job.revision}.ckpt"


def _pack_head(head: Head, engine: Engine) -> bytes:
    """One line of JSON, then the engine's bytes."""
    meta = {"engine": engine.name, "last": head.last, "step": head.step, "signature": head.signature}
    return json.dumps(meta).encode() + b"\n" + engine.dump(head.memory)


def _unpack_head(data: bytes, engine: Engine) -> Head:
    """Raises InferenceError."""
    line, _, rest = data.partition(b"\n")
    try:
        meta = json.loads(line)
        name, last, step, signature = meta["engine"], int(meta["last"]), int(meta["step"]), str(meta["signature"])
    except (ValueError, KeyError, TypeError) as error:
        raise InferenceError(f"The checkpoint's first line cannot be read: {error}.") from error
    if name != engine.name:
        raise InferenceError(f"The checkpoint was made by the engine {name!r}, not {engine.name!r}.")
    return Head(engine.load(rest), last, step, signature)
