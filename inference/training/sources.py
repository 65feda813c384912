"""Public-domain material to learn from: drawings with alpha, panoramas and textures. None of it is in the repository.

- `openclipart-png`, Debian's package: some 8,000 drawings, dedicated to the public domain.
- `@pmndrs/assets`, from npm: panoramas and shaded spheres (matcaps), CC0.
- scikit-image's wheel: photographs and textures that its list of files gives as CC0 or public domain.
"""

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.floating[Any]]  # H x W x 3 or 4, 0..1

PHOTOGRAPHS = ("astronaut.png", "brick.png", "chelsea.png", "coffee.png", "grass.png", "gravel.png", "rocket.jpg")
SMALLEST, LARGEST = 5000, 400_000  # bytes of a drawing's file: hardly a picture, one that takes long to read
SIDE = 288  # pixels
UNFIT = {"buttons", "signs_and_symbols", "shapes", "logos", "geography", "special"}
LIVING = {"animals", "people", "plants"}


def drawings(root: Path, room: Path) -> tuple[list[Image.Image], list[Image.Image]]:
    """Drawings of living things, and of others that may be objects: RGBA, cropped to what is seen, at most SIDE a side.

    Not signs, buttons, flags, cards or single shapes. The small ones are kept in `room` for the next time.
    """
    living: list[Image.Image] = []
    others: list[Image.Image] = []
    for path in sorted(root.rglob("*.png")):
        if UNFIT & set(path.parts) or "card" in path.as_posix() or not SMALLEST < path.stat().st_size < LARGEST:
            continue
        small = room / f"{path.parent.name}-{path.name}"
        if not small.exists():
            _small(path).save(small)
        image = Image.open(small)
        image.load()
        (living if LIVING & set(path.parts) else others).append(image)
    return living, others


def _small(path: Path) -> Image.Image:
    image = Image.open(path).convert("RGBA")
    box = image.getchannel("A").point([255 * (a > 20) for a in range(256)]).getbbox()
    image = image.crop(box) if box else image
    image.thumbnail((SIDE, SIDE))
    return image


def photographs(skimage_data: Path) -> list[Pixels]:
    return [_rgb(Image.open(skimage_data / name)) for name in PHOTOGRAPHS]


def matcaps(assets: Path) -> list[Pixels]:
    """Pictures of shaded spheres: light as it falls on round things."""
    return [_rgb(Image.open(io.BytesIO(_embedded(path)))) for path in sorted(assets.glob("matcaps/*.js"))]


def panoramas(assets: Path) -> list[Pixels]:
    """Equirectangular, exposed for a screen."""
    return [_exposed(_embedded(path)) for path in sorted(assets.glob("hdri/*.exr.js"))]


def _embedded(path: Path) -> bytes:
    return base64.b64decode(path.read_text().split("base64,", 1)[1].split("'", 1)[0])


def _rgb(image: Image.Image) -> Pixels:
    return np.asarray(image.convert("RGB"), np.float32) / 255


def _exposed(exr: bytes) -> Pixels:
    import av  # FFmpeg reads OpenEXR

    container: Any
    with av.open(io.BytesIO(exr), format="exr_pipe") as container:
        frame = next(container.decode(video=0))
        light = frame.reformat(format="gbrpf32le").to_ndarray()
    if light.ndim == 3 and light.shape[0] == 3:
        light = light.transpose(1, 2, 0)[..., [2, 0, 1]]
    light = np.nan_to_num(light.astype(np.float32)).clip(0)
    shown: Pixels = (light / np.percentile(light, 85) * 0.7).clip(0, 1) ** (1 / 2.2)
    return shown
