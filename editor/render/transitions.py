"""How a clip comes in over the one that ends where it starts. Twin of frontend/src/engine/transitions.ts.

Over `length` from its start the share p grows from 0 to 1. The clip before goes on meanwhile with what its source has
after the cut, or stands still on its last frame; where there is none, the clip comes in over what lies below.

dissolve  the clip's opacity is p.
dip       the clip before, under a colour that comes; from the half on the clip, under a colour that goes.
wipe      the clip is cropped on its right to p of its picture.
push      the clip comes from the right and moves the one before out on the left.
slide     the clip comes from the right over the one before.
"""

from typing import Any

TRANSITIONS = ("dissolve", "dip", "wipe", "push", "slide")
Item = dict[str, Any]


def share(clip: dict[str, Any], at: int) -> float | None:
    """0..1 within the clip's transition; None outside it."""
    transition = clip.get("transition")
    if not transition:
        return None
    length = min(transition["length"], clip["length"])
    return (at - clip["start"]) / length if at - clip["start"] < length else None


def between(
    before: list[Item], after: list[Item], transition: dict[str, Any], p: float, width: int, height: int
) -> list[Item]:
    """The draw items of both clips at share p."""
    match transition["kind"]:
        case "dissolve":
            return [*before, *({**item, "opacity": item["opacity"] * p} for item in after)]
        case "wipe":
            return [*before, *(_cropped(item, p) for item in after)]
        case "slide":
            return [*before, *(_moved(item, width * (1 - p)) for item in after)]
        case "push":
            return [*(_moved(item, -width * p) for item in before), *(_moved(item, width * (1 - p)) for item in after)]
    dip: Item = {
        "clip": "dip",
        "kind": "colour",
        "asset": "",
        "sourceTicks": 0,
        "rect": {"x": 0, "y": 0, "w": width, "h": height},
        "rotation": 0,
        "opacity": 2 * p if p < 0.5 else 2 * (1 - p),
        "colour": transition["colour"],
        "matte": None,
        "part": None,
        "effects": [],
        "blend": "normal",
    }
    return [*(before if p < 0.5 else after), dip]


def _moved(item: Item, dx: float) -> Item:
    return {**item, "rect": {**item["rect"], "x": item["rect"]["x"] + dx}}


def _cropped(item: Item, p: float) -> Item:
    part = item["part"] or {"left": 0, "top": 0, "right": 1, "bottom": 1}
    return {**item, "part": {**part, "right": max(part["left"], min(part["right"], p))}}
