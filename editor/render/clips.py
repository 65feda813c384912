"""Source times of clips. Twin of frontend/src/model/queries.ts."""

from typing import Any

Clip = dict[str, Any]
# Backwards a frame begins where it ends forwards: so long before is within it, whatever its file's clock.
BEFORE = 846_720


def source_tick(clip: Clip, at: int) -> int:
    """Source time that cuts and keyframes count by, at timeline tick `at`."""
    speed, elapsed = clip["speed"], at - clip["start"]
    return int(clip["in"]) + (elapsed if speed == 1 else int(elapsed * speed))


def source_frame_tick(clip: Clip, at: int) -> int:
    """Source time whose frame is shown at timeline tick `at`."""
    if is_still(clip):
        return int(clip["still"])
    tick = source_tick(clip, at)
    return max(0, tick - BEFORE if clip["speed"] < 0 else tick)


def is_still(clip: Clip) -> bool:
    """Whether one frame is shown all along."""
    return clip.get("still") is not None
