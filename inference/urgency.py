"""Whose slice goes first: Celery's priority of a matte's task, which workers take in this order. A pure function."""

from collections.abc import Collection, Sequence

from inference.contracts import FrameState, Viewer
from inference.schedule import fill_unruled

FIRST_MASK, NOW, SOON, WATCHED, LATER = LEVELS = (0, 2, 4, 6, 8)  # Celery's priorities
SOON_S = 2.0


def urgency(
    *,
    states: bytes,
    prompts: Collection[int],
    viewers: Sequence[Viewer],
    rate: float,
    others_at_work: int = 0,
    cuts: Collection[int] = (),
) -> int:
    """First masks before all else. Then who looks at nothing, what a playhead comes to soon, what is seen, the rest.

    states: a FrameState for each frame. rate: frames a second of the clip. others_at_work: slices of other mattes of
    the same person that run now; whoever has one goes a step back, so that ten mattes do not crowd out one. cuts: first
    frames of scenes; nobody waits for masks in one without a prompt.
    """
    if any(states[frame] < FrameState.HUMAN for frame in prompts if frame < len(states)):
        return FIRST_MASK
    states = fill_unruled(states, cuts, prompts)
    watching = [viewer for viewer in viewers if viewer.visible]
    own = LATER
    if watching:
        own = SOON if any(_lacks_soon(states, viewer, rate) for viewer in watching) else WATCHED
        if any(states[viewer.frame : viewer.frame + 1] == b"\0" for viewer in watching):
            own = NOW
    return LEVELS[min(LEVELS.index(own) + bool(others_at_work), len(LEVELS) - 1)]


def list_of(queue: str, level: int) -> str:
    """The list in Redis where Celery keeps a queue's tasks of that level."""
    return f"{queue}\x06\x16{level}" if level else queue


def _lacks_soon(states: bytes, viewer: Viewer, rate: float) -> bool:
    reach = max(round(SOON_S * (abs(viewer.rate) or rate)), 1)
    if viewer.rate < 0:
        return FrameState.MISSING in states[max(viewer.frame - reach, 0) : viewer.frame + 1]
    return FrameState.MISSING in states[viewer.frame : viewer.frame + reach]
