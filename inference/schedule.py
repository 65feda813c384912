"""Which frames next: a pure function. A task that was queued does not know its frames until it runs and asks here.

Prompted frames come first. Final frames grow from them by steps to a neighbour: each gap between final frames is closed
from its ends, each end up to the middle between the human frames around it. What is final so never depends on who
looked where. Where that would come too late for a playhead, drafts go ahead of it: anchors at a stride that the engine
can keep up with, frames between them interpolated. They begin at the last frame that has something to show; far from
all such frames by wide steps from the nearest one, or by the engine's jump, whichever is sooner there.
"""

import itertools
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from inference.contracts import SLICE_SECONDS, FrameState, Slice, Viewer

LONGEST = 48  # frames, or anchors, of a slice
FIRST_SPEED = 5.0  # frames a second, of a worker that has not been measured yet
LEAD_S = 2.0  # drafts begin when there is less to show ahead of a playhead that moves
FULL_S = 3.5  # and go on to here
REST_S = 1.5  # the same for one that rests and may start
PATIENCE_S = 0.25  # a final frame that comes so late is still better than a draft, to a playhead that rests
BOOST = 0.6  # how much wider than needed the stride is while there is nothing to show
MAX_STRIDE = 24
LEAST_SHARED = 4  # anchors of a turn that began with a jump
JUMP_STEPS = 3.0
LATER_S = 30.0  # when something is due that nobody looks at
FAR = 1e7

_SHOWN = bytes([0, *[1] * 255])
_FINAL = bytes([0, 0, *[1] * 254])


@dataclass(frozen=True)
class _End:
    """One end of a gap: frames start, start + step, ... `last`, following from `source`."""

    source: int
    start: int
    last: int
    step: int
    human: int  # the prompted frame that it goes out from

    def has(self, frame: int) -> bool:
        return min(self.start, self.last) <= frame <= max(self.start, self.last)


def next_slice(
    *,
    states: bytes,
    prompts: Collection[int],
    viewers: Sequence[Viewer] = (),
    speed: float = 0.0,
    share: float = 1.0,
    seconds: float = SLICE_SECONDS,
    rate: float = 24.0,
    jump_steps: float = JUMP_STEPS,
    cuts: Collection[int] = (),
) -> Slice | None:
    """The next frames to make, or None when nothing is wanted.

    states: a FrameState for each frame, MISSING where a later prompt overruled it. prompts: prompted frames. speed:
    frames a second that this worker steps; 0 when unknown. share: of its time that this matte gets. seconds: that a
    slice may take. rate: frames a second of the clip. jump_steps: steps that this worker makes while it makes one jump.
    A frame is never given out in a state that it has, or once it is human.
    cuts: frames that are the first of a new scene. No mask goes across one: the human frames of its own scene rule it.
    """
    humans = sorted(f for f in prompts if 0 <= f < len(states))
    if not humans:
        return None
    speed = speed or FIRST_SPEED
    longest = _length(speed, seconds)
    watching = [v for v in viewers if v.visible and v.frame < len(states)]
    unmade = [f for f in humans if states[f] < FrameState.HUMAN]
    if unmade:
        first = min(unmade, key=lambda f: (_urgency(watching, f, f), f))
        return Slice(first, first + 1, 1, first, FrameState.HUMAN)
    final = states.translate(_FINAL)
    parted = sorted(cut for cut in cuts if 0 < cut < len(states))
    ends = _ends(final, humans, parted)
    if not ends:
        return None
    shown = states.translate(_SHOWN)
    # nothing can be made where nobody clicked
    shown, final = fill_unruled(shown, parted, humans), fill_unruled(final, parted, humans)
    drafts = [
        _draft(viewer, shown, final, ends, parted, speed, share, longest, rate, jump_steps) for viewer in watching
    ]
    urgent = min((draft for draft in drafts if draft), key=lambda draft: draft.due_s, default=None)
    if urgent:
        return urgent
    # among equals one end is finished before the next is begun: to change ends costs building a memory
    best = min(ends, key=lambda e: (_urgency(watching, e.start, e.last), e.human, -e.step))
    # not shortened for others' sake: it makes room for whoever is in a hurry, and each beginning and end costs
    count = min(_length(speed, SLICE_SECONDS), abs(best.last - best.start) + 1)
    due_s = min(_urgency(watching, best.start, best.last) / rate, LATER_S) if watching else LATER_S
    return Slice(best.start, best.start + count * best.step, best.step, best.source, FrameState.FINAL, due_s)


def _length(speed: float, seconds: float) -> int:
    return max(1, min(LONGEST, int(speed * seconds)))


