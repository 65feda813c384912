"""A clip's sound for the export, sample by sample: at another speed with its pitch kept, or backwards.

Twin of frontend/src/engine/sound.ts, which stretches by the same method (WSOLA) in its own way.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from editor.lib.timebase import TICKS_PER_SECOND
from editor.render.sources import OPEN

SAMPLE_RATE = 48_000
_CHUNK = SAMPLE_RATE  # samples that are read at once on the way back
_BLOCK = SAMPLE_RATE // 4  # samples given to the filter at once
_SLOWEST, _FASTEST = 0.5, 2.0  # of one atempo: beyond it blends less, or none

Samples = NDArray[np.float32]  # 2 x n


class Sound(Protocol):
    def read(self, count: int) -> Samples:
        """The next `count` samples; silence past the end."""

    def close(self) -> None: ...


def open_sound(path: Path, clip: dict[str, Any]) -> Sound:
    """The sound of a clip from its start on."""
    speed = clip.get("speed", 1)
    if speed == 1:
        return SoundSource(path, clip["in"])
    sound: Sound = SoundSource(path, clip["in"]) if speed > 0 else BackwardSound(path, clip["in"])
    return sound if speed == -1 else TempoSound(sound, abs(speed))


class Pieces(ABC):
    """A sound that comes in pieces of any length, given out in the lengths that are asked for."""

    def __init__(self) -> None:
        self._rest = np.zeros((2, 0), np.float32)

    def read(self, count: int) -> Samples:
        """The next `count` samples, 2 x count; silence past the end."""
        parts, have = [self._rest], self._rest.shape[1]
        while have < count:
            part = self._piece()
            if part is None:
                part = np.zeros((2, count - have), np.float32)
            parts.append(part)
            have += part.shape[1]
        joined = np.concatenate(parts, axis=1)
        self._rest = joined[:, count:]
        return joined[:, :count]

    @abstractmethod
    def _piece(self) -> Samples | None:
        """What comes next, perhaps of no length; None at the end."""


class SoundSource(Pieces):
    """48 kHz stereo float samples of a file, read forwards from a start time."""

    def __init__(self, path: Path, start_ticks: int) -> None:
        super().__init__()
        self._container = av.open(str(path), options=OPEN)
        stream = self._container.streams.audio[0]
        # a file's time 0 is its first picture where it has one, so that sound keeps its offset to it
        reference = self._container.streams.video[0] if self._container.streams.video else stream
        origin = (reference.start_time or 0) * float(reference.time_base or 0)
        start = start_ticks / TICKS_PER_SECOND
        if start > 1:
            self._container.seek(int((origin + start - 0.5) * av.time_base), backward=True)
        self._want = round(start * SAMPLE_RATE)
        self._origin = origin
        # one channel goes to both sides as it is; FFmpeg by itself takes 3 dB off
        self._sides = 2 if stream.codec_context.layout.nb_channels == 1 else 1
        layout = "mono" if self._sides == 2 else "stereo"
        self._resampler = av.AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE)
        self._blocks = self._decode(stream)

    def close(self) -> None:
        self._container.close()

    def _piece(self) -> Samples | None:
        return next(self._blocks, None)

    def _decode(self, stream: av.AudioStream) -> Iterator[NDArray[np.float32]]:
        position = None
        for frame in self._container.decode(stream):
            if position is None:
                position = round((float(frame.time or 0) - self._origin) * SAMPLE_RATE)
            for piece in self._resampler.resample(frame):
                block = piece.to_ndarray().astype(np.float32, copy=False).repeat(self._sides, axis=0)
                begin, position = position, position + block.shape[1]
                if position <= self._want:
                    continue
                if begin < self._want:
                    block = block[:, self._want - begin :]
                elif begin > self._want:
                    block = np.concatenate([np.zeros((2, begin - self._want), np.float32), block], axis=1)
                self._want = position
                yield block


class BackwardSound(Pieces):
    """48 kHz stereo float samples of a file, read backwards from a start time to its beginning."""

    def __init__(self, path: Path, start_ticks: int) -> None:
        super().__init__()
        self._path = path
        self._at = start_ticks * SAMPLE_RATE // TICKS_PER_SECOND

    def close(self) -> None:
        """Nothing is held open."""

    def _piece(self) -> Samples | None:
        if self._at <= 0:
            return None
        low = max(0, self._at - _CHUNK)
        source = SoundSource(self._path, low * TICKS_PER_SECOND // SAMPLE_RATE)
        part = source.read(self._at - low)
        source.close()
        self._at = low
        return part[:, ::-1]


class TempoSound(Pieces):
    """Another sound in another tempo, its pitch kept (FFmpeg's atempo)."""

    def __init__(self, sound: Sound, speed: float) -> None:
        super().__init__()
        self._sound = sound
        self._graph = Graph()
        last = self._source = self._graph.add_abuffer(
            format="fltp", sample_rate=SAMPLE_RATE, layout="stereo", time_base=Fraction(1, SAMPLE_RATE)
        )
        for tempo in _tempos(speed):
            step = self._graph.add("atempo", f"{tempo:.9f}")
            last.link_to(step)
            last = step
        planar = self._graph.add("aformat", "sample_fmts=fltp")
        last.link_to(planar)
        self._sink = self._graph.add("abuffersink")
        planar.link_to(self._sink)
        self._graph.configure()
        self._given = 0

    def close(self) -> None:
        self._sound.close()

    def _piece(self) -> Samples | None:
        """What comes of one block more; its source never ends, past its end it is silent."""
        block = np.ascontiguousarray(self._sound.read(_BLOCK))
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = SAMPLE_RATE, self._given
        self._given += _BLOCK
        self._source.push(frame)
        parts = [np.zeros((2, 0), np.float32)]
        while True:
            try:
                made = self._sink.pull()
            except (av.BlockingIOError, av.EOFError):
                return np.concatenate(parts, axis=1)
            assert isinstance(made, av.AudioFrame)
            parts.append(made.to_ndarray().astype(np.float32, copy=False))


def _tempos(speed: float) -> list[float]:
    """Tempos that make up a speed, each within what one filter does well."""
    found = []
    while speed > _FASTEST:
        found.append(_FASTEST)
        speed /= _FASTEST
    while speed < _SLOWEST:
        found.append(_SLOWEST)
        speed /= _SLOWEST
    return [*found, speed]
