"""How a clip comes in over the one that ends where it starts. Twin of frontend/src/engine/transitions.ts.

Over `length`, of which `before` lies before the cut, the share p grows from 0 to 1. Both clips go on meanwhile with
what their sources have beyond the cut, or stand still on their last and first frames; where there is no clip before,
the clip comes in over what lies below.

dissolve  the clip's opacity is p.
dip       the clip before, under a colour that comes; from the half on the clip, under a colour that goes.
wipe      from the side that the clip comes from, p of its picture is there.
push      the clip comes from that side and moves the one before out on the other.
slide     the clip comes from that side over the one before.
"""

from typing import Any

TRANSITIONS = ("dissolve", "dip", "wipe", "push", "slide")
# where a clip comes from -> the way there from the middle, across and down
SIDES = {"left": (-1, 0), "right": (1, 0), "top": (0, -1), "bottom": (0, 1)}
Item = dict[str, Any]


def spans(transition: dict[str, Any], last: int, own: int) -> tuple[int, int]:
    """What counts of it before and after its cut: no more than the clips that meet there are long."""
    before = transition.get("before", 0)
    return min(before, last), min(transition["length"] - before, own)


def usual_side(kind: str) -> str:
    """Where a clip comes from if nothing is said."""
    return "left" if kind == "wipe" else "right"


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
    # exports that were asked for before there were sides have none
    side = transition.get("from", usual_side(transition["kind"]))
    match transition["kind"]:
        case "dissolve":
            return [*before, *({**item, "opacity": item["opacity"] * p} for item in after)]
        case "wipe":
            return [*before, *(_cropped(item, side, p) for item in after)]
        case "slide" | "push":
            across, down = SIDES[side]
            coming = [_moved(item, across * width * (1 - p), down * height * (1 - p)) for item in after]
            if transition["kind"] == "slide":
                return [*before, *coming]
            return [*(_moved(item, -across * width * p, -down * height * p) for item in before), *coming]
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


def _moved(item: Item, dx: float, dy: float) -> Item:
    rect = item["rect"]
    return {**item, "rect": {**rect, "x": rect["x"] + dx, "y": rect["y"] + dy}}


_FAR = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}


def _cropped(item: Item, side: str, p: float) -> Item:
    """What is there of it reaches from the side to an edge that goes to the other."""
    part = item["part"] or {"left": 0, "top": 0, "right": 1, "bottom": 1}
    edge = p if side in ("left", "top") else 1 - p
    low, high = sorted((part[side], part[_FAR[side]]))
    return {**item, "part": {**part, _FAR[side]: max(low, min(high, edge))}}
