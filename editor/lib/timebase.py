"""All conversion between ticks, seconds and frames. Twin of frontend/src/time/time.ts, on tests/vectors/time.json.

A tick is 1/705 600 000 s: every common frame rate and audio rate is a whole number of ticks.
"""

from bisect import bisect_right
from collections.abc import Sequence

TICKS_PER_SECOND = 705_600_000
# a file's clock may be as coarse as a millisecond: a frame that begins a rounding later than asked has begun
CLOCK_TICKS = 6 * TICKS_PER_SECOND // 10_000

Rate = tuple[int, int]


def seconds_to_ticks(seconds: float) -> int:
    """Nearest tick, halves away from zero."""
    return int(seconds * TICKS_PER_SECOND + 0.5) if seconds >= 0 else -int(-seconds * TICKS_PER_SECOND + 0.5)


def ticks_to_seconds(ticks: int) -> float:
    return ticks / TICKS_PER_SECOND


def frame_to_ticks(frame: int, rate: Rate) -> int:
    """First tick of frame `frame` at `rate` frames per second (num, den); exact for standard rates."""
    num, den = rate
    return (2 * frame * den * TICKS_PER_SECOND + num) // (2 * num)


def ticks_to_frame(ticks: int, rate: Rate) -> int:
    """The frame shown at `ticks`: the last that begins at or before it."""
    num, den = rate
    frame = ticks * num // (den * TICKS_PER_SECOND)
    while frame_to_ticks(frame + 1, rate) <= ticks:
        frame += 1
    while frame > 0 and frame_to_ticks(frame, rate) > ticks:
        frame -= 1
    return frame


def snap_to_frame(ticks: int, rate: Rate) -> int:
    """Start of the frame whose start is nearest to `ticks`."""
    frame = ticks_to_frame(ticks, rate)
    before, after = frame_to_ticks(frame, rate), frame_to_ticks(frame + 1, rate)
    return after if after - ticks <= ticks - before else before


def frame_in_table(starts: Sequence[int], ticks: int) -> int:
    """Index of a source's frame shown at `ticks`: of its frames' first ticks the last that has begun, else 0."""
    return max(0, bisect_right(starts, ticks + CLOCK_TICKS) - 1)
