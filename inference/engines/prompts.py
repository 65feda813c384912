"""What a prompt may say, the same for every engine."""

import math

from inference.contracts import MAX_BRUSH, BadPrompt, Box, Prompt

SAME_SPOT = 1 / 256  # of a side: masks tell no finer


def check(prompt: Prompt, *, has_prior: bool) -> None:
    """Raises BadPrompt for a prompt that is empty, outside the picture, contradicts itself, or only takes away.

    `has_prior`: there is a mask already that may be taken from.
    """
    if not prompt.points and prompt.box is None and not prompt.strokes:
        raise BadPrompt("There is no point to go by: click on the object.")
    for point in prompt.points:
        _check_place(point.x, point.y, "point")
    if prompt.box is not None:
        _check_box(prompt.box)
    for stroke in prompt.strokes:
        if not stroke.places:
            raise BadPrompt("A stroke has no places: draw it again.")
        if not 0.0 < stroke.width <= MAX_BRUSH:
            raise BadPrompt(f"A brush {stroke.width} wide cannot paint: it must be over 0, at most {MAX_BRUSH}.")
        for x, y in stroke.places:
            _check_place(x, y, "place of a stroke")
    if not has_prior and not prompt.keeps:
        raise BadPrompt("There is nothing to remove from yet: click on the object first.")
    keeps = [point for point in prompt.points if point.keep]
    for point in prompt.points:
        if not point.keep and any(math.dist((point.x, point.y), (k.x, k.y)) < SAME_SPOT for k in keeps):
            raise BadPrompt("A point on the object has one beside it that takes it away: remove one of them.")


def _check_box(box: Box) -> None:
    _check_place(box.left, box.top, "box's corner")
    _check_place(box.right, box.bottom, "box's corner")
    if not (box.left < box.right and box.top < box.bottom):
        raise BadPrompt("The box is empty: drag it from one corner of the object to the other.")


def _check_place(x: float, y: float, name: str) -> None:
    if not (0.0 <= x <= 1.0 and 0.0 <= y <= 1.0):  # refuses NaN too
        raise BadPrompt(f"The {name} ({x}, {y}) lies outside the picture: x and y go from 0 to 1.")
