"""A matte as the workers and its viewer see it, and the viewer's playhead."""

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from inference import turns
from inference.contracts import FrameState, Slice, Viewer


@dataclass
class Playhead:
    """Where somebody looks: at `frame` since `since`, going `rate` frames a second."""

    count: int  # frames of the clip
    frame: int = 0
    rate: float = 0.0
    since: float = 0.0
    is_visible: bool = True
    is_looping: bool = False

    def _steps(self, now: float) -> int:
        """Frames gone since."""
        return math.floor(abs(self.rate) * (now - self.since) + 1e-6)

    def at(self, now: float) -> int:
        frame = self.frame + self._steps(now) * (1 if self.rate > 0 else -1)
        return frame % self.count if self.is_looping else min(max(frame, 0), self.count - 1)

    def viewer(self, now: float) -> Viewer:
        loop = (0, self.count - 1) if self.is_looping else None
        return Viewer(self.at(now), self.rate, self.is_visible, loop)

    def passed(self, now: float) -> tuple[np.ndarray, np.ndarray]:
        """Frames shown since it went off, and when each was due."""
        steps = np.arange(self._steps(now) + 1)
        frames = self.frame + steps * (1 if self.rate > 0 else -1)
        frames = frames % self.count if self.is_looping else frames[(frames >= 0) & (frames < self.count)]
        return frames, self.since + steps[: len(frames)] / abs(self.rate)


@dataclass
class Plan:
    """A slice under way: when the engine has made each frame that it sees, and what else comes with it."""

    found: Slice
    begins: float  # when the engine's memory is there; the slice cannot end before
    times: list[float]
    frames: list[list[int]]  # what is there to show at each of `times`


@dataclass(eq=False)
class Turn:
    """A worker's with one matte, from the queue until it lets go."""

    worker: int
    matte: "Matte"
    given: turns.Turn
    level: int = 0  # the urgency of its slice
    yields: bool = False  # to something more urgent
    revision: int = 0  # of the job that it read
    moved: int = 0  # as it was when its slice began
    plan: Plan | None = None
    ends: int = 0  # how often its slice's end was set


@dataclass(eq=False)
class Matte:
    owner: int
    count: int
    rate: float
    playhead: Playhead
    revision: int = 0
    moved: int = 0
    prompts: list[int] = field(default_factory=list)
    clicked: int = 0  # the frame of the last click
    is_idle: bool = True
    ticket: int = 0  # of its place in the queue; 0 when it has none
    urgency: int = 0  # of that place
    turn: Turn | None = None  # while a worker has its lease
    # of what memory which worker is where: (direction, is draft) -> (worker, revision, frame)
    warm: dict[tuple[int, bool], tuple[int, int, int]] = field(default_factory=dict)
    waiting: dict[int, list[Callable[[], None]]] = field(default_factory=lambda: defaultdict(list))
    states: bytearray = field(init=False)
    there_at: np.ndarray = field(init=False)  # seconds, when a frame has something to show

    def __post_init__(self) -> None:
        self.states = bytearray(self.count)
        self.there_at = np.full(self.count, np.inf)

    def click(self, frame: int) -> None:
        """A prompt: the frames that it rules are missing again."""
        self.revision += 1
        others = [f for f in self.prompts if f != frame]
        start = max((f for f in others if f < frame), default=-1) + 1
        stop = min((f for f in others if f > frame), default=self.count)
        self.states[start:stop] = bytes(stop - start)
        self.there_at[start:stop] = np.inf
        self.prompts = sorted([*others, frame])
        self.clicked = frame
        self.is_idle = False

    @property
    def wants_first_mask(self) -> bool:
        return any(self.states[frame] < FrameState.HUMAN for frame in self.prompts)

    def lead_s(self, now: float) -> float | None:
        """Seconds of masks ahead of the playhead, as it goes; None where they reach the clip's end."""
        at, is_forward = self.playhead.at(now), self.playhead.rate >= 0
        ahead = (self.there_at[at:] if is_forward else self.there_at[at::-1]) > now
        return int(ahead.argmax()) / max(abs(self.playhead.rate), 1.0) if ahead.any() else None
