"""A whole clip from the frames that a human ruled, without a server or a playhead to race."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from inference.contracts import SceneCut
from inference.engines.base import Alpha, Engine


def follow(
    engine: Engine,
    encode: Callable[[int], Any],
    frame_count: int,
    humans: Mapping[int, Alpha],
    believed: Mapping[int, Alpha] | None = None,
) -> Iterator[tuple[int, Alpha]]:
    """Every frame and its matte, each human frame first, then what follows from it: earlier frames, then later ones.

    encode(frame): its features. Between two human frames each rules the half beside it. Human frames come out as given.
    Frames that lie beyond a cut, seen from their human frame, are left out. `believed`: what frames were before the
    human ones among them corrected it.
    """
    before = believed or {}
    ruled = sorted(humans)
    cuts: list[int] = []  # frames that are the first of a new scene

    def run(memory: Any, frames: range) -> Iterator[tuple[int, Alpha]]:
        for frame in frames:
            try:
                alpha = engine.step(memory, frame, encode(frame), before.get(frame))
            except SceneCut:
                cuts.append(max(frame, frame - frames.step))
                return
            yield frame, alpha

    ahead = None  # the memory that came from the human frame before, and where it stands
    for index, human in enumerate(ruled):
        yield human, humans[human]
        first = (ruled[index - 1] + human) // 2 + 1 if index else 0
        last = (human + ruled[index + 1]) // 2 if index + 1 < len(ruled) else frame_count - 1
        if index and cuts and cuts[-1] > ruled[index - 1]:
            first = cuts[-1]  # the run from the human frame before stopped there: all beyond is this one's
        for frames in (range(human - 1, first - 1, -1), range(human + 1, last + 1)):
            memory = engine.new_memory()
            beside = [index + frames.step] if 0 <= index + frames.step < len(ruled) else []
            if frames:
                for near in (*beside, index):
                    frame = ruled[near]
                    engine.restart(memory)
                    engine.remember(
                        memory, frame, encode(frame), humans[frame], is_human=True, believed=before.get(frame)
                    )
                yield from run(memory, frames)
            if frames.step < 0 and ahead and cuts and first < cuts[-1] <= human:
                yield from run(ahead, range(first, cuts[-1]))  # and what lies before the cut is the other's
        ahead = memory
