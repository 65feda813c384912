"""What the parts of inference agree on: jobs, prompts, states, hints, slices, errors. Standard library only."""

import json
from dataclasses import asdict, dataclass, field
from enum import IntEnum
from typing import Any

SLICE_SECONDS = 1.0  # the longest a slice may work
MAX_POINTS = 64  # of one prompt
MAX_PROMPTS = 1000  # of one matte


class FrameState(IntEnum):
    MISSING = 0
    DRAFT = 1
    FINAL = 2
    HUMAN = 3


class InferenceError(Exception):
    """Something a person can act on; str() is a sentence for them."""


class BadPrompt(InferenceError):
    """A prompt that no mask can be made from."""


class BadMemory(InferenceError):
    """Memory bytes of another version, or cut short."""


class BadVideo(InferenceError):
    """A proxy that cannot be read, or a frame past its end."""


@dataclass(frozen=True)
class Point:
    """x, y in 0..1 of the picture; keep False means 'this is not the object'."""

    x: float
    y: float
    keep: bool = True


@dataclass(frozen=True)
class Prompt:
    frame: int
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Invalidation:
    """Frames start..end (inclusive) made before `revision` are stale."""

    revision: int
    start: int
    end: int


@dataclass(frozen=True)
class Viewer:
    """Where a playhead is. `rate`: frames a second, signed, 0 when paused."""

    frame: int
    rate: float = 0.0
    visible: bool = True


@dataclass(frozen=True)
class Slice:
    """Frames start, start + step, ... up to but without stop; step is 1 or -1.

    `source` is the finished frame beside `start` that the memory stands on; equal to `start` for a prompted frame.
    """

    start: int
    stop: int
    step: int
    source: int

    def frames(self) -> range:
        return range(self.start, self.stop, self.step)


@dataclass(frozen=True)
class MatteJob:
    """All that a worker must know of a matte; travels as JSON in `matte:<id>:job`."""

    matte: str
    asset: str
    revision: int
    proxy_key: str
    frame_count: int
    rate: tuple[int, int]
    width: int  # of the source picture, as displayed
    height: int
    prompts: tuple[Prompt, ...] = ()
    invalidations: tuple[Invalidation, ...] = field(default=())

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str | bytes) -> "MatteJob":
        raw: dict[str, Any] = json.loads(text)
        num, den = raw["rate"]
        return MatteJob(
            matte=str(raw["matte"]),
            asset=str(raw["asset"]),
            revision=int(raw["revision"]),
            proxy_key=str(raw["proxy_key"]),
            frame_count=int(raw["frame_count"]),
            rate=(int(num), int(den)),
            width=int(raw["width"]),
            height=int(raw["height"]),
            prompts=read_prompts(raw["prompts"]),
            invalidations=tuple(
                Invalidation(int(i["revision"]), int(i["start"]), int(i["end"])) for i in raw["invalidations"]
            ),
        )


def read_prompts(raw: list[dict[str, Any]]) -> tuple[Prompt, ...]:
    """Prompts from their JSON form, ordered by frame."""
    prompts = (
        Prompt(
            int(p["frame"]),
            tuple(Point(float(q["x"]), float(q["y"]), bool(q.get("keep", True))) for q in p["points"]),
        )
        for p in raw
    )
    return tuple(sorted(prompts, key=lambda prompt: prompt.frame))


def is_stale(frame: int, revision: int, invalidations: tuple[Invalidation, ...]) -> bool:
    """Whether a frame made at `revision` was overruled since."""
    return any(i.revision > revision and i.start <= frame <= i.end for i in invalidations)
