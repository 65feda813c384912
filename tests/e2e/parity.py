"""What the export makes of draw lists that the preview draws as well.

    python tests/e2e/parity.py make FOLDER        two films, a picture with holes, a matte and a colour table
    python tests/e2e/parity.py render FOLDER      reads FOLDER/cases.json, writes FOLDER/expected.rgb

A case is {reading, time}; expected.rgb has one picture a case, RGB, rows top to bottom.
"""

import json
import sys
import uuid
from pathlib import Path

import av
import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from editor.lib.cube import parse_cube  # noqa: E402
from editor.lib.timebase import TICKS_PER_SECOND, frame_in_table  # noqa: E402
from editor.render.compositor import compose, shape_matte  # noqa: E402
from editor.render.luts import prepared  # noqa: E402
from editor.render.plan import plan_at  # noqa: E402
from editor.render.sources import PictureSource, VideoSource  # noqa: E402
from inference import mattes as wire  # noqa: E402
from inference.contracts import FrameState  # noqa: E402

WIDTH, HEIGHT, RATE, FRAMES = 320, 180, 30, 6
MATTE = "11111111-2222-4333-8444-555555555555"


def film(number: int, index: int) -> np.ndarray:
    """RGB: gradients for range and matrix, fine bars for places, and something that moves with the frame."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(float)
    out = np.stack([255 * x / WIDTH, 255 * y / HEIGHT, 255 * (1 - x / WIDTH)], axis=-1)
    if number:
        out = 255 - out[:, ::-1]
    out[40:60, 20 + 8 * index : 60 + 8 * index] = (235, 30, 40)
    out[90:130, 100:160][:, ::8] = 255
    out[90:130, 100:160][:, 4::8] = 0
    out[140:165, 200:300] = (20, 200, 60)
    return out.clip(0, 255).astype(np.uint8)


def make_film(path: Path, number: int) -> None:
    with av.open(str(path), "w") as out:
        options = {"crf": "6", "bf": "0", "g": "15", "preset": "veryfast"}
        stream = out.add_stream("libx264", rate=RATE, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        context = stream.codec_context
        context.color_range = context.colorspace = context.color_primaries = context.color_trc = 1
        for index in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(film(number, index), format="rgb24")
            out.mux(stream.encode(frame.reformat(format="yuv420p", dst_colorspace="ITU709")))
        out.mux(stream.encode(None))


def alpha(index: int) -> np.ndarray:
    """H x W: an ellipse whose edge is a few pixels wide, elsewhere in each frame."""
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    distance = np.hypot((x - 130 - 10 * index) / 90, (y - 95) / 60)
    return (255 * ((1 - distance) * 20 + 0.5).clip(0, 1)).astype(np.uint8)


def cube() -> str:
    """A table of 9 steps that turns colours round, bends light, and leaves its range at both ends."""
    lines = ["LUT_3D_SIZE 9", "DOMAIN_MIN 0 0 0.1", "DOMAIN_MAX 1 0.9 1"]
    steps = np.arange(9) / 8
    for blue in steps:
        for green in steps:
            lines += [f"{green**1.6:.5f} {0.9 * red + 0.2 * blue:.5f} {1.2 * blue - 0.1:.5f}" for red in steps]
    return "\n".join(lines)


def make(folder: Path) -> None:
    for number, name in enumerate(("a.mp4", "b.mp4")):
        make_film(folder / name, number)
    y, x = np.mgrid[:90, :120]
    holes = np.stack([np.full_like(x, 250), 2 * x, 2 * y, np.minimum(255, 4 * np.abs(x - 60))], axis=-1)
    Image.fromarray(holes.astype(np.uint8), "RGBA").save(folder / "holes.png")
    (folder / "warm.cube").write_text(cube())
    frames = [
        wire.encode(
            wire.MatteFrame(matte=uuid.UUID(MATTE), revision=1, frame=index, state=FrameState.FINAL, alpha=alpha(index))
        )
        for index in range(FRAMES)
    ]
    (folder / "matte.phm").write_bytes(b"".join(frames))


def render(folder: Path) -> None:
    table = [index * TICKS_PER_SECOND // RATE for index in range(FRAMES)]
    videos = {name: VideoSource(folder / f"{name}.mp4", table) for name in "ab"}
    picture = PictureSource(folder / "holes.png", (WIDTH * 2, HEIGHT * 2))
    facts = {name: {"kind": "video", "width": WIDTH, "height": HEIGHT} for name in "ab"}
    lut = prepared(parse_cube((folder / "warm.cube").read_bytes()))
    facts["holes"] = {"kind": "image", "width": 120, "height": 90}

    def source(item: dict) -> np.ndarray:
        if item["asset"] == "holes":
            return picture.frame(0)
        return videos[item["asset"]].frame(frame_in_table(table, item["sourceTicks"]))

    def shaped(item: dict) -> np.ndarray | None:
        matte = item["matte"]
        index = frame_in_table(table, item["sourceTicks"])
        return shape_matte(alpha(index), matte["mode"], matte["feather"]) if matte else None

    with (folder / "expected.rgb").open("wb") as out:
        for case in json.loads((folder / "cases.json").read_text()):
            items = plan_at(case["reading"], case["time"], facts.get)
            for effect in (effect for item in items for effect in item["effects"]):
                if effect.get("lut"):
                    effect["table"] = lut
            out.write(compose(case["reading"]["settings"], items, source, shaped).tobytes())


if __name__ == "__main__":
    {"make": make, "render": render}[sys.argv[1]](Path(sys.argv[2]))
