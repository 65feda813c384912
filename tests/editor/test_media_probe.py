"""What a file is said to be: by its content, in a child process, before anything is decoded whole."""

from pathlib import Path

import pytest
from PIL import Image

from editor.lib.timebase import TICKS_PER_SECOND
from editor.media.probe import probe
from tests.editor.clips import ffmpeg, make_tone, make_video

CODECS = {
    "h264.mp4": ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    "hevc.mp4": ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error", "-tag:v", "hvc1"),
    "vp9.webm": ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"),
    "av1.mp4": ("-c:v", "libsvtav1", "-preset", "12"),
    "prores.mov": ("-c:v", "prores_ks", "-profile:v", "0"),
    "mpeg2.ts": (
        "-c:v",
        "mpeg2video",
    ),
    "mjpeg.avi": ("-c:v", "mjpeg", "-pix_fmt", "yuvj420p"),
}


@pytest.mark.parametrize("name", CODECS)
def test_common_codecs_are_recognised_with_size_and_rate(tmp_path: Path, name: str) -> None:
    found = probe(make_video(tmp_path / name, *CODECS[name]))
    assert (found.kind, found.width, found.height) == ("video", 160, 90)
    assert found.rate_num / found.rate_den == pytest.approx(25, abs=0.01)
    assert found.duration == pytest.approx(TICKS_PER_SECOND, rel=0.1)
    assert not found.has_audio


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    assert probe(make_video(tmp_path / "a.mp4").rename(tmp_path / "a.txt")).kind == "video"


def test_an_ntsc_rate_stays_a_fraction(tmp_path: Path) -> None:
    found = probe(make_video(tmp_path / "a.mp4", rate="30000/1001"))
    assert (found.rate_num, found.rate_den) == (30000, 1001)


def test_a_turned_video_has_the_size_that_is_seen(tmp_path: Path) -> None:
    flat = make_video(tmp_path / "flat.mp4")
    ffmpeg("-display_rotation", "90", "-i", flat, "-c", "copy", tmp_path / "turned.mp4")
    found = probe(tmp_path / "turned.mp4")
    assert (found.width, found.height) == (90, 160)


def test_a_video_with_wide_pixels_has_the_size_that_is_seen(tmp_path: Path) -> None:
    found = probe(make_video(tmp_path / "wide.mp4", filters="setsar=2"))
    assert (found.width, found.height) == (320, 90)


@pytest.mark.parametrize("name", ["tone.mp3", "tone.wav", "tone.flac", "tone.ogg", "tone.m4a", "tone.aac"])
def test_sound_alone_is_audio(tmp_path: Path, name: str) -> None:
    found = probe(make_tone(tmp_path / name))
    assert (found.kind, found.has_audio, found.width) == ("audio", True, 0)
    assert found.duration == pytest.approx(TICKS_PER_SECOND, rel=0.15)


def test_a_cover_picture_does_not_make_a_song_a_video(tmp_path: Path) -> None:
    cover, song = tmp_path / "cover.png", tmp_path / "song.mp3"
    Image.new("RGB", (64, 64), "red").save(cover)
    tone = make_tone(tmp_path / "tone.mp3")
    ffmpeg("-i", tone, "-i", cover, "-map", "0", "-map", "1", "-c:a", "copy", "-disposition:v", "attached_pic", song)
    assert probe(song).kind == "audio"


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.gif", "a.bmp", "a.tif"])
def test_pictures_are_images(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (64, 48), "red").save(tmp_path / name)
    found = probe(tmp_path / name)
    assert (found.kind, found.width, found.height) == ("image", 64, 48)
    assert found.duration == 5 * TICKS_PER_SECOND


def test_a_picture_turned_by_exif_has_the_size_that_is_seen(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (64, 48), "red").save(tmp_path / "a.jpg", exif=exif)
    found = probe(tmp_path / "a.jpg")
    assert (found.width, found.height) == (48, 64)
