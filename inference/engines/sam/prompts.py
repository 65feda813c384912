"""A person's prompt as the tokens that SAM's prompt encoder reads."""

import math

from inference.contracts import BadPrompt, Prompt, Stroke

REMOVE, KEEP, TOP_LEFT, BOTTOM_RIGHT = 0, 1, 2, 3  # labels of the published models
STROKE_POINTS = 8  # that stand for one stroke
MAX_TOKENS = 64
SAME_SPOT = 1 / 256  # of a side: the models' masks tell no finer

Token = tuple[float, float, int]  # x and y in 0..1, label


def read(prompt: Prompt, *, has_prior: bool) -> list[Token]:
    """The box's corners first, then points, then strokes sampled along their length.

    Raises BadPrompt for a prompt that is empty, outside the picture, contradicts itself, or only takes away.
    """
    corners, points = [], [(p.x, p.y, KEEP if p.keep else REMOVE) for p in prompt.points]
    if prompt.box:
        box = prompt.box
        if not (box.left < box.right and box.top < box.bottom):
            raise BadPrompt("The box is empty: drag it from one corner of the object to the other.")
        corners = [(box.left, box.top, TOP_LEFT), (box.right, box.bottom, BOTTOM_RIGHT)]
    for stroke in prompt.strokes:
        for x, y in stroke.places:
            _check_inside(x, y)
        points += [(x, y, KEEP if stroke.keep else REMOVE) for x, y in along(stroke)]
    if not corners and not points:
        raise BadPrompt("There is no point to go by: click on the object.")
    for x, y, _ in corners + points:
        _check_inside(x, y)
    if not has_prior and not prompt.keeps:
        raise BadPrompt("There is nothing to remove from yet: click on the object first.")
    _check_contradictions(points)
    return (corners + points)[:MAX_TOKENS]


def along(stroke: Stroke) -> list[tuple[float, float]]:
    """Places at equal distances along the stroke, its ends among them; raises BadPrompt when there are none."""
    if not stroke.places:
        raise BadPrompt("A stroke has no places: draw it again.")
    lengths = [math.dist(a, b) for a, b in zip(stroke.places, stroke.places[1:], strict=False)]
    whole = sum(lengths)
    if not whole > 0:
        return [stroke.places[0]]
    count = max(2, min(STROKE_POINTS, len(stroke.places)))
    found, done, piece = [], 0.0, 0
    for index in range(count):
        wanted = whole * index / (count - 1)
        while piece < len(lengths) - 1 and done + lengths[piece] < wanted:
            done += lengths[piece]
            piece += 1
        share = min((wanted - done) / lengths[piece], 1.0) if lengths[piece] else 0.0
        (ax, ay), (bx, by) = stroke.places[piece], stroke.places[piece + 1]
        found.append((ax + (bx - ax) * share, ay + (by - ay) * share))
    return found


def _check_inside(x: float, y: float) -> None:
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise BadPrompt(f"The point ({x}, {y}) lies outside the picture: x and y go from 0 to 1.")


def _check_contradictions(points: list[Token]) -> None:
    keeps = [(x, y) for x, y, label in points if label == KEEP]
    for x, y, label in points:
        if label == REMOVE and any(math.dist((x, y), keep) < SAME_SPOT for keep in keeps):
            raise BadPrompt("A point on the object has one beside it that takes it away: remove one of them.")
