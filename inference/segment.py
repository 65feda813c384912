"""Rotoscope a clip without a server: python -m inference.segment clip.mp4 --click 120,0.41,0.55 --out mattes/

Writes one 8-bit grey PNG a frame, named by its index. --click FRAME,X,Y keeps what is there, --remove FRAME,X,Y says
that it is not the object; both may be given many times. X and Y go from 0 to 1.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from inference.contracts import BadPrompt, InferenceError, Point, Prompt
from inference.engines import load_engine
from inference.engines.base import Alpha, Engine
from inference.follow import follow
from inference.frames import Clip


def segment(clip: Clip, engine: Engine, prompts: Sequence[Prompt], write: Any) -> int:
    """Every frame's matte, given to write(frame, alpha) as it is made. Returns their number. Raises InferenceError."""
    outside = [p.frame for p in prompts if not 0 <= p.frame < len(clip)]
    if outside:
        raise BadPrompt(f"Frame {outside[0]} is not in the clip: its frames are 0 to {len(clip) - 1}.")

    def encode(frame: int) -> Any:
        return engine.encode(clip.picture(frame))

    humans = {prompt.frame: engine.segment(encode(prompt.frame), prompt) for prompt in prompts}
    written = 0
    for frame, alpha in follow(engine, encode, len(clip), humans):
        write(frame, alpha)
        written += 1
    return written


def _place(text: str) -> tuple[int, float, float]:
    frame, x, y = text.split(",")
    return int(frame), float(x), float(y)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m inference.segment", description=__doc__)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--click", type=_place, action="append", default=[], metavar="FRAME,X,Y")
    parser.add_argument("--remove", type=_place, action="append", default=[], metavar="FRAME,X,Y")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--engine", default="")
    args = parser.parse_args(argv)
    points: dict[int, list[Point]] = {}
    for places, keep in ((args.click, True), (args.remove, False)):
        for frame, x, y in places:
            points.setdefault(frame, []).append(Point(x, y, keep))
    prompts = [Prompt(frame, tuple(found)) for frame, found in points.items()]
    try:
        if not prompts:
            raise BadPrompt("There is no click: give --click FRAME,X,Y.")
        args.out.mkdir(parents=True, exist_ok=True)
        clip = Clip(str(args.clip))

        def write(frame: int, alpha: Alpha) -> None:
            Image.fromarray(alpha).save(args.out / f"{frame:06d}.png")

        count = segment(clip, load_engine(args.engine), prompts, write)
        total = len(clip)
        clip.close()
    except (InferenceError, OSError) as error:
        print(f"segment: {error}", file=sys.stderr)
        return 1
    print(f"{count} mattes in {args.out}")
    if count < total:
        print(f"{total - count} frames lie beyond a cut: click on the object there too.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
