"""The proxy: small, quick to seek, the same colours and times everywhere. Previews and models read it."""

from collections.abc import Callable
from pathlib import Path

import ffmpeg
import imageio_ffmpeg

from editor.lib.timebase import TICKS_PER_SECOND
from editor.media import limits
from editor.media.errors import NotPlayable
from editor.media.probe import Probed
from inference.words import sentence

PROXY_BOX = (960, 540)
SOUND_RATE = 48_000
# -g 15 without B-frames: a seek decodes fifteen frames at most, and any frame can be cut on.
# fastdecode: without CABAC and deblocking pictures decode in half the time for a tenth more bytes.
# passthrough with a fine clock keeps the time of every frame, of variable rates too.
_PICTURE = {
    "vcodec": "libx264", "preset": "veryfast", "tune": "fastdecode", "crf": 23,
    "g": 15, "keyint_min": 15, "bf": 0, "sc_threshold": 0,
    "fps_mode": "passthrough", "enc_time_base": "1:90000", "video_track_timescale": 90_000,
    "colorspace": "bt709", "color_primaries": "bt709", "color_trc": "bt709", "color_range": "tv",
}  # fmt: skip
_SOUND = {"acodec": "aac", "audio_bitrate": "128k", "ac": 2, "ar": SOUND_RATE}


def fitted(width: int, height: int, box: tuple[int, int]) -> tuple[int, int]:
    """The largest even size inside `box` with the same shape; never larger than the source, never under 2."""
    scale = min(1.0, box[0] / width, box[1] / height)
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def make_proxy(source: Path, proxy: Path, found: Probed, report: Callable[[float], None]) -> None:
    """One FFmpeg pass. Time 0 of the proxy is the source's first picture, or its first sound where it has no picture.

    `report` gets 0..1; what it raises ends the pass. Raises NotPlayable when FFmpeg cannot read the file.
    """
    total_us = max(1, found.duration * 1_000_000 // TICKS_PER_SECOND)

    def on_line(line: str) -> None:
        name, _, value = line.strip().partition("=")
        if name == "out_time_us" and value.lstrip("-").isdigit():
            report(min(1.0, max(0, int(value)) / total_us))

    try:
        patience = 300 + 40 * found.duration / TICKS_PER_SECOND
        done = limits.run(_command(source, proxy, found), timeout_s=patience, on_line=on_line)
    except limits.TooMuch as error:
        raise NotPlayable(
            sentence("Converting this file takes far too long. Convert it to MP4 (H.264) first.")
        ) from error
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        last = last.replace(str(source), "the file").replace(str(proxy), "the proxy")
        raise NotPlayable(
            sentence("This file cannot be decoded ({why}). Convert it to MP4 (H.264) first.", why=last[:200])
        )


def _command(source: Path, proxy: Path, found: Probed) -> list[str]:
    # copyts: the clocks of picture and sound stay as in the file, and the filters below bring both to the same zero
    given = ffmpeg.input(str(source), protocol_whitelist="file", threads=2, copyts=None)
    options: dict[str, object] = {"movflags": "+faststart", "map_metadata": -1, "map_chapters": -1, "threads": 2}
    streams = []
    if found.kind == "video":
        # browsers take untagged video for BT.709, and so do the export and the model
        matrix = {"in_color_matrix": "bt709"} if found.untagged else {}
        size = fitted(found.width, found.height, PROXY_BOX)
        streams.append(
            given[str(found.stream)]
            .filter("setpts", "PTS-STARTPTS")
            .filter("scale", *size, out_color_matrix="bt709", out_range="tv", **matrix)
            .filter("setsar", 1)
            .filter("format", "yuv420p")
        )
        options |= _PICTURE
    if found.has_audio:
        zero = f"PTS-({found.start_s:.6f}/TB)" if found.kind == "video" else "PTS-STARTPTS"
        sound = given[str(found.sound)].filter("asetpts", zero)
        if found.mono:
            # FFmpeg by itself takes 3 dB off, and browsers do not
            sound = sound.filter("pan", args="stereo|c0=c0|c1=c0")
        streams.append(sound.filter("aresample", SOUND_RATE, **{"async": 1, "first_pts": 0}))
        options |= _SOUND
    return (
        ffmpeg.output(*streams, str(proxy), **options)
        .global_args("-nostdin", "-loglevel", "error", "-progress", "pipe:1")
        .overwrite_output()
        .compile(cmd=imageio_ffmpeg.get_ffmpeg_exe())
    )