# -- final frames


def _ends(final: bytes, humans: list[int], cuts: list[int]) -> list[_End]:
    """Every place where a final frame has a neighbour that is not and that is its to make."""
    ends = []
    for gap in re.finditer(rb"\x00+", final):
        low, high = gap.start(), gap.end() - 1
        before = bisect_right(humans, low) - 1
        after = bisect_left(humans, high)
        has_left, has_right = before >= 0 and low > 0, after < len(humans) and high < len(final) - 1
        middle = (humans[before] + humans[after]) // 2 if has_left and has_right else (high if has_left else low - 1)
        first, last = min(high, middle), max(low, middle + 1)
        if has_left and (ahead := _parting(cuts, humans[before], humans[after] if has_right else len(final))):
            first = min(high, ahead[0] - 1)
        if has_right and (behind := _parting(cuts, humans[before] if has_left else 0, humans[after])):
            last = max(low, behind[-1])
        if has_left and low <= first:
            ends.append(_End(low - 1, low, first, 1, humans[before]))
        if has_right and high >= last:
            ends.append(_End(high + 1, high, last, -1, humans[after]))
    return ends


# -- scenes


def scene_of(cuts: Collection[int], frame: int, frame_count: int) -> range:
    """The frames between the cuts around `frame`."""
    return range(
        max((cut for cut in cuts if cut <= frame), default=0),
        min((cut for cut in cuts if cut > frame), default=frame_count),
    )


def _parting(cuts: list[int], before: int, after: int) -> list[int]:
    """Cuts that part frame `before` from frame `after`."""
    return [cut for cut in cuts if before < cut <= after]


def fill_unruled(has: bytes, cuts: Collection[int], humans: Collection[int]) -> bytes:
    """`has`, with 1 in all scenes without a prompt."""
    if not cuts:
        return has
    ruled = sorted(humans)
    for start, stop in itertools.pairwise([0, *sorted(cut for cut in cuts if 0 < cut < len(has)), len(has)]):
        if bisect_left(ruled, start) == bisect_left(ruled, stop):
            has = has[:start] + b"\1" * (stop - start) + has[stop:]
    return has


def _urgency(viewers: Sequence[Viewer], first: int, last: int) -> float:
    """How soon a viewer needs a frame of first..last: frames ahead of the playhead; what is behind comes after."""
    return min((_wait(viewer, min(first, last), max(first, last)) for viewer in viewers), default=0.0)


def _wait(viewer: Viewer, low: int, high: int) -> float:
    """Frames that the playhead goes until it is in low..high; where it never comes, FAR and the distance."""
    gone = 0
    for span in _way(viewer, high + 1):
        if span and span.step > 0 and span[0] <= high and span[-1] >= low:
            return float(gone + max(low - span[0], 0))
        if span and span.step < 0 and span[0] >= low and span[-1] <= high:
            return float(gone + max(span[0] - high, 0))
        gone += len(span)
    return FAR + min(abs(low - viewer.frame), abs(viewer.frame - high))


# -- drafts ahead of a playhead


def _way(viewer: Viewer, frame_count: int) -> list[range]:
    """What the playhead comes to, in order: to the clip's end, or round its loop. It starts where it is."""
    at = viewer.frame
    low, high = viewer.loop or (at + 1, at - 1)
    if not low <= at <= high:
        return [range(at, -1, -1)] if viewer.rate < 0 else [range(at, frame_count)]
    high = min(high, frame_count - 1)
    if viewer.rate < 0:
        return [range(at, low - 1, -1), range(high, at, -1)]
    return [range(at, high + 1), range(low, at)]


def _edge(has: bytes, way: list[range]) -> tuple[int, int, range] | None:
    """How many frames of the way `has` without a gap, the first that it has not, and the span with that; or None."""
    gone = 0
    for span in way:
        is_forward = span.step > 0
        at = has.find(0, span.start, span.stop) if is_forward else has.rfind(0, span.stop + 1, span.start + 1)
        if at >= 0:
            return gone + abs(at - span.start), at, span
        gone += len(span)
    return None


