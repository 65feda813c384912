"""A closer look: the picture around a box, encoded on its own, so that what is small there gets more cells."""

from dataclasses import replace

import numpy as np

from inference.contracts import Box, Prompt
from inference.engines.base import Alpha, Picture
from inference.engines.builtin.features import MIN_SIDE
from inference.engines.builtin.front import Rect

MARGIN = 0.3  # around what is kept, of its longer side: what the object must be told from
CLOSEST = 0.25  # of the picture's sides; a picture made larger than that shows nothing more


def around(prompt: Prompt, size: tuple[int, int]) -> Rect:
    """The box and all marks that keep, with a margin, as far as there is picture. size: H, W of it.

    Square or of the picture's own shape, so that two compiled graphs of the network serve every box.
    """
    height, width = size
    box = prompt.box
    kept = [(point.y, point.x) for point in prompt.points if point.keep]
    kept += [(y, x) for stroke in prompt.strokes if stroke.keep for x, y in stroke.places]
    if box:
        kept += [(box.top, box.left), (box.bottom, box.right)]
    low, high = np.min(kept, 0) * size, np.max(kept, 0) * size
    margin = 2 * MARGIN * (high - low).max()
    tall, wide = np.minimum(high - low + margin, size)
    share = max(tall / height, wide / width, CLOSEST)
    sides = round(share * height), round(share * width)
    square = round(max(tall, wide, CLOSEST * min(size)))
    if square <= min(size) and square**2 < sides[0] * sides[1]:
        sides = square, square
    sides = min(max(sides[0], MIN_SIDE), height), min(max(sides[1], MIN_SIDE), width)
    middle = (low + high) / 2
    top, left = (int(min(max(m - s / 2, 0), whole - s)) for m, s, whole in zip(middle, sides, size, strict=True))
    return top, left, top + sides[0], left + sides[1]


def cut(picture: Picture, rect: Rect) -> Picture:
    top, left, bottom, right = rect
    return np.ascontiguousarray(picture[top:bottom, left:right])


def inside(prompt: Prompt, rect: Rect, size: tuple[int, int]) -> Prompt:
    """The prompt in shares of the rectangle; without what it says of places beyond. size: H, W of the picture."""
    top, left, bottom, right = rect
    tall, wide = bottom - top, right - left

    def at(x: float, y: float) -> tuple[float, float]:
        return (x * size[1] - left) / wide, (y * size[0] - top) / tall

    def is_seen(place: tuple[float, float]) -> bool:
        return 0 <= place[0] <= 1 and 0 <= place[1] <= 1

    points = [replace(point, x=x, y=y) for point in prompt.points for x, y in [at(point.x, point.y)] if is_seen((x, y))]
    strokes = []
    for stroke in prompt.strokes:
        places = tuple(place for place in (at(*place) for place in stroke.places) if is_seen(place))
        if places:
            strokes.append(replace(stroke, places=places, width=stroke.width * size[1] / wide))
    box = prompt.box
    if box:
        x0, y0 = np.clip(at(box.left, box.top), 0, 1).tolist()
        x1, y1 = np.clip(at(box.right, box.bottom), 0, 1).tolist()
        box = Box(x0, y0, x1, y1)
    return replace(prompt, points=tuple(points), strokes=tuple(strokes), box=box)


def put(part: Alpha, rect: Rect, size: tuple[int, int]) -> Alpha:
    """A matte of the rectangle as one of the picture, empty elsewhere."""
    top, left, bottom, right = rect
    whole = np.zeros(size, np.uint8)
    whole[top:bottom, left:right] = part
    return whole
