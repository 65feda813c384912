"""Originals -> what previews and models read: proxy, filmstrip, peaks, poster. One FFmpeg pass makes all of them."""

import json
from collections.abc import Callable
from pathlib import Path

import ffmpeg
import imageio_ffmpeg
import numpy as np
from PIL import Image, ImageOps

from editor.lib.timebase import TICKS_PER_SECOND
from editor.media import limits
from editor.media.errors import NotPlayable
from editor.media.probe import Probed

PROXY_BOX = (960, 540)
STILL_BOX = (1920, 1080)
TILE = (160, 90)
COLUMNS = 20
MAX_TILES = 400
PEAKS_RATE = 100  # a second
_PEAK_SAMPLES = 80  # at 8 kHz


def fitted(width: int, height: int, box: tuple[int, int]) -> tuple[int, int]:
    """The largest even size inside `box` with the same shape; never larger than the source."""
    scale = min(1.0, box[0] / width, box[1] / height)
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def filmstrip_of(duration: int) -> dict[str, int]:
    """{count, columns, interval}: a tile a second, further apart where that would be over MAX_TILES."""
    seconds = max(1, -(-duration // TICKS_PER_SECOND))
    every = -(-seconds // MAX_TILES)
    return {"count": -(-seconds // every), "columns": COLUMNS, "interval": every * TICKS_PER_SECOND}


def derive_film(source: Path, folder: Path, found: Probed, report: Callable[[float], None]) -> None:
    """Writes proxy.mp4 and, as the source has them, filmstrip.jpg, poster.jpg and peaks.json into `folder`.

    `report` gets 0..1. Raises NotPlayable when FFmpeg cannot read the file to its end.
    """
    given = ffmpeg.input(str(source), protocol_whitelist="file", threads=2)
    outputs = []
    proxy_of: dict[str, object] = {"movflags": "+faststart", "map_metadata": -1}
    streams = []
    strip = filmstrip_of(found.duration)
    if found.kind == "video":
        width, height = fitted(found.width, found.height, PROXY_BOX)
        parts = given.video.filter("setpts", "PTS-STARTPTS").filter_multi_output("split", 3)
        matrix = {"in_color_matrix": "bt709"} if found.untagged else {}
        picture = parts[0].filter("scale", width, height, out_color_matrix="bt709", out_range="tv", **matrix)
        streams.append(picture.filter("format", "yuv420p"))
        # -g 15 without B-frames: a seek decodes fifteen frames at most and any frame can be cut on
        proxy_of |= {
            "vcodec": "libx264", "preset": "veryfast", "crf": 23, "g": 15, "keyint_min": 15, "bf": 0,
            "sc_threshold": 0, "fps_mode": "passthrough", "enc_time_base": "1:90000", "video_track_timescale": 90000,
            "colorspace": "bt709", "color_primaries": "bt709", "color_trc": "bt709", "color_range": "tv",
        }  # fmt: skip
        rows = -(-strip["count"] // COLUMNS)
        tiles = (
            parts[1].filter("fps", f"{TICKS_PER_SECOND}/{strip['interval']}", start_time=0, round="down")
            .filter("scale", *TILE, force_original_aspect_ratio="decrease")
            .filter("pad", *TILE, "(ow-iw)/2", "(oh-ih)/2")
            .filter("tile", f"{COLUMNS}x{rows}")
        )  # fmt: skip
        outputs.append(tiles.output(str(folder / "filmstrip.jpg"), vframes=1, update=1, **{"q:v": 4}))
        poster = parts[2].filter("scale", *fitted(found.width, found.height, (640, 360)))
        outputs.append(poster.output(str(folder / "poster.jpg"), vframes=1, update=1, **{"q:v": 3}))
    if found.has_audio:
        halves = given.audio.filter_multi_output("asplit", 2)
        streams.append(halves[0].filter("aresample", 48_000, **{"async": 1}))
        proxy_of |= {"acodec": "aac", "audio_bitrate": "128k", "ac": 2, "ar": 48_000}
        outputs.append(halves[1].output(str(folder / "peaks.s16"), format="s16le", ac=1, ar=8000))
    outputs.insert(0, ffmpeg.output(*streams, str(folder / "proxy.mp4"), **proxy_of))
    command = (
        ffmpeg.merge_outputs(*outputs)
        .global_args("-nostdin", "-loglevel", "error", "-progress", "pipe:1")
        .overwrite_output()
        .compile(cmd=imageio_ffmpeg.get_ffmpeg_exe())
    )
    _run(command, found, report)
    if found.has_audio:
        _write_peaks(folder)


def _run(command: list[str], found: Probed, report: Callable[[float], None]) -> None:
    total_us = max(1, found.duration * 1_000_000 // TICKS_PER_SECOND)

    def on_line(line: str) -> None:
        name, _, value = line.strip().partition("=")
        if name == "out_time_us" and value.lstrip("-").isdigit():
            report(min(1.0, max(0, int(value)) / total_us))

    patience = 300 + 40 * found.duration / TICKS_PER_SECOND
    try:
        done = limits.run(command, timeout_s=patience, on_line=on_line)
    except limits.TooMuch as error:
        raise NotPlayable(
            "Converting this file takes far too long. Convert it to MP4 (H.264) and try again."
        ) from error
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        raise NotPlayable(f"This file cannot be decoded to its end ({last[0][:200]}).")


def _write_peaks(folder: Path) -> None:
    raw = folder / "peaks.s16"
    samples = np.fromfile(raw, np.int16)
    padded = np.pad(samples, (0, -len(samples) % _PEAK_SAMPLES)).reshape(-1, _PEAK_SAMPLES)
    loudest = np.abs(padded.astype(np.int32)).max(axis=1) if len(padded) else np.zeros(0, np.int32)
    peaks = np.minimum(255, loudest >> 7).astype(int).tolist()
    (folder / "peaks.json").write_text(json.dumps({"rate": PEAKS_RATE, "peaks": peaks}))
    raw.unlink()


def derive_picture(source: Path, folder: Path) -> str:
    """Writes the still's proxy, poster and one-tile filmstrip; returns the proxy's file name."""
    with Image.open(source) as image:
        upright = ImageOps.exif_transpose(image)
        clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
        upright = upright.convert("RGBA" if clear else "RGB")
    upright.thumbnail(STILL_BOX, Image.Resampling.LANCZOS)
    name = "proxy.png" if clear else "proxy.jpg"
    upright.save(folder / name, quality=92)
    small = upright.convert("RGB")
    small.thumbnail((640, 360))
    small.save(folder / "poster.jpg", quality=85)
    tile = ImageOps.pad(small, TILE, color="#000000")
    tile.save(folder / "filmstrip.jpg", quality=85)
    return name
