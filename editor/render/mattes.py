"""A matte's frames for the export, read from their chunks in S3."""

from bisect import bisect_left
from typing import Any

import numpy as np
from numpy.typing import NDArray

from editor import storage
from inference import mattes as wire

_KEPT_CHUNKS = 4


class MatteFrames:
    """Alpha planes of one matte by source frame; at most a few chunks are held."""

    def __init__(self, matte_id: str, invalidations: list[dict[str, int]]) -> None:
        self._invalidations = invalidations
        self._prefix = f"mattes/{matte_id}/"
        self._chunks: list[tuple[int, int, int, str]] = []  # start, end, revision, key
        self._held: dict[str, dict[int, Any]] = {}
        self.refresh()

    def refresh(self) -> None:
        """Look again at what S3 holds; newest revision last."""
        chunks = []
        for key in storage.list_keys(self._prefix):
            revision, start, end = key.rsplit("/", 1)[1].removesuffix(".phm").split("-")
            chunks.append((int(start), int(end), int(revision), key))
        self._chunks = sorted(chunks, key=lambda chunk: chunk[2])

    def missing(self, frames: list[int]) -> list[int]:
        """Those of the sorted `frames` that no valid chunk covers."""
        covered: set[int] = set()
        for start, end, revision, _ in self._chunks:
            for frame in frames[bisect_left(frames, start) :]:
                if frame > end:
                    break
                if not self._stale(frame, revision):
                    covered.add(frame)
        return [frame for frame in frames if frame not in covered]

    def alpha(self, frame: int) -> NDArray[np.uint8]:
        """H x W soft alpha at proxy size. Raises KeyError when it is not there."""
        for start, end, revision, key in reversed(self._chunks):
            if start <= frame <= end and not self._stale(frame, revision):
                found = self._load(key).get(frame)
                if found is not None:
                    return found.alpha
        raise KeyError(frame)

    def _stale(self, frame: int, revision: int) -> bool:
        return any(i["revision"] > revision and i["start"] <= frame <= i["end"] for i in self._invalidations)

    def _load(self, key: str) -> dict[int, Any]:
        if key not in self._held:
            while len(self._held) >= _KEPT_CHUNKS:
                self._held.pop(next(iter(self._held)))
            self._held[key] = {frame.frame: frame for frame in wire.decode_chunk(storage.get_bytes(key))}
        return self._held[key]
