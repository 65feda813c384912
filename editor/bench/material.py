"""Clips the bench makes for itself with FFmpeg, and FFmpeg's own times for the same work."""

import subprocess
import time
from pathlib import Path

import imageio_ffmpeg


def ffmpeg(*arguments: str) -> float:
    """Run FFmpeg and return the seconds it took. Raises RuntimeError with its last words."""
    begun = time.monotonic()
    done = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-y", "-loglevel", "error", *arguments],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"ffmpeg {' '.join(arguments)}: {done.stderr[-500:]}")
    return time.monotonic() - begun


def make_clip(path: Path, seconds: int, size: str = "1280x720", bitrate: str = "8M", rate: int = 30) -> None:
    """H.264 of a detailed moving picture, and a tone."""
    ffmpeg(
        "-f", "lavfi", "-i", f"testsrc2=size={size}:rate={rate}:duration={seconds}",
        "-f", "lavfi", "-i", f"sine=frequency=440:sample_rate=48000:duration={seconds}",
        "-c:v", "libx264", "-preset", "veryfast", "-b:v", bitrate, "-g", str(2 * rate), "-pix_fmt", "yuv420p",
        "-c:a", "aac", "-shortest", str(path),
    )  # fmt: skip


def make_beeps(path: Path, seconds: int) -> None:
    """A small picture at 24000/1001 fps, and in sound of 44.1 kHz a beep at each whole second."""
    ffmpeg(
        "-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=24000/1001:duration={seconds}",
        "-f", "lavfi", "-i", f"aevalsrc='0.8*sin(2*PI*1000*t)*lt(mod(t,1),0.05)':s=44100:d={seconds}",
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", str(path),
    )  # fmt: skip


def pad(clip: Path, out: Path, megabytes: int) -> None:
    """The same film with so many MB of nothing behind it, in an MP4 box of the kind `free`, which no player minds."""
    size = megabytes * 10**6
    with out.open("wb") as file:
        file.write(clip.read_bytes())
        file.write(size.to_bytes(4, "big") + b"free")
        file.truncate(file.tell() + size - 8)


def plain_proxy_seconds(source: Path, out: Path) -> float:
    """FFmpeg alone, making a proxy with our settings."""
    return ffmpeg(
        "-i", str(source), "-vf", "scale=960:540:out_color_matrix=bt709:out_range=tv,format=yuv420p",
        "-c:v", "libx264", "-preset", "veryfast", "-tune", "fastdecode", "-crf", "23", "-g", "15", "-keyint_min", "15",
        "-bf", "0", "-sc_threshold", "0", "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000",
        "-movflags", "+faststart", str(out),
    )  # fmt: skip


def plain_export_seconds(source: Path, out: Path, width: int, height: int) -> float:
    """FFmpeg alone, encoding the same cut with our export's settings."""
    return ffmpeg(
        "-i", str(source), "-vf", f"scale={width}:{height},format=yuv420p",
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "19", "-bf", "0",
        "-c:a", "aac", "-b:a", "192k", "-movflags", "+faststart", str(out),
    )  # fmt: skip
