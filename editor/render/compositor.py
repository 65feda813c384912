"""Draw list -> picture. The server's twin of frontend/src/engine/compositor.ts.

Maths shared with it: bilinear sampling at pixel centres, premultiplied alpha 'over', matte sampled at the source's
own coordinates, feather = gaussian of sigma feather/2 in proxy pixels.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageFilter

from editor.render import casts, effects
from editor.render.titles import title_picture

SMALL = 1.5  # drawn at less than one pixel for so many, a picture is averaged
Canvas = NDArray[np.uint8]  # H x W x 3 RGB


def compose(
    settings: dict[str, Any],
    items: list[dict[str, Any]],
    picture: Callable[[dict[str, Any]], NDArray[np.uint8]],
    matte: Callable[[dict[str, Any]], NDArray[np.uint8] | None],
) -> Canvas:
    """A draw list's picture. `picture`: a media item's straight RGBA. `matte`: its shaped matte, or None."""
    canvas = blank(settings["width"], settings["height"], settings["background"])
    for item in items:
        if item["kind"] == "colour":
            source = np.full((2, 2, 4), 255, np.uint8)
            source[..., :3] = ImageColor.getrgb(item["colour"])[:3]
            draw(canvas, source, item, None)
        elif item.get("cast"):
            shape = matte(item)
            if shape is not None:
                draw_cast(canvas, shape, item)
        elif item["kind"] == "text":
            size = settings["width"], settings["height"]
            draw(canvas, title_picture(item["title"], *size, item["rect"]["w"]), item, None)
        else:
            draw(canvas, np.ascontiguousarray(picture(item)), item, matte(item))
    return canvas


def blank(width: int, height: int, colour: str) -> Canvas:
    row = np.empty((width, 3), np.uint8)
    row[:] = ImageColor.getrgb(colour)[:3]
    canvas = np.empty((height, width, 3), np.uint8)
    canvas[:] = row  # by rows: by pixels it takes fifty times as long
    return canvas


def shape_matte(alpha: NDArray[np.uint8], mode: str, feather: float) -> NDArray[np.uint8]:
    """Soft alpha H x W of a matte frame -> what multiplies the picture's alpha."""
    if feather > 0:
        image = Image.fromarray(alpha).filter(ImageFilter.GaussianBlur(feather / 2))
        alpha = np.asarray(image)
    return 255 - alpha if mode == "remove" else alpha


def draw(canvas: Canvas, source: NDArray[np.uint8], item: dict[str, Any], matte: NDArray[np.uint8] | None) -> None:
    """Draw `source` (H x W x 4, straight alpha) into `canvas` as the draw item says. `matte`: shaped, any size."""
    rect, opacity = item["rect"], float(item["opacity"])
    if opacity <= 0 or rect["w"] <= 0 or rect["h"] <= 0:
        return
    height, width = canvas.shape[:2]
    source, last = _filtered(source, item, (width, height))
    blend = item.get("blend", "normal")
    whole = all(abs(rect[k] - round(rect[k])) < 1e-3 for k in "xywh") and not item["rotation"]
    opaque = opacity >= 1 and matte is None and bool((source[::8, ::8, 3] == 255).all())
    if whole:
        x, y, w, h = (round(rect[k]) for k in "xywh")
        left, top, right, bottom = _part_in_pixels(item, w, h)
        x0, y0, x1, y1 = max(0, x + left), max(0, y + top), min(width, x + right), min(height, y + bottom)
        if x0 >= x1 or y0 >= y1:
            return
        inside = (slice(y0 - y, y1 - y), slice(x0 - x, x1 - x))
        target = canvas[y0:y1, x0:x1]
        u = ((np.arange(x0 - x, x1 - x, dtype=np.float32) + 0.5) / w)[None, :]
        v = ((np.arange(y0 - y, y1 - y, dtype=np.float32) + 0.5) / h)[:, None]
        picture = effects.point(_resized(source, w, h)[inside], last, u, v)
        keyed = any(effect["kind"] == "key" for effect in last)
        if opaque and not keyed and blend == "normal":
            target[:] = picture[..., :3]
            return
        alpha = picture[..., 3]
        if matte is not None:
            alpha = _times(alpha, _resized(matte, w, h)[inside])
        _over(target, picture[..., :3], alpha, opacity, blend)
        return
    if matte is not None and not last:
        source = source.copy()
        source[..., 3] = _times(source[..., 3], _resized(matte, source.shape[1], source.shape[0]))
    picture = _placed(_shrunk(source, rect["w"], rect["h"]), item, width, height)
    if last:
        # the effects see the picture without its matte, which is placed by itself
        picture = effects.premultiplied(effects.point(effects.straight(picture), last, *upright(item, width, height)))
        if matte is not None:
            picture = _times(
                picture, _placed(_shrunk(_as_alpha(matte), rect["w"], rect["h"]), item, width, height)[..., 3:]
            )
    if item.get("part"):
        picture = picture * _inside_part(item, width, height)[..., None]
    if blend != "normal":
        colours = effects.straight(np.ascontiguousarray(picture, np.uint8))
        _over(canvas, colours[..., :3], colours[..., 3], opacity, blend)
        return
    # what _placed returns is premultiplied by its sampling at the border
    alpha32 = picture[..., 3:].astype(np.float32) * (opacity / 255)
    canvas[:] = (picture[..., :3] * opacity + canvas * (1 - alpha32) + 0.5).clip(0, 255).astype(np.uint8)


