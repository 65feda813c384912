"""Sound of clips that run at another speed, or backwards."""

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from editor.lib.timebase import TICKS_PER_SECOND
from editor.render.sound import mix
from editor.render.tempo import SAMPLE_RATE, SoundSource
from tests.editor.clips import make_tone

SECONDS = 4


@pytest.fixture(scope="module")
def knocks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tone of 440 Hz that gets louder second by second, with a knock at 3 s."""
    at = np.arange(SECONDS * SAMPLE_RATE)
    tone = 4000 * (1 + at // SAMPLE_RATE) / SECONDS * np.sin(2 * np.pi * 440 * at / SAMPLE_RATE)
    tone[3 * SAMPLE_RATE : 3 * SAMPLE_RATE + 200] = 30_000
    path = tmp_path_factory.mktemp("sound") / "tone.wav"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("pcm_s16le", rate=SAMPLE_RATE, layout="stereo")
        block = av.AudioFrame.from_ndarray(np.repeat(tone, 2).astype(np.int16)[None], format="s16", layout="stereo")
        block.sample_rate = SAMPLE_RATE
        out.mux(stream.encode(block))
        out.mux(stream.encode(None))
    return path


def heard(path: Path, **fields: Any) -> NDArray[np.float32]:
    audio = {"gain": 1, "fadeIn": 0, "fadeOut": 0}
    clip = {"id": "s", "asset": "x", "start": 0, "still": None, "audio": audio, **fields}
    return np.concatenate(list(mix([clip], clip["length"], lambda asset: path)), axis=1)[0]


@pytest.mark.parametrize("speed", [0.1, 0.5, 1.5, 2, 10])
def test_another_speed_keeps_the_pitch_and_what_happens_when(knocks: Path, speed: float) -> None:
    length = int(SECONDS * TICKS_PER_SECOND / speed)
    sound = heard(knocks, length=length, speed=speed, **{"in": 0})
    assert len(sound) == length * SAMPLE_RATE // TICKS_PER_SECOND
    assert abs(int(np.argmax(np.abs(sound))) / SAMPLE_RATE - 3 / speed) < 0.08 + 0.01 / speed
    first = sound[int(0.2 * SAMPLE_RATE / speed) : int(0.9 * SAMPLE_RATE / speed)]
    rises = np.count_nonzero((first[:-1] < 0) & (first[1:] >= 0))
    assert rises * SAMPLE_RATE / len(first) == pytest.approx(440, rel=0.03)
    assert np.sqrt(2 * np.mean(first**2)) == pytest.approx(1000 / 32768, rel=0.1)


def test_backwards_the_sound_is_the_same_samples_from_the_last_to_the_first(knocks: Path) -> None:
    forwards = heard(knocks, length=2 * TICKS_PER_SECOND, speed=1, **{"in": TICKS_PER_SECOND // 2})
    backwards = heard(knocks, length=2 * TICKS_PER_SECOND, speed=-1, **{"in": 5 * TICKS_PER_SECOND // 2})
    assert np.abs(backwards - forwards[::-1]).max() < 1e-4


def test_backwards_and_slower_the_knock_comes_when_the_time_gets_back_to_it(knocks: Path) -> None:
    sound = heard(knocks, length=4 * TICKS_PER_SECOND, speed=-0.5, **{"in": 4 * TICKS_PER_SECOND})
    assert abs(int(np.argmax(np.abs(sound))) / SAMPLE_RATE - 2) < 0.1


def test_one_channel_is_as_loud_on_both_sides_as_in_the_file(tmp_path: Path) -> None:
    sound = SoundSource(make_tone(tmp_path / "tone.wav"), 0)
    left, right = sound.read(SAMPLE_RATE // 2)
    sound.close()
    assert np.array_equal(left, right)
    assert np.abs(left).max() == pytest.approx(1 / 8, rel=0.02)
