"""A person's prompt as the tokens that SAM's prompt encoder reads."""

import math

from inference.contracts import Prompt, Stroke
from inference.engines import prompts

REMOVE, KEEP, TOP_LEFT, BOTTOM_RIGHT = 0, 1, 2, 3  # labels of the published models
STROKE_POINTS = 8  # that stand for one stroke
MAX_TOKENS = 64

Token = tuple[float, float, int]  # x and y in 0..1, label


def read(prompt: Prompt, *, has_prior: bool) -> list[Token]:
    """The box's corners first, then points, then strokes sampled along their length. Raises BadPrompt."""
    prompts.check(prompt, has_prior=has_prior)
    corners, points = [], [(p.x, p.y, KEEP if p.keep else REMOVE) for p in prompt.points]
    if prompt.box:
        box = prompt.box
        corners = [(box.left, box.top, TOP_LEFT), (box.right, box.bottom, BOTTOM_RIGHT)]
    for stroke in prompt.strokes:
        points += [(x, y, KEEP if stroke.keep else REMOVE) for x, y in along(stroke)]
    return (corners + points)[:MAX_TOKENS]


def along(stroke: Stroke) -> list[tuple[float, float]]:
    """Places at equal distances along the stroke, its ends among them."""
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
