"""The journey's own material: a clip whose object is known exactly, and a judge of the exported cut.

    python tests/e2e/clip.py make clip.mp4 --seconds 4
    python tests/e2e/clip.py judge export.mp4 --background 00ff00

`judge` prints JSON: {frames, iou_mean, iou_min, background_error, has_sound, sound_rms, seconds}.
"""

import argparse
import json
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

WIDTH, HEIGHT, RATE = 640, 360, 30
RADIUS = 62


def centre(index: int) -> tuple[float, float]:
    """Of the disc in pixels: a slow arc that stays in the picture."""
    t = index / RATE
    return WIDTH / 2 + 130 * np.sin(0.9 * t), HEIGHT / 2 + 45 * np.sin(1.7 * t)


def truth(index: int) -> np.ndarray:
    """Bool H x W: where the disc is."""
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    cx, cy = centre(index)
    return (x - cx) ** 2 + (y - cy) ** 2 <= RADIUS**2


def _texture(seed: int, low: int, high: int, tint: tuple[float, float, float]) -> np.ndarray:
    coarse = np.random.default_rng(seed).integers(low, high, (HEIGHT // 12 + 2, WIDTH // 12 + 2))
    grey = np.kron(coarse, np.ones((12, 12)))[:HEIGHT, :WIDTH]
    return (grey[..., None] * np.array(tint)).clip(0, 255).astype(np.uint8)


def picture(index: int) -> np.ndarray:
    """RGB H x W x 3: a striped orange disc over blue-grey tiles."""
    out = _texture(7, 70, 140, (0.7, 0.85, 1.0)).copy()
    mask = truth(index)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    cx, cy = centre(index)
    stripes = np.sin((x - cx) / 7) * np.sin((y - cy) / 9)
    disc = np.stack([225 + 25 * stripes, 120 + 22 * stripes, 40 + 10 * stripes], axis=-1)
    out[mask] = disc[mask].clip(0, 255).astype(np.uint8)
    return out


def make(path: Path, seconds: float) -> None:
    """H.264 and AAC: the disc, and a 440 Hz tone."""
    count = round(seconds * RATE)
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=RATE, options={"crf": "16", "preset": "veryfast"})
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.codec_context.color_range, video.codec_context.colorspace = 1, 1
        sound = out.add_stream("aac", rate=48_000, layout="stereo")
        for index in range(count):
            frame = av.VideoFrame.from_ndarray(picture(index), format="rgb24")
            out.mux(video.encode(frame.reformat(format="yuv420p", dst_colorspace="ITU709")))
            at = np.arange(index * 1600, (index + 1) * 1600) / 48_000
            tone = np.tile(0.3 * np.sin(2 * np.pi * 440 * at), (2, 1)).astype(np.float32)
            block = av.AudioFrame.from_ndarray(tone, format="fltp", layout="stereo")
            block.sample_rate, block.pts, block.time_base = 48_000, index * 1600, Fraction(1, 48_000)
            out.mux(sound.encode(block))
        out.mux(video.encode(None))
        out.mux(sound.encode(None))


def judge(path: Path, background: tuple[int, int, int]) -> dict[str, float]:
    """What was kept (unlike the new background) against the disc's truth."""
    ious, errors, count = [], [], 0
    with av.open(str(path)) as film:
        stream = film.streams.video[0]
        seconds = float(stream.duration * stream.time_base)
        for count, frame in enumerate(film.decode(stream), start=1):
            rgb = frame.reformat(width=WIDTH, height=HEIGHT, format="rgb24").to_ndarray().astype(int)
            kept = np.abs(rgb - np.array(background)).sum(axis=-1) > 120
            mask = truth(count - 1)
            ious.append((kept & mask).sum() / max(1, (kept | mask).sum()))
            away = ~truth_grown(count - 1)
            errors.append(float(kept[away].mean()))
        sound = [b.to_ndarray() for b in av.open(str(path)).decode(audio=0)] if film.streams.audio else []
    samples = np.concatenate(sound, axis=1) if sound else np.zeros((2, 1))
    return {
        "frames": count,
        "iou_mean": float(np.mean(ious)),
        "iou_min": float(np.min(ious)),
        "background_error": float(np.mean(errors)),
        "has_sound": bool(sound),
        "sound_rms": float(np.sqrt((samples.astype(float) ** 2).mean())),
        "seconds": seconds,
    }


def truth_grown(index: int) -> np.ndarray:
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    cx, cy = centre(index)
    return (x - cx) ** 2 + (y - cy) ** 2 <= (RADIUS * 1.3) ** 2


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["make", "judge"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--background", default="00ff00")
    given = parser.parse_args()
    if given.what == "make":
        make(given.path, given.seconds)
    else:
        rgb = tuple(bytes.fromhex(given.background))
        print(json.dumps(judge(given.path, (rgb[0], rgb[1], rgb[2]))))
