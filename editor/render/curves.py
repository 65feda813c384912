"""Curves of light: levels in, levels out. Twin of frontend/src/model/curves.ts, on tests/vectors/curves.json."""

import math
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from editor.render.values import is_number

CHANNELS = ("all", "red", "green", "blue")  # all three alike first, then each by itself
MOST_POINTS = 16  # of one channel; the later ones are not looked at
Points = list[list[float]]
STRAIGHT: Points = [[0, 0], [1, 1]]


def read_curves(value: Any) -> dict[str, Points]:
    rows = value if isinstance(value, dict) else {}
    return {channel: _points(rows.get(channel)) for channel in CHANNELS}


def _points(value: Any) -> Points:
    """Of two points at one level the later in the list stays; fewer than two levels are a straight line."""
    found: dict[float, float] = {}
    for point in value[:MOST_POINTS] if isinstance(value, list) else []:
        if isinstance(point, list) and len(point) == 2 and all(map(is_number, point)):
            found[_held(point[0])] = _held(point[1])
    return STRAIGHT if len(found) < 2 else [[at, found[at]] for at in sorted(found)]


def _held(level: float) -> float:
    held = min(1, max(0, level))
    return int(held) if float(held).is_integer() else held


def is_straight(curves: dict[str, Points]) -> bool:
    return all(points == STRAIGHT for points in curves.values())


def curve_at(points: Points, level: float) -> float:
    """What a level becomes: between points a cubic that never overshoots them (Steffen 1990), beyond them the last."""
    following = next((index for index, (at, _) in enumerate(points) if at > level), None)
    if following is None:
        return points[-1][1]
    if following == 0:
        return points[0][1]
    a, b = points[following - 1], points[following]
    h = b[0] - a[0]
    t = (level - a[0]) / h
    p, q = _slope(points, following - 1) * h, _slope(points, following) * h
    rise = b[1] - a[1]
    return a[1] + t * (p + t * (3 * rise - 2 * p - q + t * (p + q - 2 * rise)))


def _slope(points: Points, index: int) -> float:
    def secant(first: int) -> tuple[float, float]:
        a, b = points[first], points[first + 1]
        return b[0] - a[0], (b[1] - a[1]) / (b[0] - a[0])

    if index in (0, len(points) - 1):
        return secant(min(index, len(points) - 2))[1]
    (left, before), (right, after) = secant(index - 1), secant(index)
    if before * after <= 0:
        return 0
    mean = (before * right + after * left) / (left + right)
    return math.copysign(min(2 * abs(before), 2 * abs(after), abs(mean)), mean)


def table_of(curves: dict[str, Points]) -> NDArray[np.float32]:
    """256 x 3: of each level what red, green and blue become, 0..1 in steps of 1/255."""
    return _table(tuple(tuple(map(tuple, curves[channel])) for channel in CHANNELS))


@lru_cache(32)
def _table(channels: Any) -> NDArray[np.float32]:
    every, *parts = ([list(point) for point in points] for points in channels)
    levels = [curve_at(every, level / 255) for level in range(256)]
    rows = [[math.floor(curve_at(points, level) * 255 + 0.5) for points in parts] for level in levels]
    return np.array(rows, np.float32) / np.float32(255)


def curved(colour: NDArray[np.float32], curves: dict[str, Points]) -> NDArray[np.float32]:
    """H x W x 3 in 0..1, between two levels in a straight line."""
    table, levels = table_of(curves), np.arange(256, dtype=np.float32) / np.float32(255)
    return np.stack([np.interp(colour[..., n], levels, table[:, n]) for n in range(3)], -1).astype(np.float32)
