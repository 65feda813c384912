"""What the parts of inference agree on: jobs, prompts, states, hints, slices, errors. Standard library only."""

import json
from array import array
from dataclasses import asdict, dataclass, field
from enum import IntEnum
from typing import Any

from inference.words import sentence

SLICE_SECONDS = 1.0  # the longest a slice may work
MAX_POINTS = 64  # of one prompt
MAX_STROKES = 32  # of one prompt
MAX_PLACES = 512  # of one stroke
MAX_BRUSH = 0.25  # of the picture's width
MAX_PROMPTS = 1000  # of one matte
MAX_FRAMES = 1 << 20  # of a clip that nobody has counted yet: half a day


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
        super().__init__(
            sentence(
                "The picture cuts to another scene at frame {frame}: click on the object there to go on.", frame=frame
            )
        )
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
    """Frames start..end (inclusive) made before `revision` are stale.

    `before`: of a correction: what was finished before that revision stands but where the correction leads elsewhere.
    0: nothing of it does.
    """

    revision: int
    start: int
    end: int
    before: int = 0


@dataclass(frozen=True)
class Viewer:
    """Where a playhead is. `rate`: frames a second, signed, 0 when paused. `loop`: first and last frame it plays."""

    frame: int
    rate: float = 0.0
    visible: bool = True
    loop: tuple[int, int] | None = None


@dataclass(frozen=True)
class Slice:
    """Work on frames start, start + step, ... up to but without stop, which become `state`.

    HUMAN: one prompted frame. FINAL: step is 1 or -1, and `source` the final frame beside `start` that they follow
    from. DRAFT: step is a stride, `source` the frame with something to show that they follow from; frames that the
    stride leaves out are interpolated. Where there is none near, `source` is `start` itself, which the engine comes to
    by steps along `approach` that are shown to nobody, or by a jump. `due_s`: when a viewer needs it.
    """

    start: int
    stop: int
    step: int
    source: int
    state: FrameState = FrameState.FINAL
    due_s: float = 0.0
    approach: tuple[int, ...] = ()  # from a frame with something to show up to before `start`

    def frames(self) -> range:
        """Those that the engine sees."""
        return range(self.start, self.stop, self.step)

    def covered(self) -> range:
        """Those that it is to give a state."""
        way = 1 if self.step > 0 else -1
        first = self.start if self.source == self.start else self.source + way
        return range(first, self.frames()[-1] + way, way)


@dataclass(frozen=True)
class MatteJob:
    """All that a worker must know of a matte; travels as JSON in `matte:<id>:job`.

    Without a proxy_key nothing but the prompted frames can be made, from pictures that pages sent with the prompts.
    """

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
    owner: str = ""  # the person whose project it is in, as an id

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
                Invalidation(int(i["revision"]), int(i["start"]), int(i["end"]), int(i.get("before", 0)))
                for i in raw["invalidations"]
            ),
            owner=str(raw.get("owner", "")),
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


def valid_states(frames: "array[int]", count: int, invalidations: tuple[Invalidation, ...]) -> bytes:
    """A FrameState for each of `count` frames, MISSING for the overruled. frames: see pack_state()."""
    needed = array("I", bytes(4 * count))
    for i in sorted(invalidations, key=lambda i: i.revision):
        start, end = max(i.start, 0), min(i.end + 1, count)
        if start < end:
            needed[start:end] = array("I", [i.revision]) * (end - start)
    found = bytes(packed & 3 if packed >> 2 >= least else 0 for packed, least in zip(frames, needed, strict=False))
    return found[:count].ljust(count, b"\0")


def standing(frame: int, invalidations: tuple[Invalidation, ...]) -> range:
    """Revisions whose finished mask of `frame` counted until a correction came; none where it is not but corrected."""
    over = sorted((i for i in invalidations if i.start <= frame <= i.end), key=lambda i: i.revision)
    if not over:
        return range(0)
    return range(max((i.revision for i in over if not i.before), default=0), over[-1].before)


def pack_state(revision: int, state: FrameState) -> int:
    """What is known of one frame, in 32 bits: the revision it was made at and its state. 0 for nothing."""
    return revision << 2 | state


def unpack_state(packed: int) -> tuple[int, FrameState]:
    return packed >> 2, FrameState(packed & 3)
