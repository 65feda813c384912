"""Pictures on their way to the engine: one thread decodes and encodes ahead while the engine steps.

What it encoded is kept within a byte budget by proxy and frame, not by matte: all objects of a clip share one decode
and one encoding.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any

from inference.cache import WarmCache, size_of
from inference.engines.base import Engine
from inference.frames import Clip, open_proxy, read_picture
from inference.interpolate import Luma
from inference.storage import Storage

ENCODED_BYTES = 400 * 1024 * 1024
CLIPS_BYTES = 200 * 1024 * 1024
CLIP_BYTES = 60 * 1024 * 1024  # of an open proxy: decoded frames and blocks
AHEAD = 2  # frames


class Reader:
    """Clips are its thread's alone: everything here runs there. Futures raise Missing, BadVideo, Away."""

    def __init__(self, storage: Storage, engine: Engine) -> None:
        self._storage, self._engine = storage, engine
        self._thread = ThreadPoolExecutor(1, "reader")
        self._clips = WarmCache(CLIPS_BYTES)
        self._encoded = WarmCache(ENCODED_BYTES)

    def encoded(self, proxy: str, frame: int) -> "Future[Any]":
        return self._thread.submit(self._encode, proxy, frame)

    def encoded_picture(self, data: bytes) -> "Future[Any]":
        """Of a picture that a page sent because there is no proxy yet."""
        return self._thread.submit(lambda: self._engine.encode(read_picture(data)))

    def ahead(self, proxy: str, frames: Iterable[int]) -> "Iterator[tuple[int, Any]]":
        """Each frame and its features, those of the next AHEAD being made meanwhile."""
        return ((frame, encoded) for frame, encoded, _ in self._ahead(proxy, ((frame, ()) for frame in frames)))

    def anchors(
        self, proxy: str, frames: range, source: int | None, *, with_lumas: bool = True
    ) -> "Iterator[tuple[int, Any, Future[list[Luma]] | None]]":
        """The same, and the lumas from the frame before each (`source` before the first, if any) up to itself."""
        if not with_lumas:
            return ((frame, encoded, None) for frame, encoded in self.ahead(proxy, frames))
        way = 1 if frames.step > 0 else -1
        before = [source, *frames]
        spans = (() if first is None else range(first, last + way, way) for first, last in itertools.pairwise(before))
        return self._ahead(proxy, zip(frames, spans, strict=True))

    def _ahead(
        self, proxy: str, wanted: "Iterable[tuple[int, Sequence[int]]]"
    ) -> "Iterator[tuple[int, Any, Future[list[Luma]]]]":
        def begun(count: int) -> "list[tuple[int, Future[Any], Future[list[Luma]]]]":
            return [
                (frame, self.encoded(proxy, frame), self._lumas(proxy, span)) for frame, span in islice(left, count)
            ]

        left = iter(wanted)
        waiting = begun(AHEAD)
        try:
            while waiting:
                frame, future, lumas = waiting.pop(0)
                encoded = future.result()
                waiting += begun(1)
                yield frame, encoded, lumas
        finally:
            for _, *futures in waiting:
                for each in futures:
                    each.cancel()

    def _lumas(self, proxy: str, frames: Sequence[int]) -> "Future[list[Luma]]":
        return self._thread.submit(lambda: [self._clip(proxy).luma(frame) for frame in frames])

    def drop(self, proxy: str) -> None:
        """Its decoder may have stopped in the middle of a read."""
        self._thread.submit(self._clips.drop, proxy)

    def _encode(self, proxy: str, frame: int) -> Any:
        key = f"{proxy}#{frame}"
        encoded = self._encoded.get(key)
        if encoded is None:
            encoded = self._engine.encode(self._clip(proxy).picture(frame))
            self._encoded.put(key, encoded, size_of(encoded))
        return encoded

    def _clip(self, proxy: str) -> Clip:
        clip: Clip | None = self._clips.get(proxy)
        if clip is None:
            clip = open_proxy(self._storage, proxy)
            self._clips.put(proxy, clip, CLIP_BYTES, clip.close)
        return clip
