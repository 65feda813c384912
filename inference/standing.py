"""What the machine had finished of a matte before a human corrected it: it stands where the correction changes nothing.

Which revisions those are follows from the job alone, and what is finished at rest is never altered, so that a chain
that is made again comes out the same.
"""

from collections.abc import Sequence

from inference import mattes
from inference.contracts import FrameState, MatteJob, standing
from inference.mattes import Alpha
from inference.rest import Rest

KEPT_CHUNKS = 2  # packed; frames are asked for one after another


class Standing:
    """Of one job. Methods raise storage.Away."""

    def __init__(self, rest: Rest, job: MatteJob) -> None:
        self._rest, self._invalidations = rest, job.invalidations
        self._listed: Sequence[tuple[str, tuple[int, int, int]]] | None = None
        self._chunks: dict[str, dict[int, bytes]] = {}

    def revisions(self, frame: int) -> range:
        return standing(frame, self._invalidations)

    def alpha(self, frame: int) -> Alpha | None:
        """The newest of those revisions' finished mask, or None."""
        revisions = self.revisions(frame)
        if not revisions:
            return None
        if self._listed is None:
            self._listed = self._rest.finals()
        for key, (made, start, end) in reversed(self._listed):
            if made in revisions and start <= frame <= end and (data := self._finished(key).get(frame)):
                return mattes.decode(data)[0].alpha
        return None

    def _finished(self, key: str) -> dict[int, bytes]:
        if key not in self._chunks:
            while len(self._chunks) >= KEPT_CHUNKS:
                self._chunks.pop(next(iter(self._chunks)))
            parts = mattes.split_chunk(self._rest.chunk(key))
            self._chunks[key] = {head.frame: part for head, part in parts if head.state == FrameState.FINAL}
        return self._chunks[key]
