"""What effects and blend modes do to a picture. Twin of frontend/src/model/effects.ts and engine/effects.ts.

Colours are R'G'B' in 0..1 as displayed (gamma-encoded, BT.709 primaries), straight, not multiplied by their alpha. Each
effect works on the outcome of the one before it, and its own outcome is held to 0..1. Places are pixel centres, in 0..1
of the picture as displayed, before it is cropped. Effects come before the matte, which thus keeps its edge.

colour    gains, contrast around the middle, saturation around luma, in this order. Light is taken for the 2.2nd power
          of a level: a stop is a gain of 2 ** (1 / 2.2). Temperature and tint are gains of red and blue, and of green.
vignette  towards black (white below 0) by a ramp over the distance from the middle, 1 in the corners.
wash      towards a colour by `amount`; by `light` that colour times twice the picture's luma, held to 1.
key       alpha by the distance of the BT.709 chroma to the key's; then chroma along the key's is taken out by `spill`.
curves    levels by a table of 256 steps, see curves.py.
lut       colours by a table in three dimensions, see luts.py, by `amount`; none where there is no table.
blur      Gaussian, `radius` thousandths of the picture's height, of premultiplied colour; the edge goes on outside.
sharpen   unsharp mask: a 1-2-1 blur both ways, taps `radius` thousandths of the height apart, no further than alpha.

Blur and sharpen work on the picture resampled to the size at which it is drawn (a blur on a coarser one, see
`raster_size`), the others on each pixel as it is drawn.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from editor.render.curves import curved, is_straight
from editor.render.luts import mapped
from editor.render.values import Range

Plain = dict[str, Any]
Floats = NDArray[np.floating[Any]]
Bytes = NDArray[np.uint8]

EFFECTS: dict[str, dict[str, Range]] = {
    "colour": {
        "exposure": (0, -5, 5),
        "contrast": (0, -1, 1),
        "saturation": (0, -1, 1),
        "temperature": (0, -1, 1),
        "tint": (0, -1, 1),
    },
    "blur": {"radius": (10, 0, 100)},
    "sharpen": {"amount": (0.6, 0, 4), "radius": (1.5, 0.5, 10)},
    "vignette": {"amount": (0.5, -1, 1), "size": (0.5, 0, 1), "softness": (0.5, 0.01, 1)},
    "wash": {"amount": (1, 0, 1), "light": (1, 0, 1)},
    "curves": {},
    "lut": {"amount": (1, 0, 1)},
    "key": {"tolerance": (0.15, 0, 1), "softness": (0.1, 0.005, 1), "spill": (0.7, 0, 1)},
}
COLOURS = {"key": "#00b140", "wash": "#2f6fed"}  # kinds with a colour, and which where nothing else is said
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
SPATIAL = ("blur", "sharpen")
FINEST = 2  # pixels that a blur's sigma spans at most: larger ones need no fine picture


def is_neutral(effect: Plain) -> bool:
    """Whether it would leave every picture as it is."""
    kind, values = effect["kind"], effect["values"]
    if kind == "colour":
        return all(value == 0 for value in values.values())
    if kind == "blur":
        return bool(values["radius"] <= 0)
    if kind in ("sharpen", "vignette", "wash"):
        return bool(values["amount"] == 0)
    if kind == "curves":
        return is_straight(effect["curves"])
    if kind == "lut":
        return bool(values["amount"] == 0 or not effect["lut"])
    return kind not in EFFECTS


def stages(effects: list[Plain]) -> list[tuple[list[Plain], Plain | None]]:
    """Runs of effects that look at one pixel alone, each with the one after it that looks further; None at the end."""
    found: list[tuple[list[Plain], Plain | None]] = []
    run: list[Plain] = []
    for effect in effects:
        if effect["kind"] in SPATIAL:
            found.append((run, effect))
            run = []
        else:
            run.append(effect)
    return [*found, (run, None)]


def point(rgba: Bytes, effects: list[Plain], u: Floats, v: Floats) -> Bytes:
    """H x W x 4 straight, after a run of point effects. `u`, `v`: each pixel's place, broadcastable to H x W."""
    if not effects:
        return rgba
    colour: Floats = rgba[..., :3].astype(np.float32) / 255
    alpha: Floats = rgba[..., 3].astype(np.float32) / 255
    for effect in effects:
        if effect["kind"] == "colour":
            colour = _graded(colour, effect["values"])
        elif effect["kind"] == "vignette":
            colour = _vignette(colour, effect["values"], u, v)
        elif effect["kind"] == "wash":
            colour = _washed(colour, effect)
        elif effect["kind"] == "curves":
            colour = curved(colour, effect["curves"])
        elif effect["kind"] == "lut" and effect.get("table"):
            colour = mapped(colour, effect["table"], effect["values"]["amount"])
        elif effect["kind"] == "key":
            colour, alpha = _keyed(colour, alpha, effect)
    out = np.empty(rgba.shape, np.uint8)
    out[..., :3] = colour * 255 + 0.5
    out[..., 3] = alpha * 255 + 0.5
    return out


