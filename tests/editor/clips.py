"""Small media that the tests make for themselves with FFmpeg and Pillow."""

import subprocess
from pathlib import Path

import imageio_ffmpeg


def ffmpeg(*arguments: str | Path) -> None:
    done = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-y", "-loglevel", "error", *map(str, arguments)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def make_video(
    path: Path, *codec: str | Path, rate: str = "25", seconds: float = 1, size: str = "160x90", sound: bool = False,
    filters: str = "null",
) -> Path:  # fmt: skip
    """testsrc2 (and a 440 Hz tone) in `codec`, the FFmpeg output options; default H.264."""
    tone = ["-f", "lavfi", "-i", f"sine=frequency=440:sample_rate=48000:duration={seconds}"] if sound else []
    chosen = codec or ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
    source = f"testsrc2=size={size}:rate={rate}:duration={seconds},{filters}"
    ffmpeg("-f", "lavfi", "-i", source, *tone, *chosen, path)
    return path


def make_tone(path: Path, seconds: float = 1, *codec: str) -> Path:
    ffmpeg("-f", "lavfi", "-i", f"sine=frequency=440:sample_rate=44100:duration={seconds}", *codec, path)
    return path
