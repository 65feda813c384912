"""Whose slice goes first: Celery's priority of a matte's task, which workers take in this order. A pure function."""

from collections.abc import Collection, Sequence

from inference.contracts import FrameState, Viewer

FIRST_MASK, SOON, WATCHED, LATER = 0, 3, 6, 9  # Celery's steps on Redis: each has a list of its own
SOON_S = 2.0


def urgency(
    *, states: bytes, prompts: Collection[int], viewers: Sequence[Viewer], rate: float, others_at_work: int = 0
) -> int:
    """First masks before all else. Then what a playhead comes to soon, what somebody sees, and the rest.

    states: a FrameState for each frame. rate: frames a second of the clip. others_at_work: slices of other mattes of
    the same person that run now; whoever has one goes a step back, so that ten mattes do not crowd out one.
    """
    if any(states[frame] < FrameState.HUMAN for frame in prompts if frame < len(states)):
        return FIRST_MASK
    watching = [viewer for viewer in viewers if viewer.visible]
    own = LATER
    if watching:
        own = SOON if any(_lacks_soon(states, viewer, rate) for viewer in watching) else WATCHED
    return min(own + 3, LATER) if others_at_work else own


def _lacks_soon(states: bytes, viewer: Viewer, rate: float) -> bool:
    reach = max(round(SOON_S * (abs(viewer.rate) or rate)), 1)
    if viewer.rate < 0:
        return FrameState.MISSING in states[max(viewer.frame - reach, 0) : viewer.frame + 1]
    return FrameState.MISSING in states[viewer.frame : viewer.frame + reach]
