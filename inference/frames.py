"""Frames of a proxy by index, read from S3 by ranges: never the whole file, at most one GOP for a seek."""

import io
from bisect import bisect_right
from collections import OrderedDict
from typing import Any

import av
import numpy as np
from PIL import Image, UnidentifiedImageError

from inference.contracts import BadVideo
from inference.engines.base import Picture
from inference.interpolate import Luma
from inference.storage import Storage
from inference.words import sentence

BLOCK = 512 * 1024  # bytes fetched at once
BLOCKS = 16  # kept
KEPT_FRAMES = 64  # decoded: what drafts at the widest stride go back to
PICTURE_BOX = (960, 540)  # of a proxy
LUMA_SHARE = 4  # a luma's sides are this part of the picture's


def read_picture(data: bytes) -> Picture:
    """A page's JPEG or WebP. Raises BadVideo for anything else, and for more pixels than a proxy may have."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "WEBP")) as image:
            if image.width > PICTURE_BOX[0] or image.height > PICTURE_BOX[1]:
                raise BadVideo(
                    sentence(
                        "A clicked picture of {width} x {height} is larger than {most}.",
                        width=image.width,
                        height=image.height,
                        most=PICTURE_BOX,
                    )
                )
            return np.array(image.convert("RGB"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise BadVideo(
            sentence("The clicked picture cannot be read: the mask comes when the clip is uploaded.")
        ) from error


class RangedFile(io.RawIOBase):
    """An S3 object as a seekable file, fetched in blocks."""

    def __init__(self, storage: Storage, key: str) -> None:
        self._storage, self._key = storage, key
        self._size = storage.size(key)
        self._at = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def read(self, size: int = -1) -> bytes:
        stop = self._size if size < 0 else min(self._at + size, self._size)
        parts = []
        while self._at < stop:
            index, inside = divmod(self._at, BLOCK)
            part = self._block(index)[inside : inside + stop - self._at]
            if not part:
                break
            parts.append(part)
            self._at += len(part)
        return b"".join(parts)

    def _block(self, index: int) -> bytes:
        if index not in self._blocks:
            self._blocks[index] = self._storage.get(self._key, index * BLOCK, min((index + 1) * BLOCK, self._size))
            while len(self._blocks) > BLOCKS:
                self._blocks.popitem(last=False)
        self._blocks.move_to_end(index)
        return self._blocks[index]


class Clip:
    """Pictures of a video by display index. `source`: a path or a seekable file. close() it."""

    def __init__(self, source: Any) -> None:
        try:
            self._container: Any = av.open(source, mode="r")
            self._stream: Any = self._container.streams.video[0]
        except (av.FFmpegError, IndexError, OSError) as error:
            raise BadVideo(sentence("The proxy cannot be opened as video: {why}.", why=error)) from error
        self._stream.thread_type = "SLICE"  # frame threads delay each seek
        self._times, self._keys = self._index()
        self._decoded: OrderedDict[int, Any] = OrderedDict()  # as the decoder gave them
        self._decoder: Any = None
        self._next = 0  # index that the decoder gives next

    def _index(self) -> tuple[list[int], list[int]]:
        """Presentation times in order, and the indices of key frames; from the header when it has them all."""
        entries = [(e.timestamp, e.is_keyframe) for e in self._stream.index_entries]
        has_reordering = self._stream.codec_context.has_b_frames
        if not entries or has_reordering or (self._stream.frames and len(entries) != self._stream.frames):
            entries = [(p.pts, p.is_keyframe) for p in self._container.demux(self._stream) if p.pts is not None]
        else:
            # the index holds decoding times; without reordering they differ from the presentation's by a constant
            first = next((p.pts for p in self._container.demux(self._stream) if p.pts is not None), 0)
            shift = first - min(t for t, _ in entries)
            entries = [(t + shift, is_key) for t, is_key in entries]
        if not entries:
            raise BadVideo(sentence("The proxy holds no frames."))
        entries.sort()
        return [t for t, _ in entries], [i for i, (_, is_key) in enumerate(entries) if is_key] or [0]

    def __len__(self) -> int:
        return len(self._times)

    @property
    def size(self) -> tuple[int, int]:
        """(height, width)."""
        return int(self._stream.codec_context.height), int(self._stream.codec_context.width)

    def picture(self, index: int) -> Picture:
        """RGB uint8 H x W x 3. Raises BadVideo past the end, or for damaged data."""
        return np.ascontiguousarray(self._frame(index).to_ndarray(format="rgb24"))

    def luma(self, index: int) -> Luma:
        """Uint8 h x w, a LUMA_SHARE of the picture's sides. Raises as picture() does."""
        frame = self._frame(index)
        height, width = (max(side // LUMA_SHARE, 1) for side in (frame.height, frame.width))
        return np.ascontiguousarray(frame.reformat(width, height, "gray", interpolation="AREA").to_ndarray())

    def _frame(self, index: int) -> Any:
        if not 0 <= index < len(self._times):
            raise BadVideo(
                sentence(
                    "Frame {frame} is not in the proxy, which has {count} frames.", frame=index, count=len(self._times)
                )
            )
        if index not in self._decoded:
            self._decode_to(index)
        self._decoded.move_to_end(index)
        return self._decoded[index]

    def _decode_to(self, index: int) -> None:
        gop = self._keys[max(bisect_right(self._keys, index) - 1, 0)]
        try:
            if self._decoder is None or not gop <= self._next <= index:
                self._container.seek(self._times[gop], stream=self._stream, backward=True, any_frame=False)
                self._decoder = self._container.decode(self._stream)
                self._next = gop
            for frame in self._decoder:
                at = bisect_right(self._times, frame.pts) - 1 if frame.pts is not None else self._next
                self._next = at + 1
                if at >= gop:
                    self._keep(at, frame)
                if at >= index:
                    break
        except av.FFmpegError as error:
            self._decoder = None
            raise BadVideo(
                sentence("Frame {frame} of the proxy cannot be decoded: {why}.", frame=index, why=error)
            ) from error
        if index not in self._decoded:
            self._decoder = None
            raise BadVideo(sentence("Frame {frame} of the proxy is damaged: it does not decode.", frame=index))

    def _keep(self, index: int, frame: Any) -> None:
        self._decoded[index] = frame
        self._decoded.move_to_end(index)
        while len(self._decoded) > KEPT_FRAMES:
            self._decoded.popitem(last=False)

    def close(self) -> None:
        self._decoded.clear()
        self._decoder = None
        self._container.close()


def open_proxy(storage: Storage, key: str) -> Clip:
    """Raises Missing, BadVideo."""
    return Clip(RangedFile(storage, key))
