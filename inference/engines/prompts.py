"""What a prompt may say, the same for every engine."""

import math

from inference.contracts import MAX_BRUSH, BadPrompt, Box, Prompt
from inference.words import sentence

SAME_SPOT = 1 / 256  # of a side: masks tell no finer


def check(prompt: Prompt, *, has_prior: bool) -> None:
    """Raises BadPrompt for a prompt that is empty, outside the picture, contradicts itself, or only takes away.

    `has_prior`: there is a mask already that may be taken from.
    """
    if not prompt.points and prompt.box is None and not prompt.strokes:
        raise BadPrompt(sentence("There is no point to go by: click on the object."))
    for point in prompt.points:
        if _is_outside(point.x, point.y):
            raise BadPrompt(
                sentence("The point ({x}, {y}) lies outside the picture: x and y go from 0 to 1.", x=point.x, y=point.y)
            )
    if prompt.box is not None:
        _check_box(prompt.box)
    for stroke in prompt.strokes:
        if not stroke.places:
            raise BadPrompt(sentence("A stroke has no places: draw it again."))
        if not 0.0 < stroke.width <= MAX_BRUSH:
            raise BadPrompt(
                sentence(
                    "A brush {width} wide cannot paint: it must be over 0, at most {most}.",
                    width=stroke.width,
                    most=MAX_BRUSH,
                )
            )
        for x, y in stroke.places:
            if _is_outside(x, y):
                raise BadPrompt(
                    sentence(
                        "The place of a stroke ({x}, {y}) lies outside the picture: x and y go from 0 to 1.", x=x, y=y
                    )
                )
    if not has_prior and not prompt.keeps:
        raise BadPrompt(sentence("There is nothing to remove from yet: click on the object first."))
    keeps = [point for point in prompt.points if point.keep]
    for point in prompt.points:
        if not point.keep and any(math.dist((point.x, point.y), (k.x, k.y)) < SAME_SPOT for k in keeps):
            raise BadPrompt(sentence("A point on the object has one beside it that takes it away: remove one of them."))


def _check_box(box: Box) -> None:
    for x, y in ((box.left, box.top), (box.right, box.bottom)):
        if _is_outside(x, y):
            raise BadPrompt(
                sentence("The box's corner ({x}, {y}) lies outside the picture: x and y go from 0 to 1.", x=x, y=y)
            )
    if not (box.left < box.right and box.top < box.bottom):
        raise BadPrompt(sentence("The box is empty: drag it from one corner of the object to the other."))


def _is_outside(x: float, y: float) -> bool:
    return not (0.0 <= x <= 1.0 and 0.0 <= y <= 1.0)  # NaN too
