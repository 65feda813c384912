"""Segments and their joining, on pictures drawn here; no server."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from editor.lib.timebase import TICKS_PER_SECOND, frame_to_ticks
from editor.render import mp4
from editor.render.sources import VideoSource
from editor.render.tempo import SAMPLE_RATE


def reading(frames: int, rate: tuple[int, int] = (30, 1)) -> dict:
    clip = {"id": "a", "track": "v1", "kind": "colour", "start": 0, "length": frame_to_ticks(frames, rate)}
    return {
        "settings": {"width": 64, "height": 48, "rate": list(rate), "background": "#000000"},
        "tracks": [],
        "clips": [clip],
    }


def numbered(run: range):
    for number in run:
        yield np.full((48, 64, 3), (number * 5) % 256, np.uint8)


@pytest.mark.parametrize("rate", [(30, 1), (30000, 1001), (24, 1), (25, 1)])
def test_joined_segments_have_every_frame_once_and_the_exact_length(tmp_path: Path, rate: tuple[int, int]) -> None:
    document = reading(250, rate)
    runs = mp4.segments(document)
    assert len(runs) >= 2
    parts = []
    for number, run in enumerate(runs):
        parts.append(tmp_path / f"{number}.mp4")
        mp4.encode_segment(parts[-1], numbered(run), document)
    whole = tmp_path / "whole.mp4"
    mp4.join(whole, parts, runs, document, lambda asset: tmp_path, lambda done: None)
    with av.open(str(whole)) as film:
        times = [frame.pts * frame.time_base for frame in film.decode(video=0)]
        duration = film.streams.video[0].duration * film.streams.video[0].time_base
    assert times == [Fraction(n * rate[1], rate[0]) for n in range(250)]
    assert duration == Fraction(250 * rate[1], rate[0])


def test_a_last_partial_frame_counts_and_an_empty_timeline_has_none() -> None:
    document = reading(10)
    document["clips"][0]["length"] += 1
    assert mp4.frame_count(document) == 11
    document["clips"] = []
    assert mp4.segments(document) == []


def test_sound_is_placed_to_the_sample_and_lasts_as_long_as_the_cut(tmp_path: Path) -> None:
    wave = tmp_path / "tone.wav"
    with av.open(str(wave), "w") as out:
        stream = out.add_stream("pcm_s16le", rate=SAMPLE_RATE, layout="stereo")
        samples = np.full((1, SAMPLE_RATE * 4), 8000, np.int16)  # two seconds, interleaved
        block = av.AudioFrame.from_ndarray(samples, format="s16", layout="stereo")
        block.sample_rate = SAMPLE_RATE
        out.mux(stream.encode(block))
        out.mux(stream.encode(None))
    from editor.render.sound import mix

    half = TICKS_PER_SECOND // 2
    clip = {
        "id": "s",
        "asset": "x",
        "start": half,
        "length": half,
        "in": 0,
        "audio": {"gain": 0.5, "fadeIn": 0, "fadeOut": 0},
    }
    heard = np.concatenate(list(mix([clip], 2 * TICKS_PER_SECOND, lambda asset: wave)), axis=1)
    assert heard.shape == (2, 2 * SAMPLE_RATE)
    on = np.flatnonzero(np.abs(heard[0]) > 0.01)
    assert (on[0], on[-1]) == (SAMPLE_RATE // 2, SAMPLE_RATE - 1)
    assert heard[0, SAMPLE_RATE * 3 // 4] == pytest.approx(0.5 * 8000 / 32768, abs=1e-3)


def test_any_frame_is_found_forwards_backwards_and_after_a_jump(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    mp4.encode_segment(path, numbered(range(50)), reading(50))
    table = [frame_to_ticks(n, (30, 1)) for n in range(50)]
    source = VideoSource(path, table)
    for index in (0, 1, 7, 49, 3, 30, 29):
        assert abs(int(source.frame(index)[24, 32, 0]) - index * 5) <= 3, index
    assert abs(int(source.frame(500)[24, 32, 0]) - 245) <= 3
    source.close()