def draw_cast(canvas: Canvas, matte: NDArray[np.uint8], item: dict[str, Any]) -> None:
    """Draw what an object casts, in its item's colour. `matte`: shaped, any size."""
    rect, opacity, cast = item["rect"], float(item["opacity"]), item["cast"]
    if opacity <= 0 or rect["w"] <= 0 or rect["h"] <= 0:
        return
    height, width = canvas.shape[:2]
    plane, (side, top) = casts.cast_plane(cast, matte, item, (width, height))
    around = {"x": rect["x"] - rect["w"] * side, "y": rect["y"] - rect["h"] * top}
    around |= {"w": rect["w"] * (1 + 2 * side), "h": rect["h"] * (1 + 2 * top)}
    matrix = _backwards({**item, "rect": around}, plane.shape[1], plane.shape[0])
    placed = Image.fromarray(plane).transform(
        (width, height), Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR
    )
    alpha = casts.cast_alpha(cast, np.asarray(placed, np.float32) / np.float32(255), rect["h"])[..., None] * np.float32(
        opacity
    )
    ink = np.array(ImageColor.getrgb(item["colour"])[:3], np.float32)
    canvas[:] = (ink * alpha + canvas * (1 - alpha) + 0.5).clip(0, 255).astype(np.uint8)


def _filtered(
    source: NDArray[np.uint8], item: dict[str, Any], frame: tuple[int, int]
) -> tuple[NDArray[np.uint8], list[dict[str, Any]]]:
    """The picture after the last effect that looks beyond a pixel, and the effects that come then."""
    rect = item["rect"]
    last: list[dict[str, Any]] = []
    for run, spatial in effects.stages(item.get("effects", [])):
        if spatial is None:
            last = run
            continue
        width, height = effects.raster_size(spatial, rect["w"], rect["h"], frame)
        u = ((np.arange(width, dtype=np.float32) + 0.5) / width)[None, :]
        v = ((np.arange(height, dtype=np.float32) + 0.5) / height)[:, None]
        source = effects.spatial(effects.point(_resized(source, width, height), run, u, v), spatial)
    return source, last


def _as_alpha(matte: NDArray[np.uint8]) -> NDArray[np.uint8]:
    out = np.full((*matte.shape, 4), 255, np.uint8)
    out[..., 3] = matte
    return out


