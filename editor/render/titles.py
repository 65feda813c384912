"""A title's picture. Twin of frontend/src/engine/title-raster.ts, with the very same font files (frontend/fonts).

A title lies in the middle of a raster of the frame: lines 1.2 times the letters' size apart, as wide as the widest, set
left, right or centred within that width, each standing on a whole pixel, as browsers do. Under the letters lie, bottom
to top, a box (0.3 of the size beside the lines, 0.12 above and below them), a shadow (black, 0.05 of the size to the
right and down, blurred by 0.06 of it) and the outline. Where lines end, and which letters come from other fonts than
the title's own, is said in title_lines.py; what none of them has is shown as a replacement character or question mark.
"""

import json
import math
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFilter, ImageFont, features

from editor.render.title_lines import FONTS, Run, face_of, families, family_of, title_lines

LINE, BOX_SIDE, BOX_TOP, SHADOW_AWAY, SHADOW_SOFT = 1.2, 0.3, 0.12, 0.05, 0.06
FINEST = 3  # times the frame: a title that is enlarged further gets soft
_SHAPES = features.check("raqm")  # it needs the system's FriBiDi; without it words stand as they are written
_MOST = 40_000_000  # pixels in which letters are drawn before they are averaged


def title_picture(title: dict[str, Any], width: int, height: int, drawn: float) -> NDArray[np.uint8]:
    """Straight RGBA for a frame of `width` x `height`, as fine as is needed to be drawn `drawn` pixels wide."""
    fine = max(1, min(FINEST, math.ceil(drawn / width - 1e-6)))
    return _picture(json.dumps(title, sort_keys=True), width * fine, height * fine)


@lru_cache(8)
def _picture(saved: str, width: int, height: int) -> NDArray[np.uint8]:
    title = json.loads(saved)
    facts, size = families()[family_of(title)], title["size"] / 1000 * height
    # letters are drawn larger and averaged: at their own size FreeType would fit them to whole pixels
    by = max(1, min(4, int(math.sqrt(_MOST / (width * height)))))
    lines = [_placed(runs, title["weight"], size * by) for runs in title_lines(title, width, height)]
    widths = [line.long / by for line in lines]
    block, line = max(widths), LINE * size
    left, top = (width - block) / 2, (height - line * len(lines)) / 2
    share = {"left": 0.0, "centre": 0.5, "right": 1.0}[title["align"]]
    first = top + (line - (facts["ascent"] + facts["descent"]) * size) / 2 + facts["ascent"] * size

    def mask(stroke: float) -> NDArray[np.float32]:
        image = Image.new("L", (width * by, height * by))
        pen = ImageDraw.Draw(image)
        for row, (placed, long) in enumerate(zip(lines, widths, strict=True)):
            x, y = (left + (block - long) * share) * by, _at(first + row * line) * by
            for words, font, at in placed.runs:
                pen.text((x + at, y), words, 255, font, anchor="ls", direction=placed.way, stroke_width=stroke * by)
        return np.asarray(image.reduce(by) if by > 1 else image, np.float32) / np.float32(255)

    out = np.zeros((height, width, 4), np.float32)  # premultiplied, 0..1
    if not title["text"].strip():
        return out.astype(np.uint8)
    fill, outline = mask(0), title["outline"] / 1000 * size
    shape = mask(outline) if outline else fill
    if title["box"]:
        box = np.zeros((height, width), np.float32)
        x0, x1 = (_at(left - BOX_SIDE * size), _at(left + block + BOX_SIDE * size))
        y0, y1 = (_at(top - BOX_TOP * size), _at(top + line * len(lines) + BOX_TOP * size))
        box[max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)] = 1
        _lay(out, box * title["box"], title["boxColour"])
    if title["shadow"]:
        cast = Image.fromarray((shape * 255 + 0.5).astype(np.uint8)).filter(
            ImageFilter.GaussianBlur(SHADOW_SOFT * size)
        )
        away = _at(SHADOW_AWAY * size)
        moved = np.zeros_like(shape)
        moved[away:, away:] = (np.asarray(cast, np.float32) / 255)[: height - away, : width - away]
        _lay(out, moved * title["shadow"], "#000000")
    if outline:
        _lay(out, shape, title["outlineColour"])
    _lay(out, fill, title["colour"])
    alpha = out[..., 3:]
    out[..., :3] = np.divide(out[..., :3], alpha, where=alpha > 0, out=np.zeros_like(out[..., :3]))
    return (out * 255 + 0.5).clip(0, 255).astype(np.uint8)


class _Line(NamedTuple):
    runs: list[tuple[str, ImageFont.FreeTypeFont, float]]  # with where each begins, pixels from the line's left
    long: float
    way: str | None


def _placed(runs: list[Run], weight: int, size: float) -> _Line:
    """Runs side by side, the first on the left, or on the right where the line is read from there."""
    way = _way("".join(words for _, words in runs))
    placed, long = [], 0.0
    for family, words in runs:
        font = ImageFont.truetype(str(FONTS / f"{face_of(family, weight)}.ttf"), size)
        wide = font.getlength(words, direction=way)
        placed.append((words, font, long, wide))
        long += wide
    ends = [(words, font, long - at - wide if way == "rtl" else at) for words, font, at, wide in placed]
    return _Line(ends, long, way)


def _lay(out: NDArray[np.float32], alpha: NDArray[np.float32], colour: str) -> None:
    rgb = np.array(ImageColor.getrgb(colour)[:3], np.float32) / 255
    over = np.concatenate([rgb * alpha[..., None], alpha[..., None]], axis=-1)
    out[:] = over + out * (1 - alpha[..., None])


def _at(place: float) -> int:
    return math.floor(place + 0.5)


def _way(line: str) -> str | None:
    """By its first letter of a direction, Hebrew and Arabic being those that the fonts have."""
    if not _SHAPES:
        return None
    for c in line:
        if "\u0590" <= c <= "\u08ff" or "\ufb1d" <= c <= "\ufdff" or "\ufe70" <= c <= "\ufefc":
            return "rtl"
        if c.isalpha():
            break
    return "ltr"
