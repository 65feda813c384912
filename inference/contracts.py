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


class SceneCut(InferenceError):
    """The picture cuts to another scene between two neighbouring frames; `frame` is the first beyond the cut."""

    def __init__(self, frame: int) -> None:
        super().__init__(f"The picture cuts to another scene at frame {frame}: click on the object there to go on.")
        self.frame = frame


class BadVideo(InferenceError):
    """A proxy that cannot be read, or a frame past its end."""


@dataclass(frozen=True)
class Point:
    """x, y in 0..1 of the picture; keep False means 'this is not the object'."""

    x: float
    y: float
    keep: bool = True


@dataclass(frozen=True)
class Box:
    """Around the object, sides in 0..1 of the picture."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Stroke:
    """A brush drawn through `places`, (x, y) in 0..1 of the picture; `width` is a share of the picture's width."""

    places: tuple[tuple[float, float], ...]
    width: float
    keep: bool = True


@dataclass(frozen=True)
class Prompt:
    """What a person said of the object in one frame."""

    frame: int
    points: tuple[Point, ...] = ()
    box: Box | None = None
    strokes: tuple[Stroke, ...] = ()

    @property
    def keeps(self) -> bool:
        """Whether something in it says where the object is."""
        return self.box is not None or any(p.keep for p in self.points) or any(s.keep for s in self.strokes)


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
    return tuple(sorted(map(_read_prompt, raw), key=lambda prompt: prompt.frame))


def _read_prompt(raw: dict[str, Any]) -> Prompt:
    box = raw.get("box")
    return Prompt(
        int(raw["frame"]),
        tuple(Point(float(p["x"]), float(p["y"]), bool(p.get("keep", True))) for p in raw.get("points", ())),
        Box(*(float(box[side]) for side in ("left", "top", "right", "bottom"))) if box else None,
        tuple(
            Stroke(tuple((float(x), float(y)) for x, y in s["places"]), float(s["width"]), bool(s.get("keep", True)))
            for s in raw.get("strokes", ())
        ),
    )


def is_stale(frame: int, revision: int, invalidations: tuple[Invalidation, ...]) -> bool:
    """Whether a frame made at `revision` was overruled since."""
    return any(i.revision > revision and i.start <= frame <= i.end for i in invalidations)