def _graded(colour: Floats, values: Plain) -> Floats:
    light, warm, green = values["exposure"] / 2.2, values["temperature"] * 0.35, values["tint"] * 0.25
    gains = np.array([2 ** (light + warm), 2 ** (light - green), 2 ** (light - warm)], np.float32)
    contrast = np.float32(1 + values["contrast"])
    colour = (colour * gains - np.float32(0.5)) * contrast + np.float32(0.5)
    if values["saturation"]:
        luma = (colour @ LUMA)[..., None]
        colour = luma + (colour - luma) * np.float32(1 + values["saturation"])
    return colour.clip(0, 1)


def _vignette(colour: Floats, values: Plain, u: Floats, v: Floats) -> Floats:
    distance = np.hypot((u - 0.5) * 2, (v - 0.5) * 2) / np.sqrt(2)
    ramp = ((distance - values["size"]) / values["softness"] + 0.5).clip(0, 1) * abs(values["amount"])
    ramp = ramp.astype(np.float32)[..., None]
    return colour * (1 - ramp) + ramp * np.float32(values["amount"] < 0)


def _washed(colour: Floats, effect: Plain) -> Floats:
    values, wanted = effect["values"], rgb_of(effect["colour"])
    lit = np.minimum(wanted * (2 * (colour @ LUMA))[..., None], 1)
    return (colour + (wanted + (lit - wanted) * values["light"] - colour) * values["amount"]).clip(0, 1)


def _chroma(colour: Floats) -> tuple[Floats, Floats, Floats]:
    luma = colour @ LUMA
    return luma, (colour[..., 2] - luma) / np.float32(1.8556), (colour[..., 0] - luma) / np.float32(1.5748)


def _keyed(colour: Floats, alpha: Floats, effect: Plain) -> tuple[Floats, Floats]:
    values = effect["values"]
    _, key_b, key_r = (float(part) for part in _chroma(rgb_of(effect["colour"])))
    luma, blue, red = _chroma(colour)
    distance = np.hypot(blue - key_b, red - key_r)
    alpha = alpha * ((distance - values["tolerance"]) / values["softness"]).clip(0, 1)
    length = max(float(np.hypot(key_b, key_r)), 1e-4)
    along = np.maximum((blue * key_b + red * key_r) / length, 0) * values["spill"]
    blue, red = blue - along * (key_b / length), red - along * (key_r / length)
    out = np.stack([luma + 1.5748 * red, luma - 0.187324 * blue - 0.468124 * red, luma + 1.8556 * blue], axis=-1)
    return out.astype(np.float32).clip(0, 1), alpha.astype(np.float32)


def rgb_of(colour: str) -> Floats:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], np.float32) / 255


def raster_size(effect: Plain, width: float, height: float, frame: tuple[int, int]) -> tuple[int, int]:
    """The raster for a picture drawn `width` x `height` large; never finer than twice the frame."""
    fine = min(1, 2 * frame[0] / width, 2 * frame[1] / height)
    sigma = effect["values"]["radius"] / 1000 * height * fine
    share = min(1, FINEST / sigma) if effect["kind"] == "blur" else 1
    return tuple(max(1, int(side * fine * share + 0.5)) for side in (width, height))  # type: ignore[return-value]


