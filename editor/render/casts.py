"""What a matte's object casts around it: an outline, or a shadow. Twin of frontend/src/engine/casts.ts.

outline  where the object is nearer than `width`, with an edge `soft` wide whose middle lies there.
shadow   the matte, blurred by a Gaussian of `soft`; its item lies where it falls.

Both are in thousandths of the picture's height, and are worked out on a raster of the matte with room around it.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from editor.render.effects import gaussian

Plain = dict[str, Any]
Plane = NDArray[np.uint8]
# pixels of its raster that an outline reaches at most, and that a shadow's sigma spans: wider ones need no fine one
FINEST = {"outline": 8, "shadow": 2}
LEAST_SIGMA = 0.3  # below it a blur is none


def reach_of(cast: Plain, height: float) -> float:
    """How far an outline is looked for: half its soft edge lies outside its width."""
    return float(cast["width"] / 1000 * height + _soft(cast, height) / 2)


def _soft(cast: Plain, height: float) -> float:
    """A hard edge is a pixel wide."""
    return float(max(1, cast["soft"] / 1000 * height))


def cast_raster(cast: Plain, width: float, height: float, frame: tuple[int, int]) -> tuple[int, int, float, int]:
    """Width and height of the matte's raster without its margin, its pixels for one as drawn, and the margin."""
    fine = min(1, 2 * frame[0] / width, 2 * frame[1] / height)
    outline = cast["kind"] == "outline"
    size = reach_of(cast, height) if outline else cast["soft"] / 1000 * height
    scale = fine * min(1, FINEST[cast["kind"]] / max(size * fine, 1e-6))
    margin = math.ceil((size if outline else 3 * size) * scale) + 2
    w, h = (max(1, int(side * scale + 0.5)) for side in (width, height))
    return w, h, scale, margin


def cast_plane(cast: Plain, matte: Plane, item: Plain, frame: tuple[int, int]) -> tuple[Plane, tuple[float, float]]:
    """What is cast, on a raster with a margin, and the margin in shares of the picture's width and height.

    Of an outline 1 less the square of the distance in reaches; of a shadow how dark it is.
    """
    width, height = item["rect"]["w"], item["rect"]["h"]
    w, h, scale, margin = cast_raster(cast, width, height, frame)
    flat = np.zeros((h + 2 * margin, w + 2 * margin), np.uint8)
    inner = np.asarray(Image.fromarray(matte).resize((w, h), Image.Resampling.BILINEAR))
    part = item.get("part") or {"left": 0, "top": 0, "right": 1, "bottom": 1}
    top, bottom = (math.ceil(part[name] * h - 0.5) for name in ("top", "bottom"))
    left, right = (math.ceil(part[name] * w - 0.5) for name in ("left", "right"))
    flat[margin + top : margin + bottom, margin + left : margin + right] = inner[top:bottom, left:right]
    if cast["kind"] == "outline":
        made = _near(flat, reach_of(cast, height) * scale)
    else:
        made = _blurred(flat, max(LEAST_SIGMA, cast["soft"] / 1000 * height * scale))
    return made, (margin / w, margin / h)


def cast_alpha(cast: Plain, plane: NDArray[np.float32], height: float) -> NDArray[np.float32]:
    """What `cast_plane` gave, in 0..1 and as large as it is drawn -> alpha."""
    if cast["kind"] != "outline":
        return plane
    away = np.float32(reach_of(cast, height)) * np.sqrt(1 - plane)
    edge = (np.float32(cast["width"] / 1000 * height) - away) / np.float32(_soft(cast, height)) + np.float32(0.5)
    return edge.clip(0, 1)


def _near(plane: Plane, radius: float) -> Plane:
    """The most of what is near, less the square of how far it is in radii."""
    for axis in (1, 0):
        reach = math.ceil(radius)
        level = plane.astype(np.float32) / 255
        most = np.zeros_like(level)
        for step in range(-reach, reach + 1):
            size = plane.shape[axis]
            low, high = max(0, step), min(size, size + step)
            there = [slice(None), slice(None)]
            here = [slice(None), slice(None)]
            there[axis], here[axis] = slice(low, high), slice(low - step, high - step)
            near = level[tuple(there)] - np.float32(step * step / (radius * radius))
            np.maximum(most[tuple(here)], near, out=most[tuple(here)])
        plane = (most * 255 + 0.5).astype(np.uint8)
    return plane


def _blurred(plane: Plane, sigma: float) -> Plane:
    for axis in (1, 0):
        plane = (gaussian(plane.astype(np.float32), sigma, axis) + 0.5).clip(0, 255).astype(np.uint8)
    return plane
