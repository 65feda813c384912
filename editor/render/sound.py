"""The timeline's sound: audio clips mixed to 48 kHz stereo, block by block, in bounded memory."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from editor.lib.timebase import TICKS_PER_SECOND
from editor.render.clips import is_still, source_tick
from editor.render.keyframes import GAIN, value_at
from editor.render.tempo import SAMPLE_RATE, Sound, open_sound

BLOCK = SAMPLE_RATE  # one second
_TICKS_PER_SAMPLE = TICKS_PER_SECOND // SAMPLE_RATE
STEP = TICKS_PER_SECOND // 50  # a volume that eases goes in straight lines between points so far apart


def audible_clips(reading: dict[str, Any]) -> list[dict[str, Any]]:
    """Clips on audio tracks that are heard: not muted, and only soloed tracks where any is."""
    tracks = [track for track in reading["tracks"] if track["kind"] == "audio"]
    soloed = {track["id"] for track in tracks if track["solo"]}
    heard = soloed or {track["id"] for track in tracks}
    heard -= {track["id"] for track in tracks if track["muted"]}
    clips = [clip for clip in reading["clips"] if clip["track"] in heard and clip["kind"] == "media"]
    return [clip for clip in clips if not is_still(clip)]


def mix(clips: list[dict[str, Any]], total_ticks: int, path_of: Callable[[str], Path]) -> Iterator[NDArray[np.float32]]:
    """Yields 2 x n float blocks in -1..1 that add up to exactly the timeline's length. `path_of`: asset id -> file."""
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
                out[:, low - begin : high - begin] += source.read(high - low) * _gain(clip, at, last - first)
            if last > begin + count:
                still.append((clip, source))
            else:
                source.close()
        playing = still
        yield out.clip(-1, 1)


def _gain(clip: dict[str, Any], at: NDArray[np.int64], length: int) -> NDArray[np.float32]:
    """Linear gain for samples `at` (counted from the clip's start): the clip's gain under its linear fades."""
    audio = clip["audio"]
    keys = (clip.get("keyframes") or {}).get("gain")
    gain = _volume(clip, keys, at) if keys else np.full(at.shape, audio["gain"], np.float32)
    fade_in, fade_out = audio["fadeIn"] // _TICKS_PER_SAMPLE, audio["fadeOut"] // _TICKS_PER_SAMPLE
    if fade_in > 0:
        gain *= np.minimum(1, at / fade_in).astype(np.float32)
    if fade_out > 0:
        gain *= np.minimum(1, (length - at) / fade_out).astype(np.float32)
    return gain


def _volume(clip: dict[str, Any], keys: list[dict[str, Any]], at: NDArray[np.int64]) -> NDArray[np.float32]:
    """Linear gain at samples `at` by keyframes. Twin of `volumePoints` in frontend/src/engine/levels.ts."""
    ends = (clip["in"], source_tick(clip, clip["start"] + clip["length"]))
    points = volume_points(keys, min(ends), max(ends))
    source = clip["in"] + at * (_TICKS_PER_SAMPLE * clip["speed"])
    times, values = zip(*points, strict=True)
    return np.interp(source, times, values).astype(np.float32)


def volume_points(keys: list[dict[str, Any]], low: int, high: int) -> list[tuple[int, float]]:
    """Source ticks and gains from `low` to `high`, straight lines between them; a hold steps in one tick."""
    times = {low, high}
    for key, following in zip(keys, [*keys[1:], None], strict=True):
        times.add(key["at"])
        if following is None or key["ease"] == "linear":
            continue
        if key["ease"] == "hold":
            times.add(following["at"] - 1)
        else:
            times.update(range(key["at"], following["at"], STEP))
    return [(at, min(GAIN[2], max(GAIN[1], value_at(keys, at)))) for at in sorted(times) if low <= at <= high]
