"""Which frames next: a pure function. A task that was queued does not know its frames until it runs and asks here.

Prompted frames come first. Then each gap between finished frames is closed from its ends, each end up to the middle
between the human frames around it, because a matte follows from a finished neighbour. Of the ends that can go on, the
one whose frames a viewer needs soonest does: ahead of the playhead before behind it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from inference.contracts import SLICE_SECONDS, Slice, Viewer

LONGEST = 48  # frames
FIRST_SPEED = 8.0  # frames a second, of a worker that has not been measured yet


@dataclass(frozen=True)
class _End:
    """One end of a gap: frames start, start + step, ... `last`, following from `source`."""

    source: int
    start: int
    last: int
    step: int
    human: int  # the prompted frame that it goes out from


def next_slice(
    *,
    frame_count: int,
    prompts: Collection[int],
    done: AbstractSet[int],
    viewers: Sequence[Viewer] = (),
    speed: float = 0.0,
    cuts: Collection[int] = (),
) -> Slice | None:
    """The next frames to make, or None when nothing is wanted.

    prompts: prompted frames. done: finished frames that no invalidation overruled, prompted ones among them.
    speed: frames a second that this worker makes; 0 when unknown. Frames in `done` are never given out again.
    cuts: frames that are the first of a new scene. No mask goes across one: the human frames of its own scene rule it.
    """
    humans = sorted(f for f in prompts if 0 <= f < frame_count)
    if not humans:
        return None
    watching = [v for v in viewers if v.visible]
    unmade = [f for f in humans if f not in done]
    if unmade:
        first = min(unmade, key=lambda f: (_urgency(watching, f, f), f))
        return Slice(first, first + 1, 1, first)
    ends = _ends(frame_count, humans, done, sorted(cuts))
    if not ends:
        return None
    length = max(1, min(LONGEST, int((speed or FIRST_SPEED) * SLICE_SECONDS)))
    # among equals one end is finished before the next is begun: to change ends costs building a memory
    best = min(ends, key=lambda e: (_urgency(watching, e.start, e.last), e.human, -e.step))
    count = min(length, abs(best.last - best.start) + 1)
    return Slice(best.start, best.start + count * best.step, best.step, best.source)


def _ends(frame_count: int, humans: list[int], done: AbstractSet[int], cuts: list[int]) -> list[_End]:
    """Every place where a finished frame has an unfinished neighbour that is its to make."""
    ends = []
    for low, high in _gaps(frame_count, done):
        before = bisect_right(humans, low) - 1
        after = bisect_left(humans, high)
        has_left, has_right = before >= 0 and low > 0, after < len(humans) and high < frame_count - 1
        middle = (humans[before] + humans[after]) // 2 if has_left and has_right else (high if has_left else low - 1)
        first, last = min(high, middle), max(low, middle + 1)
        if has_left and (ahead := _between(cuts, humans[before], humans[after] if has_right else frame_count)):
            first = min(high, ahead[0] - 1)
        if has_right and (behind := _between(cuts, humans[before] if has_left else 0, humans[after])):
            last = max(low, behind[-1])
        if has_left and low <= first:
            ends.append(_End(low - 1, low, first, 1, humans[before]))
        if has_right and high >= last:
            ends.append(_End(high + 1, high, last, -1, humans[after]))
    return ends


def _between(cuts: list[int], before: int, after: int) -> list[int]:
    """Cuts that part frame `before` from frame `after`."""
    return [cut for cut in cuts if before < cut <= after]


def _gaps(frame_count: int, done: AbstractSet[int]) -> list[tuple[int, int]]:
    """Runs of unfinished frames, first and last."""
    gaps = []
    low = 0
    for frame in [*sorted(f for f in done if 0 <= f < frame_count), frame_count]:
        if frame > low:
            gaps.append((low, frame - 1))
        low = frame + 1
    return gaps


def _urgency(viewers: Sequence[Viewer], first: int, last: int) -> float:
    """How soon a viewer needs a frame of first..last: frames ahead of the playhead; what is behind comes after."""
    low, high = min(first, last), max(first, last)
    return min((_wait(viewer, low, high) for viewer in viewers), default=0.0)


def _wait(viewer: Viewer, low: int, high: int) -> float:
    backwards = viewer.rate < 0
    ahead = viewer.frame - high if backwards else low - viewer.frame
    if low <= viewer.frame <= high:
        return 0.0
    if ahead >= 0:
        return float(ahead)
    behind = low - viewer.frame if backwards else viewer.frame - high
    return 1e7 + behind
