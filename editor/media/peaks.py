"""How loud the sound is, a hundred times a second: what waveforms are drawn from."""

import json
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

PEAKS_RATE = 100  # a second
_BLOCK_S = 20


def write_peaks(proxy: Path, path: Path) -> None:
    """Peaks of the proxy's sound, so that they begin where its picture does. Louder channel; 255 is full scale."""
    peaks = _peaks(proxy)
    path.write_text(json.dumps({"rate": PEAKS_RATE, "peaks": peaks.tolist()}))


def _peaks(proxy: Path) -> NDArray[np.uint8]:
    found = [np.zeros(0, np.uint8)]
    with av.open(str(proxy), options={"protocol_whitelist": "file"}) as film:
        stream = film.streams.audio[0]
        step = stream.rate // PEAKS_RATE  # samples a peak
        waiting: list[NDArray[np.float32]] = []  # loudest channel, sample by sample
        held = position = 0
        for frame in film.decode(stream):
            samples = np.abs(frame.to_ndarray()).max(axis=0).astype(np.float32, copy=False)
            gap = round((frame.time or 0.0) * stream.rate) - position
            if gap > 0:
                samples = np.concatenate([np.zeros(gap, np.float32), samples])
            position += len(samples)
            held += len(samples)
            waiting.append(samples)
            if held >= _BLOCK_S * stream.rate:
                joined = np.concatenate(waiting)
                whole = len(joined) // step * step
                found.append(_loudest(joined[:whole], step))
                waiting, held = [joined[whole:]], len(joined) - whole
        if waiting:
            joined = np.concatenate(waiting)
            found.append(_loudest(np.pad(joined, (0, -len(joined) % step)), step))
    return np.concatenate(found)


def _loudest(samples: NDArray[np.float32], step: int) -> NDArray[np.uint8]:
    return np.minimum(255, np.rint(samples.reshape(-1, step).max(axis=1) * 255)).astype(np.uint8)
