"""What is made of a picture. The decoding happens in a child: `python -m editor.media.stills`."""

import sys
import warnings
from pathlib import Path

from PIL import Image, ImageOps

from editor.media import limits
from editor.media.errors import NotPlayable
from editor.media.filmstrip import TILE
from editor.media.poster import POSTER_BOX
from editor.media.probe import PICTURES
from inference.words import sentence

STILL_BOX = (1920, 1080)


def derive_still(source: Path, folder: Path) -> None:
    """Writes proxy.jpg, or proxy.png where there is transparency, poster.jpg and filmstrip.jpg of one tile.

    Raises NotPlayable.
    """
    command = [sys.executable, "-m", "editor.media.stills", str(source), str(folder)]
    try:
        done = limits.run(command, timeout_s=limits.PROBE_TIMEOUT_S)
    except limits.TooMuch as error:
        raise NotPlayable(sentence("This picture takes too long to open. Save it again as PNG or JPEG.")) from error
    if done.returncode:
        raise NotPlayable(sentence("This picture is damaged, or needs too much memory. Save it again as PNG or JPEG."))


def _derive(source: Path, folder: Path) -> None:
    Image.MAX_IMAGE_PIXELS = None  # the probe has refused what is too large
    warnings.simplefilter("ignore")
    with Image.open(source, formats=PICTURES) as image:
        image.draft("RGB", STILL_BOX)  # a JPEG is decoded no larger than wanted
        upright = ImageOps.exif_transpose(image)
    clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    if upright.mode.startswith("I;16"):
        upright = upright.point(lambda value: value / 256).convert("L")
    upright = upright.convert("RGBA" if clear else "RGB")
    upright.thumbnail(STILL_BOX, Image.Resampling.LANCZOS)
    upright.save(folder / ("proxy.png" if clear else "proxy.jpg"), quality=92)
    small = Image.new("RGB", upright.size)
    small.paste(upright, mask=upright.getchannel("A") if clear else None)
    small.thumbnail(POSTER_BOX)
    small.save(folder / "poster.jpg", quality=85)
    ImageOps.pad(small, TILE, color="#000000").save(folder / "filmstrip.jpg", quality=85)


if __name__ == "__main__":
    _derive(Path(sys.argv[1]), Path(sys.argv[2]))
