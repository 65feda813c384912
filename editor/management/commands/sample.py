"""Draw the sample clip, put it into S3 and make the sample project of it."""

import subprocess
import tempfile
import wave
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
from django.core.management.base import BaseCommand

from editor import storage
from editor.flows import projects

NAME = "Ball over hills.mp4"
KEY = "originals/sample/ball-over-hills-1.mp4"  # another drawing gets another number: objects never change
WIDTH, HEIGHT, RATE, SECONDS = 960, 540, 25, 6
SOUND_RATE = 48_000
BOUNCE_S, RADIUS, FLOOR = 1.0, 64, 430


class Command(BaseCommand):
    help = "Make the sample project that a guest can open. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        size = storage.size_of(KEY)
        if size is None:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "sample.mp4"
                draw(path)
                storage.put_file(path, KEY, "video/mp4")
                size = path.stat().st_size
            self.stdout.write(f"Drew {NAME}, {size / 1e6:.1f} MB.")
        asset = projects.do_make_sample(NAME, KEY, size)
        self.stdout.write(f"The sample project is there; its clip is {asset.state}.")


def draw(path: Path) -> None:
    """Write an MP4 (H.264, AAC): a striped ball that bounces before drifting hills, a note at each bounce."""
    sound = path.with_suffix(".wav")
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SOUND_RATE)
        file.writeframes(notes().tobytes())
    command = [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y"),
        *(
            "-f",
            "rawvideo",
            "-pix_fmt",
            "rgb24",
            "-video_size",
            f"{WIDTH}x{HEIGHT}",
            "-framerate",
            str(RATE),
            "-i",
            "-",
        ),
        *("-i", str(sound)),
        *("-vf", "scale=out_color_matrix=bt709:out_range=tv", "-c:v", "libx264", "-preset", "veryfast", "-crf", "20"),
        *("-pix_fmt", "yuv420p", "-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"),
        *("-c:a", "aac", "-b:a", "128k", "-shortest", "-movflags", "+faststart", str(path)),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin
        for index in range(RATE * SECONDS):
            process.stdin.write(picture(index / RATE).tobytes())
        process.stdin.close()
    if process.returncode:
        raise RuntimeError(f"FFmpeg could not write the sample (exit {process.returncode}): {' '.join(command)}")


def rgb(colour: list[int]) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.array(colour, np.float32)


def picture(t: float) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """RGB H×W×3 at `t` seconds. Sines are taken of rows and columns only: of every pixel they cost minutes."""
    x, y = np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32)[:, None]
    down = (y / HEIGHT)[..., None]
    sky = (1 - down) * rgb([38, 62, 110]) + down * rgb([240, 176, 128])
    out = np.broadcast_to(sky, (HEIGHT, WIDTH, 3)).copy()
    for depth, colour in enumerate(([86, 96, 140], [58, 92, 104], [34, 66, 58])):
        drift = x / (150 - 30 * depth) + t * (0.25 + 0.3 * depth)
        crest = 300 + 62 * depth + 34 * np.sin(drift) + 14 * np.sin(2.3 * drift + depth)
        across, along = x / 9 + t * (6 + 3 * depth), y / 7
        grain = 8 * (np.sin(across) * np.cos(along) + np.cos(across) * np.sin(along))  # sin of their sum
        out += np.clip(y - crest, 0, 1)[..., None] * (rgb(colour) + grain[..., None] - out)
    add_ball(out, t)
    return np.asarray(np.clip(out, 0, 255), np.uint8)


def add_ball(out: np.ndarray[Any, np.dtype[np.float32]], t: float) -> None:
    """Draw the ball of time `t` over float RGB H×W×3, in place."""
    phase = (t % BOUNCE_S) / BOUNCE_S
    cx = WIDTH * (0.5 + 0.3 * np.sin(0.8 * t))
    cy = FLOOR - RADIUS - 250 * 4 * phase * (1 - phase)
    left, top, side = int(cx - RADIUS) - 1, int(cy - RADIUS) - 1, 2 * RADIUS + 4
    y, x = np.mgrid[top : top + side, left : left + side].astype(np.float32)
    dx, dy = (x - cx) / RADIUS, (y - cy) / RADIUS
    turn = 2.4 * t
    stripe = np.sin(7 * (dx * np.cos(turn) + dy * np.sin(turn))) > 0
    light = np.clip(1.05 - 0.45 * np.hypot(dx + 0.35, dy + 0.45), 0.25, 1)[..., None]
    ball = np.where(stripe[..., None], rgb([255, 246, 226]), rgb([236, 74, 52])) * light
    under = out[top : top + side, left : left + side]
    under += np.clip((1 - np.hypot(dx, dy)) * RADIUS, 0, 1)[..., None] * (ball - under)


def notes() -> np.ndarray[Any, np.dtype[np.int16]]:
    """Mono, one falling note a bounce over a soft chord."""
    t = np.arange(SOUND_RATE * SECONDS) / SOUND_RATE
    since = t % BOUNCE_S
    pitch = np.array([392.0, 440.0, 523.25, 587.33])[(t // BOUNCE_S).astype(int) % 4]
    bounce = np.sin(2 * np.pi * pitch * since) * np.exp(-5 * since)
    chord = np.mean([np.sin(2 * np.pi * f * t) for f in (130.81, 196.0, 329.63)], axis=0)
    return np.asarray(32767 * (0.4 * bounce + 0.12 * chord), np.int16)
