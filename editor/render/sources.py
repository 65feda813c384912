"""Readers of source pictures for the export, by index.

Everything here decodes files that the media pipeline has already probed and accepted; protocols are limited to
`file` all the same.
"""

import itertools
from bisect import bisect_right
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import Interpolation
from numpy.typing import NDArray
from PIL import Image, ImageOps

from editor.lib.timebase import TICKS_PER_SECOND

# the quick way to RGB is a level or two too dark
_EXACT = Interpolation.BILINEAR | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT

RGBA = NDArray[np.uint8]  # H x W x 4, straight alpha
OPEN = {"protocol_whitelist": "file"}
_SEEK_AHEAD = 48  # frames: reading on is cheaper than a seek for gaps up to about this
_BEHIND_BYTES = 128 << 20  # of frames that are kept when reading goes back


class PictureSource:
    """A still. The same RGBA whatever the index."""

    def __init__(self, path: Path, box: tuple[int, int]) -> None:
        """`box`: no larger than this many pixels is needed (width, height)."""
        with Image.open(path) as image:
            upright = ImageOps.exif_transpose(image).convert("RGBA")
            upright.thumbnail(box, Image.Resampling.BILINEAR)
            self._rgba = np.asarray(upright)

    def frame(self, index: int) -> RGBA:
        return self._rgba

    def close(self) -> None:
        """Nothing is held open."""


class VideoSource:
    """Frames of a video by index into its frame table; a jump seeks to the key frame before it.

    A step back keeps what is decoded on the way to it, for the steps back that come next.
    """

    def __init__(self, path: Path, table: list[int]) -> None:
        """`table`: start tick of each frame in display order, the first 0 (the asset's frame table)."""
        self._container = av.open(str(path), options=OPEN)
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "AUTO"
        self._base: Fraction = self._stream.time_base or Fraction(1, TICKS_PER_SECOND)
        self._table = table
        # a frame's own time, rounded, may fall just before its tick: half a frame's grace finds the right one
        gaps = [b - a for a, b in itertools.pairwise(table)]
        self._grace = (min(gaps) // 2) if gaps else TICKS_PER_SECOND
        self._frames: Iterator[av.VideoFrame] = self._container.decode(self._stream)
        first = next(self._frames)
        self._origin = first.pts or 0
        self._index, self._current = 0, first
        self._shown: tuple[int, RGBA] | None = None
        self._behind: dict[int, av.VideoFrame] = {}

    def frame(self, index: int) -> RGBA:
        """RGBA of frame `index` as displayed (rotation applied). Past the end: the last frame."""
        index = max(0, min(index, len(self._table) - 1))
        if self._shown and self._shown[0] == index:
            return self._shown[1]
        rgba = _rgba(self.decoded(index))
        self._shown = (index, rgba)
        return rgba

    def decoded(self, index: int) -> av.VideoFrame:
        """Frame `index` as it was decoded. Past the end: the last frame."""
        index = max(0, min(index, len(self._table) - 1))
        if index in self._behind:
            return self._behind[index]
        back = index < self._index
        if back or index > self._index + _SEEK_AHEAD:
            self._behind.clear()
            self._seek(index)
        while self._index < index:
            if back:
                self._keep()
            try:
                following = next(self._frames)
            except (StopIteration, av.EOFError):
                break
            self._current, self._index = following, self._index_of(following)
        return self._current

    def close(self) -> None:
        self._container.close()

    def _keep(self) -> None:
        """Keep the current frame, and no more of those before it than there is room for."""
        self._behind[self._index] = self._current
        size = sum(plane.buffer_size for plane in self._current.planes)
        while len(self._behind) * size > _BEHIND_BYTES:
            self._behind.pop(next(iter(self._behind)))

    def _index_of(self, frame: av.VideoFrame) -> int:
        base = self._base
        ticks = ((frame.pts or 0) - self._origin) * base.numerator * TICKS_PER_SECOND // base.denominator
        return max(0, bisect_right(self._table, ticks + self._grace) - 1)

    def _seek(self, index: int) -> None:
        base = self._base
        pts = self._origin + self._table[index] * base.denominator // (base.numerator * TICKS_PER_SECOND)
        self._container.seek(pts, stream=self._stream, backward=True)
        self._frames = self._container.decode(self._stream)
        self._current = next(self._frames)
        self._index = self._index_of(self._current)


def matrix_of(frame: av.VideoFrame) -> int:
    """FFmpeg's number of the colour matrix. Browsers take untagged video for BT.709, which is 1, and so do we."""
    return frame.colorspace if frame.colorspace not in (0, 2) else 1


def _rgba(frame: av.VideoFrame) -> RGBA:
    made = frame.reformat(format="rgba", src_colorspace=matrix_of(frame), interpolation=_EXACT)
    rgba = made.to_ndarray().astype(np.uint8, copy=False)
    turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(rgba, turns)) if turns else rgba
