"""What is no media is refused with a sentence, and what names other files never opens them."""

import struct
import sys
import zlib
from pathlib import Path

import pytest

from editor.media import limits
from editor.media.errors import NotPlayable
from editor.media.probe import probe
from editor.media.proxy import make_proxy
from tests.editor.clips import make_video


def refused(path: Path) -> str:
    with pytest.raises(NotPlayable) as caught:
        probe(path)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "Traceback" not in sentence
    assert str(path.parent) not in sentence
    return sentence


def test_a_text_named_mp4_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_text("not a video at all\n" * 100)
    assert "MP4" in refused(tmp_path / "a.mp4")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    assert "empty" in refused(tmp_path / "a.mp4")


def test_noise_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(bytes((i * 7919 + i // 3) % 251 for i in range(50_000)))
    refused(tmp_path / "a.mp4")


def test_an_mp4_cut_before_its_index_is_refused(tmp_path: Path) -> None:
    whole = make_video(tmp_path / "whole.mp4").read_bytes()
    (tmp_path / "a.mp4").write_bytes(whole[: len(whole) // 2])
    assert "cut short" in refused(tmp_path / "a.mp4")


def test_an_mp4_whose_pictures_are_gone_is_refused(tmp_path: Path) -> None:
    whole = make_video(tmp_path / "whole.mp4", "-movflags", "+faststart", "-c:v", "libx264").read_bytes()
    (tmp_path / "a.mp4").write_bytes(whole[: whole.index(b"mdat") + 4])
    refused(tmp_path / "a.mp4")


@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{path}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {path}\n",
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="file://{path}"/></svg>',
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>{path}</BaseURL></MPD>',
    ],
    ids=["hls", "concat", "svg", "dash"],
)
def test_files_that_name_other_files_are_refused(tmp_path: Path, text: str) -> None:
    other = make_video(tmp_path / "other.mp4")
    (tmp_path / "list.mp4").write_text(text.format(path=other))
    refused(tmp_path / "list.mp4")


def png_head(width: int, height: int) -> bytes:
    """A PNG of that size whose pixels are missing: to look at them would fail."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"\0" * 100)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in (chunk, data)
    )


def test_a_huge_picture_is_refused_by_its_head_alone(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png_head(20_000, 20_000))
    sentence = refused(tmp_path / "a.png")
    assert "20000 x 20000" in sentence
    assert "16384" in sentence


def test_a_picture_of_too_many_pixels_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png_head(16_000, 16_000))
    assert "100 megapixels" in refused(tmp_path / "a.png")


def test_a_picture_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png_head(64, 64))
    assert "damaged" in refused(tmp_path / "a.png")


def test_a_child_over_its_time_is_stopped() -> None:
    with pytest.raises(limits.TooMuch):
        limits.run(["sleep", "60"], timeout_s=0.2)


def test_a_child_over_its_memory_fails_alone() -> None:
    done = limits.run([sys.executable, "-c", "b = bytearray(32 << 30)"], timeout_s=30)
    assert done.returncode != 0


def test_a_child_sees_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S3_SECRET_KEY", "hush")
    assert "hush" not in limits.run(["env"], timeout_s=10).stdout


def test_a_video_that_breaks_off_gives_what_it_has_or_a_sentence(tmp_path: Path) -> None:
    whole = make_video(tmp_path / "whole.mp4", "-movflags", "+faststart", "-c:v", "libx264").read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole[: len(whole) * 3 // 4])
    found = probe(cut)
    make_proxy(cut, tmp_path / "proxy.mp4", found, lambda done: None)
    assert (tmp_path / "proxy.mp4").stat().st_size > 0
