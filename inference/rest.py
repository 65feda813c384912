"""A matte at rest in S3: chunks of final and human frames, chunks of drafts, the engine's memory at a few places."""

import logging
import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from inference import mattes
from inference.contracts import FrameState
from inference.mattes import Alpha
from inference.storage import Missing, Storage

log = logging.getLogger(__name__)
KEPT_MEMORIES = 2  # of one chain: should the newest be damaged, the one before is a slice behind
_MEMORY = re.compile(r".*/(\w+)\.(\d+)\.ckpt")


class Rest:
    """All methods raise storage.Away."""

    def __init__(self, storage: Storage, matte: str) -> None:
        self._storage, self._matte = storage, matte
        self._checkpoints = f"checkpoints/{matte}/"

    # frames

    def put(self, revision: int, is_draft: bool, frames: Sequence[tuple[int, bytes]]) -> str:
        """frames: (frame, its bytes) in order and without a gap. Returns the object's key."""
        key_of = mattes.draft_key if is_draft else mattes.chunk_key
        key = key_of(self._matte, revision, frames[0][0], frames[-1][0])
        self._storage.put(key, b"".join(data for _, data in frames))
        return key

    def alpha(
        self, frame: int, revision: int | None = None, states: Collection[FrameState] = tuple(FrameState)
    ) -> Alpha | None:
        """The newest stored alpha of a frame, of `revision` and `states` if given; drafts where there is no other."""
        for folder in (mattes.FINALS, mattes.DRAFTS):
            for key, (made, start, end) in reversed(self._chunks(folder)):
                if start <= frame <= end and revision in (None, made):
                    for head, part in mattes.split_chunk(self._storage.get(key)):
                        if head.frame == frame and head.state in states:
                            return mattes.decode(part)[0].alpha
        return None

    def finals(self) -> list[tuple[str, tuple[int, int, int]]]:
        """Chunks of final and human frames, oldest first: key, and (revision, start, end)."""
        return self._chunks(mattes.FINALS)

    def chunk(self, key: str) -> bytes:
        return self._storage.get(key)

    def coverage(self, prompted: Collection[int]) -> dict[int, tuple[int, FrameState]]:
        """frame -> (revision, state) of all that is listed: the newest revision's, and of that the most final."""
        found: dict[int, tuple[int, FrameState]] = {}
        for folder in (mattes.FINALS, mattes.DRAFTS):
            for _, (revision, start, end) in self._chunks(folder):
                for frame in range(start, end + 1):
                    state = FrameState.HUMAN if frame in prompted else FrameState.FINAL
                    made = (revision, FrameState.DRAFT if folder == mattes.DRAFTS else state)
                    found[frame] = max(found.get(frame, made), made)
        return found

    def _chunks(self, folder: str) -> list[tuple[str, tuple[int, int, int]]]:
        """Keys, and what they say, by revision."""
        keys = self._storage.keys(f"{folder}/{self._matte}/")
        return sorted(((key, mattes.parse_chunk_key(key)) for key in keys), key=lambda chunk: chunk[1])

    # memories

    def put_memory(self, chain: str, last: int, data: bytes) -> str:
        """Kept beside the chain's memory before it; older ones go. Returns the object's key."""
        old = list(self._memories(chain))
        key = f"{self._checkpoints}{chain}.{last:08d}.ckpt"
        self._storage.put(key, data)
        for known in sorted(old, key=lambda known: abs(known - last))[KEPT_MEMORIES - 1 :]:
            if known != last:
                self._storage.delete(f"{self._checkpoints}{chain}.{known:08d}.ckpt")
        return key

    def memories(self, chain: str, source: int, step: int) -> Iterator[tuple[int, bytes]]:
        """(frame seen last, memory) of a chain at or before `source` as it goes, nearest first."""
        known = [last for last in self._memories(chain) if (source - last) * step >= 0]
        for last in sorted(known, key=lambda last: abs(source - last)):
            try:
                yield last, self._storage.get(f"{self._checkpoints}{chain}.{last:08d}.ckpt")
            except Missing:
                continue

    def _memories(self, chain: str) -> Iterator[int]:
        for key in self._storage.keys(f"{self._checkpoints}{chain}."):
            if found := _MEMORY.fullmatch(key):
                yield int(found[2])

    def tidy(self) -> None:
        """Of a finished matte nothing but its final frames is wanted."""
        for prefix in (self._checkpoints, f"{mattes.DRAFTS}/{self._matte}/"):
            self.remove(self._storage.keys(prefix))

    def remove(self, keys: Iterable[str]) -> None:
        for key in keys:
            self._storage.delete(key)
