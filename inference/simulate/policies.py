"""Who is served when, and with which frames: Playhead's way, and what it is compared with.

race      inference.schedule, by inference.turns, in the order of inference.urgency, which also ends slices
unsorted  the same slices in the order in which they were queued
fifo      one click after another, each clip to its end
segments  three seconds of a clip at a time in the order of their asking, the clicked ones first
"""

from typing import Protocol

from inference import turns
from inference.contracts import FrameState, Slice
from inference.schedule import next_slice
from inference.simulate.assumptions import Service
from inference.simulate.mattes import Matte, Turn
from inference.urgency import urgency

SEGMENT_S = 3.0


class Policy(Protocol):
    name: str
    heeds_moves: bool  # a slice ends for a playhead that does something new
    makes_room: bool  # it ends for something more urgent

    def next(self, matte: Matte, now: float, service: Service, given: turns.Turn) -> Slice | None: ...

    def goes_on(self, turn: Turn, done: Slice, now: float) -> bool:
        """Whether the worker's turn goes on after a slice that no prompt overruled."""
        ...

    def urgency(self, matte: Matte, now: float, others_at_work: int) -> int:
        """What is lower goes first; among equals what was queued first."""
        ...


class Unsorted:
    name = "unsorted"
    heeds_moves = True
    makes_room = False

    def next(self, matte: Matte, now: float, service: Service, given: turns.Turn) -> Slice | None:
        return next_slice(
            states=bytes(matte.states),
            prompts=matte.prompts,
            viewers=[matte.playhead.viewer(now)],
            speed=service.speed,
            share=given.share,
            seconds=given.seconds,
            rate=matte.rate,
            jump_steps=service.jump_ms / service.step_ms,
        )

    def goes_on(self, turn: Turn, done: Slice, now: float) -> bool:
        return turn.matte.moved != turn.moved and not turn.given.is_over()

    def urgency(self, matte: Matte, now: float, others_at_work: int) -> int:
        return 0


class Race(Unsorted):
    name = "race"
    makes_room = True

    def urgency(self, matte: Matte, now: float, others_at_work: int) -> int:
        return urgency(
            states=bytes(matte.states),
            prompts=matte.prompts,
            viewers=[matte.playhead.viewer(now)],
            rate=matte.rate,
            others_at_work=others_at_work,
        )


class Fifo:
    name = "fifo"
    heeds_moves = False
    makes_room = False

    def next(self, matte: Matte, now: float, service: Service, given: turns.Turn) -> Slice | None:
        return _blind(bytes(matte.states), matte, service)

    def goes_on(self, turn: Turn, done: Slice, now: float) -> bool:
        return True

    def urgency(self, matte: Matte, now: float, others_at_work: int) -> int:
        return 0


class Segments(Fifo):
    name = "segments"

    def next(self, matte: Matte, now: float, service: Service, given: turns.Turn) -> Slice | None:
        if matte.wants_first_mask:
            return _blind(bytes(matte.states), matte, service)
        length = round(SEGMENT_S * matte.rate)
        clicked = matte.clicked // length
        segments = range(-(-matte.count // length))
        for segment in sorted(segments, key=lambda n: (n < clicked, abs(n - clicked))):
            low, high = segment * length, min((segment + 1) * length, matte.count)
            if matte.states.find(0, low, high) >= 0:
                beside = bytes([FrameState.HUMAN])
                return _blind(beside * low + matte.states[low:high] + beside * (matte.count - high), matte, service)
        return None

    def goes_on(self, turn: Turn, done: Slice, now: float) -> bool:
        """To the segment's end; a first mask goes on into its own."""
        length = round(SEGMENT_S * turn.matte.rate)
        low = done.start // length * length
        return done.state == FrameState.HUMAN or turn.matte.states.find(0, low, low + length) >= 0


def _blind(states: bytes, matte: Matte, service: Service) -> Slice | None:
    """The next slice where nobody's playhead counts."""
    return next_slice(states=states, prompts=matte.prompts, viewers=(), speed=service.speed, rate=matte.rate)


POLICIES: dict[str, Policy] = {each.name: each for each in (Race(), Unsorted(), Fifo(), Segments())}
