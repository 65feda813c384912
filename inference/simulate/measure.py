"""This machine's service times with an engine, for the simulation, on a clip of a proxy's size."""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from inference.contracts import BadVideo, Point, Prompt
from inference.engines.base import Engine
from inference.frames import Clip
from inference.interpolate import between

FRAMES = 40
JUMPS = 8
AHEAD = 2  # frames, as the worker's reader


def service_times(engine: Engine, path: Path) -> dict[str, float]:
    """Milliseconds by the names of Service's fields, without those of broker and network. Raises BadVideo."""
    clip = Clip(str(path))
    if len(clip) < FRAMES + JUMPS:
        raise BadVideo(f"{path.name} has {len(clip)} frames: {FRAMES + JUMPS} are needed.")
    prompt = Prompt(0, (Point(0.5, 0.5),))
    engine.segment(engine.encode(clip.picture(0)), prompt)  # each shape once
    alpha = None

    def click(frame: int) -> Any:
        nonlocal alpha
        alpha = engine.segment(engine.encode(clip.picture(frame)), prompt)
        return alpha

    click_ms = _median_ms(click, range(0, 2 * JUMPS))
    first = engine.encode(clip.picture(0))
    alpha = engine.segment(first, prompt)
    memory = engine.new_memory()
    engine.remember(memory, 0, first, alpha, is_human=True)
    step_ms = _pipelined_ms(engine, clip, memory)
    dumped = engine.dump(memory)
    load_ms = _median_ms(lambda _: engine.load(dumped), range(JUMPS))
    encoded = {frame: engine.encode(clip.picture(frame)) for frame in range(FRAMES, FRAMES + JUMPS)}
    jump_ms = _median_ms(lambda frame: engine.jump(memory, frame, encoded[frame]), encoded)
    lumas = [clip.luma(frame) for frame in range(JUMPS)]
    fill_ms = _median_ms(lambda _: list(between(lumas, alpha, alpha)), range(3)) / (JUMPS - 2)
    clip.close()
    found = {"click_ms": click_ms, "step_ms": step_ms, "jump_ms": jump_ms, "load_ms": load_ms, "fill_ms": fill_ms}
    return {name: round(value, 1) for name, value in found.items()}


def _pipelined_ms(engine: Engine, clip: Clip, memory: Any) -> float:
    """Of one frame, while another thread decodes and encodes the next ones."""

    def encode(frame: int) -> Any:
        return engine.encode(clip.picture(frame))

    with ThreadPoolExecutor(1) as reader:
        ahead = [reader.submit(encode, frame) for frame in range(1, 1 + AHEAD)]
        began = time.perf_counter()
        for frame in range(1, FRAMES):
            encoded = ahead.pop(0).result()
            ahead.append(reader.submit(encode, frame + AHEAD))
            engine.step(memory, frame, encoded)
        return (time.perf_counter() - began) / (FRAMES - 1) * 1000


def _median_ms(work: Callable[[int], Any], numbers: Any) -> float:
    taken = []
    for number in numbers:
        began = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)
