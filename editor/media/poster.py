"""The one picture that stands for a video in lists."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

POSTER_BOX = (640, 360)
_AT_S = 1.0  # films tend to begin in black
_BT709 = 1
_UNTAGGED = (0, 2)


def write_poster(film: Any, stream: Any, first: Any, size: tuple[int, int], path: Path) -> None:
    """JPEG of the picture about a second in, or of `first`, the frame decoded already, where that cannot be had.

    size: as displayed. Moves the position in `film`.
    """
    frame = first
    with suppress(av.FFmpegError, StopIteration):
        target = float(first.time or 0.0) + _AT_S
        film.seek(int(target * av.time_base), backward=True)
        frame = next(film.decode(stream))
    as_picture(frame, size, POSTER_BOX).save(path, quality=85)


def as_picture(frame: Any, size: tuple[int, int], box: tuple[int, int]) -> Image.Image:
    """RGB as displayed, no larger than `box`. size: of the frame as displayed, which its pixel shape may stretch."""
    turns = round(frame.rotation / 90) % 4
    scale = min(1.0, box[0] / size[0], box[1] / size[1])
    width, height = (max(2, round(side * scale / 2) * 2) for side in size)
    if turns % 2:
        width, height = height, width
    matrix = _BT709 if frame.colorspace in _UNTAGGED else frame.colorspace
    rgb = frame.reformat(width, height, format="rgb24", src_colorspace=matrix).to_ndarray()
    return Image.fromarray(np.ascontiguousarray(np.rot90(rgb, turns)))
