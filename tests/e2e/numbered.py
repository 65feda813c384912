"""Films whose frames carry their number in the pixels.

    python tests/e2e/numbered.py make film.mp4 --rate 30000/1001 --frames 30
    python tests/e2e/numbered.py make film.mp4 --rate variable --frames 30
    python tests/e2e/numbered.py read export.mp4

`read` prints the numbers of all frames as JSON.
"""

import argparse
import json
from fractions import Fraction
from itertools import accumulate, cycle, islice
from pathlib import Path

import av
import numpy as np

WIDTH, HEIGHT, BITS = 320, 180, 10
BLOCK = WIDTH // BITS
UNEVEN_MS = (20, 47, 33, 90, 12, 34)


def picture(number: int) -> np.ndarray:
    """RGB H x W x 3: the number's bits as white or black columns, the highest on the left."""
    bits = [255 * (number >> bit & 1) for bit in reversed(range(BITS))]
    row = np.repeat(np.array(bits, np.uint8), BLOCK)
    return np.broadcast_to(row[None, :, None], (HEIGHT, WIDTH, 3)).copy()


def read_number(rgb: np.ndarray) -> int:
    """Of a picture of any size."""
    height, width = rgb.shape[:2]
    middles = [round((bit + 0.5) * width / BITS) for bit in range(BITS)]
    return int("".join("1" if rgb[height // 2, x].mean() > 127 else "0" for x in middles), 2)


def make(path: Path, rate: str, count: int) -> None:
    """H.264 with B-frames. A variable rate has frames of UNEVEN_MS, in turn."""
    times = [0, *accumulate(islice(cycle(UNEVEN_MS), count - 1))]
    step = None if rate == "variable" else Fraction(rate)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=step or 30, options={"crf": "20", "preset": "ultrafast", "bf": "2"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        base = 1 / step if step else Fraction(1, 1000)
        stream.codec_context.time_base = base
        for number in range(count):
            frame = av.VideoFrame.from_ndarray(picture(number), format="rgb24")
            frame.pts, frame.time_base = (number if step else times[number]), base
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def read(path: Path) -> list[int]:
    with av.open(str(path)) as film:
        return [read_number(frame.to_ndarray(format="rgb24")) for frame in film.decode(video=0)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["make", "read"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--rate", default="30")
    parser.add_argument("--frames", type=int, default=30)
    given = parser.parse_args()
    if given.what == "make":
        make(given.path, given.rate, given.frames)
    else:
        print(json.dumps(read(given.path)))
