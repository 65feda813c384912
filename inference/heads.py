"""Where an engine's memory stands, and how it is found again: kept here, in S3, or made anew.

A chain is what follows from one human frame in one direction. Its frames come out the same however often the memory
was lost on the way: what lies between the last good one and where the chain stands is stepped through again.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from inference.cache import WarmCache, size_of
from inference.contracts import InferenceError, MatteJob, SceneCut, Slice
from inference.engines.base import Alpha, Engine
from inference.holds import Hold
from inference.standing import Standing
from inference.telemetry import LOADS, tally

log = logging.getLogger(__name__)
HEADS_BYTES = 400 * 1024 * 1024
REPLAY = 96  # steps that are made again for the sake of equal mattes: two slices at least


@dataclass
class Head:
    """An engine's memory that saw frame `last` last. `chain` names what it depends on."""

    memory: Any
    last: int
    chain: str
    dumped: "Future[bytes] | None" = None  # of the memory as it stands; to be waited for before a step

    def wait(self) -> None:
        dumped, self.dumped = self.dumped, None
        if dumped:
            dumped.result()


class Heads:
    """Memories within a byte budget; to lose one costs a load."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept = WarmCache(HEADS_BYTES)

    def keep(self, job: MatteJob, head: Head) -> None:
        self._kept.put(f"{job.matte} {head.chain}", head, size_of(head.memory))

    # -- final frames

    def find(self, hold: Hold, job: MatteJob, found: Slice, look: "Look") -> Head:
        """The memory that a FINAL slice follows from."""
        humans = sorted(prompt.frame for prompt in job.prompts)
        before = [f for f in humans if f <= found.source][-1:]
        after = [f for f in humans if f >= found.source and f not in before][:1]
        own, beside = (before[0], after) if found.step > 0 else ((after or before)[0], before)
        if found.step < 0 and found.source in humans:
            own, beside = found.source, [f for f in humans if f < found.source][-1:]
        chain = self._chain(hold, job, own, beside, found.step, look)
        kept: Head | None = self._kept.get(f"{job.matte} {chain}")
        if kept and kept.last == found.source:
            kept.wait()
            return kept
        tally.add(LOADS)
        head = self._restored(hold, chain, found) or self._begun(own, beside, chain, look)
        steps = range(head.last + found.step, found.source + found.step, found.step)
        if len(steps) > REPLAY:
            head = self._begun(own, beside, chain, look)
            self._remember(head, found.source, look, is_human=False)
            return head
        for frame, encoded in look.ahead(steps):
            self._engine.step(head.memory, frame, encoded, look.standing.alpha(frame))
            head.last = frame
        return head

    def _restored(self, hold: Hold, chain: str, found: Slice) -> Head | None:
        for last, data in hold.rest.memories(chain, found.source, found.step):
            if abs(found.source - last) > REPLAY:
                break
            try:
                return Head(self._engine.load(_unpacked(data, self._engine.name)), last, chain)
            except InferenceError as error:
                log.warning("matte %s: checkpoint not used: %s", hold.live.matte, error)
        return None

    def _begun(self, own: int, beside: list[int], chain: str, look: "Look") -> Head:
        """A chain at its human frame."""
        head = Head(self._engine.new_memory(), own, chain)
        for frame in [*beside, own]:
            self._engine.restart(head.memory)
            self._remember(head, frame, look, is_human=True, believed=look.standing.alpha(frame))
        return head

    def _chain(self, hold: Hold, job: MatteJob, own: int, beside: list[int], step: int, look: "Look") -> str:
        prompts = {prompt.frame: prompt for prompt in job.prompts}
        known: list[Any] = [(prompts[frame], hold.packed(frame)) for frame in [own, *beside]]
        known += [look.standing.revisions(frame) for frame in [own, own + step, *beside]]
        digest = hashlib.sha256(repr(known).encode()).hexdigest()[:16]
        return f"{'fwd' if step > 0 else 'bwd'}_{own:08d}_{digest}"

    def pack(self, head: Head) -> bytes:
        return json.dumps({"engine": self._engine.name}).encode() + b"\n" + self._engine.dump(head.memory)

    # -- drafts

    def branch(self, job: MatteJob, found: Slice, scene: range, look: "Look", ends: Callable[[], bool]) -> Head:
        """The memory that a DRAFT slice follows from; alone with the scene's human frames where that is nothing."""
        chain = f"draft {job.revision} {'fwd' if found.step > 0 else 'bwd'}"
        is_alone = found.source == found.start
        origin = found.approach[0] if found.approach else None if is_alone else found.source
        kept: Head | None = self._kept.get(f"{job.matte} {chain}")
        if kept and kept.last == found.source and not is_alone:
            return kept
        humans = [prompt.frame for prompt in job.prompts if prompt.frame in scene]
        near = sorted(humans, key=lambda frame: -abs(frame - found.source))[-2:]
        head = Head(self._engine.new_memory(), near[-1], chain)
        for frame in near:
            self._engine.restart(head.memory)
            self._remember(head, frame, look, is_human=True)
        self._engine.restart(head.memory)
        if origin is not None:
            self._remember(head, origin, look, is_human=origin in humans)
        with suppress(SceneCut):
            for frame, encoded in look.ahead(found.approach[1:]):
                if ends():
                    break
                self._engine.step(head.memory, frame, encoded)
                head.last = frame
        return head

    def _remember(self, head: Head, frame: int, look: "Look", *, is_human: bool, believed: Alpha | None = None) -> None:
        encoded, alpha = look.encoded(frame), look.alpha(frame)
        self._engine.remember(head.memory, frame, encoded, alpha, is_human=is_human, believed=believed)
        head.last = frame


@dataclass(frozen=True)
class Look:
    """What of one clip and one matte the memories are made from."""

    encoded: Callable[[int], Any]
    ahead: Callable[[Iterable[int]], Iterator[tuple[int, Any]]]
    alpha: Callable[[int], Alpha]
    standing: Standing


def _unpacked(data: bytes, engine: str) -> bytes:
    """Raises InferenceError."""
    line, _, rest = data.partition(b"\n")
    try:
        name = json.loads(line)["engine"]
    except (ValueError, KeyError, TypeError) as error:
        raise InferenceError(f"The checkpoint's first line cannot be read: {error}.") from error
    if name != engine:
        raise InferenceError(f"The checkpoint was made by the engine {name!r}, not {engine!r}.")
    return rest