def spatial(rgba: Bytes, effect: Plain) -> Bytes:
    """A raster after an effect that looks beyond a pixel; H x W x 4 straight."""
    pixels = premultiplied(rgba).astype(np.float32)
    values, height = effect["values"], rgba.shape[0]
    reach = values["radius"] / 1000 * height
    if effect["kind"] == "blur":
        for axis in (1, 0):
            pixels = gaussian(pixels, reach, axis)
    else:
        soft = _soft(_soft(pixels, reach, 1), reach, 0)
        pixels[..., :3] += values["amount"] * (pixels[..., :3] - soft[..., :3])
        pixels[..., :3] = np.minimum(pixels[..., :3], pixels[..., 3:])
    return straight((pixels + 0.5).clip(0, 255).astype(np.uint8))


def _soft(pixels: Floats, away: float, axis: int) -> Floats:
    """1-2-1 along an axis, the outer taps `away` pixels from the middle, interpolated."""
    whole, rest = int(away), away - int(away)
    weights = np.zeros(2 * whole + 3)
    middle = whole + 1
    weights[middle] += 0.5
    for side in (-1, 1):
        weights[middle + side * whole] += 0.25 * (1 - rest)
        weights[middle + side * (whole + 1)] += 0.25 * rest
    return _weighed(pixels, weights, axis)


def gaussian(pixels: NDArray[np.float32], sigma: float, axis: int) -> NDArray[np.float32]:
    """Blurred along `axis`; sigma in pixels."""
    reach = int(np.ceil(3 * sigma))
    taps = np.arange(-reach, reach + 1)
    weights = np.exp(-(taps**2) / (2 * sigma * sigma))
    return _weighed(pixels, weights / weights.sum(), axis)


def _weighed(pixels: NDArray[np.float32], weights: NDArray[np.float64], axis: int) -> NDArray[np.float32]:
    """Sums of neighbours along `axis`; past the edge lies what lies at the edge."""
    from scipy.ndimage import correlate1d  # a tenth of a second: web and workers start without it

    return np.asarray(correlate1d(pixels, weights, axis=axis, mode="nearest"), np.float32)


def premultiplied(rgba: Bytes) -> Bytes:
    out = rgba.copy()
    out[..., :3] = (rgba[..., :3].astype(np.uint16) * rgba[..., 3:] + 127) // 255
    return out


def straight(rgba: Bytes) -> Bytes:
    if (rgba[..., 3] == 255).all():
        return rgba
    return np.asarray(Image.frombuffer("RGBa", rgba.shape[1::-1], rgba.tobytes(), "raw", "RGBa", 0, 1).convert("RGBA"))


BLENDS = (
    "normal",
    "multiply",
    "screen",
    "overlay",
    "add",
    "darken",
    "lighten",
    "soft-light",
    "hard-light",
    "difference",
    "colour-dodge",
    "colour-burn",
)


def blended(mode: str, b: Floats, s: Floats) -> Floats:
    """How a straight colour `s` lies over an opaque one `b`: W3C's Compositing and Blending, and add."""
    match mode:
        case "multiply":
            return b * s
        case "screen":
            return b + s - b * s
        case "overlay":
            return blended("hard-light", s, b)
        case "add":
            return np.minimum(b + s, 1)
        case "darken":
            return np.minimum(b, s)
        case "lighten":
            return np.maximum(b, s)
        case "hard-light":
            return np.where(s < 0.5, 2 * b * s, 1 - 2 * (1 - b) * (1 - s))
        case "soft-light":
            deep = np.where(b < 0.25, ((16 * b - 12) * b + 4) * b, np.sqrt(b))
            return np.where(s < 0.5, b - (1 - 2 * s) * b * (1 - b), b + (2 * s - 1) * (deep - b))
        case "difference":
            return np.abs(b - s)
        case "colour-dodge":
            return np.where(b <= 0, 0, np.minimum(1, b / np.maximum(1 - s, 1e-5)))
        case "colour-burn":
            return np.where(b >= 1, 1, 1 - np.minimum(1, (1 - b) / np.maximum(s, 1e-5)))
    return s