def _draft(
    viewer: Viewer,
    shown: bytes,
    final: bytes,
    ends: list[_End],
    cuts: list[int],
    speed: float,
    share: float,
    longest: int,
    rate: float,
    jump_steps: float,
) -> Slice | None:
    """What has to be drafted for this viewer now, or None where final frames will do."""
    way = _way(viewer, len(shown))
    found = _edge(shown, way)
    pace = abs(viewer.rate) or rate
    low, full = (LEAD_S, FULL_S) if viewer.rate else (REST_S, REST_S)
    if (
        found is None
        or found[0] >= low * pace
        or _finals_will_do(final, way, ends, speed * share, pace, 0.0 if viewer.rate else PATIENCE_S)
    ):
        return None
    lead, front, span = found
    step = span.step
    scene = scene_of(cuts, front, len(shown))
    room = min(_run(shown, front, span), scene.stop - front if step > 0 else front - scene.start + 1)
    shown = bytes(scene.start) + shown[scene.start : scene.stop] + bytes(len(shown) - scene.stop)
    stride = math.ceil(pace * (1 + BOOST * (1 - lead / (low * pace))) / (speed * share))
    stride = min(max(stride, 1), MAX_STRIDE)
    wanted = max(math.ceil((full * pace - lead) / stride), 1)
    due_s = lead / pace + (REST_S if lead and not viewer.rate else 0.0)
    source = _before(shown, front, step, stride)
    if source is None:
        # nothing near to follow from; one that moves is met where it will be by then
        approach = _approach(shown, front, jump_steps)
        cost = len(approach) or jump_steps
        # and what lies between the first two anchors comes with the second
        ahead = min(max(math.ceil(pace * (cost + 1) / speed) - lead, 0), room - 1) if viewer.rate else 0
        start, room = front + ahead * step, room - ahead
        approach = _approach(shown, start, jump_steps)
        least = _least(cost, stride, pace, speed, share) if viewer.rate else 1
        count = min(max(longest - math.ceil(cost), least), 1 + wanted, 1 + (room - 1) // stride)
        stop, stride = start + count * stride * step, stride * step
        return Slice(start, stop, stride, start, FrameState.DRAFT, due_s, approach)
    room += abs(front - source) - 1
    stride = min(stride, room)
    count = max(1, min(longest, wanted, room // stride))
    start = source + stride * step
    return Slice(start, start + count * stride * step, stride * step, source, FrameState.DRAFT, due_s)


def _least(cost: float, stride: int, pace: float, speed: float, share: float) -> int:
    """Anchors that a moving playhead must be given at once, after `cost` steps.

    Who has the worker to himself goes on from the second. Who shares it needs as many as last until his turn comes
    again, or he would come to the end of them and begin anew each time, at the price of a jump.
    """
    if share == 1:
        return 2
    passed = pace / (speed * share)  # while one step is made, and others have their turns
    gained = stride - passed
    wanted = math.ceil((cost * passed + stride) / gained) if gained > 0 else LONGEST
    return min(max(wanted, 2), max(int(SLICE_SECONDS * speed), LEAST_SHARED))


def _approach(shown: bytes, start: int, jump_steps: float) -> tuple[int, ...]:
    """Frames to step through on the way to `start`, from the nearest one with something to show; none: jump."""
    near = [at for at in (shown.rfind(1, 0, start), shown.find(1, start)) if at >= 0]
    origin = min(near, key=lambda at: abs(at - start))
    hops = -(-abs(start - origin) // MAX_STRIDE)
    return tuple(origin + (start - origin) * hop // hops for hop in range(hops)) if hops <= jump_steps else ()


def _finals_will_do(
    final: bytes, way: list[range], ends: list[_End], speed: float, pace: float, patience_s: float
) -> bool:
    """Whether the steps that go on anyway are ahead of the playhead all along its way."""
    found = _edge(final, way)
    if found is None:
        return True
    kept, edge, span = found
    end = next((end for end in ends if end.has(edge)), None)
    if end is None:
        return False
    first = abs(edge - end.start) + 1  # steps until the edge is made
    if first / speed > kept / pace + patience_s:
        return False
    if end.step != span.step:
        return True  # comes towards the playhead: what lies beyond is made before
    more = min(abs(end.last - edge), abs(span[-1] - edge))
    return (first + more) / speed <= (kept + more) / pace + patience_s


def _run(shown: bytes, front: int, span: range) -> int:
    """Frames with nothing to show from `front` on, within the span."""
    if span.step > 0:
        stop = shown.find(1, front, span.stop)
        return (stop if stop >= 0 else span.stop) - front
    stop = shown.rfind(1, span.stop + 1, front + 1)
    return front - (stop if stop >= 0 else span.stop)


def _before(shown: bytes, front: int, step: int, reach: int) -> int | None:
    """The last frame with something to show at most `reach` before `front`, seen the way the playhead goes."""
    at = shown.rfind(1, max(front - reach, 0), front) if step > 0 else shown.find(1, front + 1, front + reach + 1)
    return at if at >= 0 else None
