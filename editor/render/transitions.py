"""How a clip comes in over the one that ends where it starts. Twin of frontend/src/engine/transitions.ts.

Over `length`, of which `before` lies before the cut, the share p grows from 0 to 1. Both clips go on meanwhile with
what their sources have beyond the cut, or stand still on their last and first frames; where there is no clip before,
the clip comes in over what lies below.

dissolve  the clip's opacity is p.
dip       the clip before, under a colour that comes; from the half on the clip, under a colour that goes.
wipe      the clip is cropped on its right to p of its picture.
push      the clip comes from the right and moves the one before out on the left.
slide     the clip comes from the right over the one before.
"""

from typing import Any

TRANSITIONS = ("dissolve", "dip", "wipe", "push", "slide")
Item = dict[str, Any]


def spans(transition: dict[str, Any], last: int, own: int) -> tuple[int, int]:
    """What counts of it before and after its cut: no more than the clips that meet there are long."""
    before = transition.get("before", 0)
    return min(before, last), min(transition["length"] - before, own)


def share(last: dict[str, Any] | None, clip: dict[str, Any], at: int) -> float | None:
    """How far a clip has come in over the one before, 0..1; None outside its transition."""
    transition = clip.get("transition")
    if not transition:
        return None
    before, after = spans(transition, last["length"] if last else 0, clip["length"])
    since = at - clip["start"] + before
    return since / (before + after) if 0 <= since < before + after else None


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
