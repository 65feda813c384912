"""A whole clip from the frames that a human ruled, without a server or a playhead to race."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from inference.engines.base import Alpha, Engine


def follow(
    engine: Engine, encode: Callable[[int], Any], frame_count: int, humans: Mapping[int, Alpha]
) -> Iterator[tuple[int, Alpha]]:
    """Every frame and its matte, each human frame first, then what follows from it: later frames, then earlier ones.

    encode(frame): its features. Between two human frames each rules the half beside it. Human frames come out as given.
    """
    ruled = sorted(humans)
    for index, human in enumerate(ruled):
        yield human, humans[human]
        first = (ruled[index - 1] + human) // 2 + 1 if index else 0
        last = (human + ruled[index + 1]) // 2 if index + 1 < len(ruled) else frame_count - 1
        for run in (range(human + 1, last + 1), range(human - 1, first - 1, -1)):
            if not run:
                continue
            memory = engine.new_memory()
            beside = [index + run.step] if 0 <= index + run.step < len(ruled) else []
            for near in (*beside, index):
                frame = ruled[near]
                engine.restart(memory)
                engine.remember(memory, frame, encode(frame), humans[frame], is_human=True)
            for frame in run:
                yield frame, engine.step(memory, frame, encode(frame))