def _part_in_pixels(item: dict[str, Any], w: int, h: int) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is not cropped away: pixels whose centres lie in it."""
    part = item.get("part")
    if not part:
        return 0, 0, w, h
    sides = (("left", w), ("top", h), ("right", w), ("bottom", h))
    return tuple(math.ceil(part[name] * side - 0.5) for name, side in sides)  # type: ignore[return-value]


def _inside_part(item: dict[str, Any], width: int, height: int) -> NDArray[np.bool_]:
    """Which pixels of the canvas have their centres in what is not cropped away of a turned picture."""
    part = item["part"]
    u, v = upright(item, width, height)
    return (u >= part["left"]) & (u < part["right"]) & (v >= part["top"]) & (v < part["bottom"])


def upright(item: dict[str, Any], width: int, height: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Of each pixel centre of the canvas the place in the picture as displayed, 0..1 of it."""
    rect, angle = item["rect"], math.radians(item["rotation"])
    x = np.arange(width, dtype=np.float32)[None, :] + np.float32(0.5 - rect["x"] - rect["w"] / 2)
    y = np.arange(height, dtype=np.float32)[:, None] + np.float32(0.5 - rect["y"] - rect["h"] / 2)
    cos, sin = np.float32(math.cos(angle)), np.float32(math.sin(angle))
    return (x * cos + y * sin) / rect["w"] + 0.5, (y * cos - x * sin) / rect["h"] + 0.5


def _shrunk(pixels: NDArray[np.uint8], width: float, height: float) -> NDArray[np.uint8]:
    """About as large as it will be shown, if that is much smaller: sampling four pixels would pass over the others."""
    if pixels.shape[1] <= SMALL * width and pixels.shape[0] <= SMALL * height:
        return pixels
    return _resized(pixels, min(pixels.shape[1], math.ceil(width)), min(pixels.shape[0], math.ceil(height)))


def _resized(pixels: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    if pixels.shape[1] == width and pixels.shape[0] == height:
        return pixels
    image = Image.fromarray(pixels)
    return np.asarray(image.resize((max(1, width), max(1, height)), Image.Resampling.BILINEAR))


def _times(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return ((a.astype(np.uint16) * b + 127) // 255).astype(np.uint8)


def _over(target: Canvas, colour: NDArray[np.uint8], alpha: NDArray[np.uint8], opacity: float, blend: str) -> None:
    """Straight-alpha 'over' in place, in 16-bit integers: 255 x 256 fits."""
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    if not rows.size:
        return
    # what was cut out is mostly a small part of the picture
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    target, colour, alpha = target[part], colour[part], alpha[part]
    if blend != "normal":
        below = target.astype(np.float32) / 255
        mixed = effects.blended(blend, below, colour.astype(np.float32) / 255)
        share = alpha.astype(np.float32)[..., None] * np.float32(opacity / 255)
        target[:] = ((below + (mixed - below) * share) * 255 + 0.5).clip(0, 255).astype(np.uint8)
        return
    weight = (alpha.astype(np.float32) * (opacity * 256 / 255) + 0.5).astype(np.uint16)[..., None]
    mixed16 = colour * weight + target * (256 - weight) + 128
    target[:] = (mixed16 >> 8).astype(np.uint8)


def _placed(source: NDArray[np.uint8], item: dict[str, Any], width: int, height: int) -> NDArray[np.uint8]:
    """Premultiplied RGBA of the whole canvas with `source` turned about its rectangle's centre."""
    pre = source.copy()
    pre[..., :3] = ((pre[..., :3].astype(np.uint16) * pre[..., 3:] + 127) // 255).astype(np.uint8)
    # named as premultiplied, or Pillow would do it once more, and back with what is left of eight bits
    image = Image.frombuffer("RGBa", (source.shape[1], source.shape[0]), pre.tobytes(), "raw", "RGBa", 0, 1)
    matrix = _backwards(item, source.shape[1], source.shape[0])
    return np.asarray(image.transform((width, height), Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR))


def _backwards(item: dict[str, Any], width: int, height: int) -> tuple[float, ...]:
    """Output -> a source of this size that fills the item's rectangle: turned back about its centre, then scaled."""
    rect, angle = item["rect"], math.radians(item["rotation"])
    sx, sy = width / rect["w"], height / rect["h"]
    cos, sin = math.cos(angle), math.sin(angle)
    cx, cy = rect["x"] + rect["w"] / 2, rect["y"] + rect["h"] / 2
    a, b, d, e = sx * cos, sx * sin, -sy * sin, sy * cos
    return a, b, width / 2 - a * cx - b * cy, d, e, height / 2 - d * cx - e * cy
