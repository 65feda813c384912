"""The timeline's sound: audio clips mixed to 48 kHz stereo, block by block, in bounded memory."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from editor.lib.timebase import TICKS_PER_SECOND
from editor.render.clips import source_tick
from editor.render.keyframes import GAIN, PAN, value_at
from editor.render.tempo import SAMPLE_RATE, Sound, open_sound
from editor.render.values import Range

BLOCK = SAMPLE_RATE  # one second
_TICKS_PER_SAMPLE = TICKS_PER_SECOND // SAMPLE_RATE
STEP = TICKS_PER_SECOND // 50  # a volume that eases goes in straight lines between points so far apart


def mix(clips: list[dict[str, Any]], total_ticks: int, path_of: Callable[[str], Path]) -> Iterator[NDArray[np.float32]]:
    """Yields 2 x n float blocks in -1..1, as long as the timeline. `clips`: as heard_clips gives them."""
    total = total_ticks // _TICKS_PER_SAMPLE
    waiting = sorted(clips, key=lambda clip: clip["start"])
    playing: list[tuple[dict[str, Any], Sound]] = []
    for begin in range(0, total, BLOCK):
        count = min(BLOCK, total - begin)
        out = np.zeros((2, count), np.float32)
        while waiting and waiting[0]["start"] // _TICKS_PER_SAMPLE < begin + count:
            clip = waiting.pop(0)
            playing.append((clip, open_sound(path_of(clip["asset"]), clip)))
        still = []
        for clip, source in playing:
            first = clip["start"] // _TICKS_PER_SAMPLE
            last = (clip["start"] + clip["length"]) // _TICKS_PER_SAMPLE
            low, high = max(begin, first), min(begin + count, last)
            if high > low:
                at = np.arange(low - first, high - first)
                out[:, low - begin : high - begin] += _shaped(source.read(high - low), clip, at, last - first)
            if last > begin + count:
                still.append((clip, source))
            else:
                source.close()
        playing = still
        yield out.clip(-1, 1)


def _shaped(
    samples: NDArray[np.float32], clip: dict[str, Any], at: NDArray[np.int64], length: int
) -> NDArray[np.float32]:
    """A clip's samples at its volume, on its side, at its track's volume."""
    out = samples * (_gain(clip, at, length) * np.float32(clip.get("level", 1)))
    keys, pan = (clip.get("keyframes") or {}).get("pan"), clip["audio"].get("pan", 0)
    if not keys and not pan:
        return out
    return panned(out, _over_time(clip, keys, PAN, at) if keys else np.full(at.shape, pan, np.float32))


def panned(samples: NDArray[np.float32], pan: NDArray[np.float32]) -> NDArray[np.float32]:
    """2 x n samples, -1 left to 1 right: one side keeps its own and takes of the other's, as browsers do; both are
    softer by as much, so that one voice stays as loud on its side."""
    left, right = samples
    x = np.where(pan <= 0, pan + 1, pan) * np.float32(np.pi / 2)
    near, far = np.cos(x), np.sin(x)
    to_left = np.stack([left + right * near, right * far])
    to_right = np.stack([left * near, right + left * far])
    evened = 1 / (1 + np.sin(np.abs(pan) * (np.pi / 2)))
    return (np.where(pan <= 0, to_left, to_right) * evened).astype(np.float32)


def _gain(clip: dict[str, Any], at: NDArray[np.int64], length: int) -> NDArray[np.float32]:
    """Linear gain for samples `at` (counted from the clip's start): the clip's gain under its fades."""
    audio = clip["audio"]
    keys = (clip.get("keyframes") or {}).get("gain")
    gain = _over_time(clip, keys, GAIN, at) if keys else np.full(at.shape, audio["gain"], np.float32)
    for name, since, crosses in zip(
        ("fadeIn", "fadeOut"), (at, length - at), clip.get("crosses", (False, False)), strict=True
    ):
        fade = audio[name] / _TICKS_PER_SAMPLE
        if fade > 0:
            share = np.minimum(1, since / fade)
            gain *= (np.sin(share * (np.pi / 2)) if crosses else share).astype(np.float32)
    return gain


def _over_time(
    clip: dict[str, Any], keys: list[dict[str, Any]], limits: Range, at: NDArray[np.int64]
) -> NDArray[np.float32]:
    """A figure at samples `at` by its keyframes. Twin of `valuePoints` in frontend/src/engine/levels.ts."""
    ends = (clip["in"], source_tick(clip, clip["start"] + clip["length"]))
    points = value_points(keys, min(ends), max(ends), limits)
    source = clip["in"] + at * (_TICKS_PER_SAMPLE * clip["speed"])
    times, values = zip(*points, strict=True)
    return np.interp(source, times, values).astype(np.float32)


def value_points(keys: list[dict[str, Any]], low: int, high: int, limits: Range) -> list[tuple[int, float]]:
    """Source ticks and values from `low` to `high`, straight lines between them; a hold steps in one tick."""
    times = {low, high}
    for key, following in zip(keys, [*keys[1:], None], strict=True):
        times.add(key["at"])
        if following is None or key["ease"] == "linear":
            continue
        if key["ease"] == "hold":
            times.add(following["at"] - 1)
        else:
            times.update(range(key["at"], following["at"], STEP))
    return [(at, min(limits[2], max(limits[1], value_at(keys, at)))) for at in sorted(times) if low <= at <= high]
