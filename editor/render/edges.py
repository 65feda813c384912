"""A matte made at proxy size, for the original's resolution: its soft edge follows what only the original shows.

Around the edge alpha is fitted as a linear function of the picture (the guided filter of He et al. 2010, found on the
small picture and used on the large one as in their fast one of 2015). Only what the large picture has beyond the small
one is added so: where that is nothing, the matte is what enlarging it gives, as the preview shows it.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

LARGER = 1.2  # times the matte's size, from which on a picture has detail to give
TILE = 64  # pixels of the matte a side: smaller ones hold less of what is no edge, and are more to begin with
RADIUS = 3  # pixels of the matte
EPSILON = 1e-3  # of colours in 0..1, squared: noise that moves no edge
SOFT = 8.0  # alpha further from 0 and 1 than its inverse takes all of the detail
MARGIN = 2 * RADIUS + 2

Plane = NDArray[np.floating[Any]]  # float32


def refine(alpha: NDArray[np.uint8], picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """alpha: h x w. picture: H x W x 3 or more, the same frame, RGB first. Returns H x W, or `alpha` where the picture
    is hardly larger. Beside the two no more than a tile is worked on at once."""
    (h, w), (height, width) = alpha.shape, picture.shape[:2]
    if height < LARGER * h or width < LARGER * w:
        return alpha
    out = np.array(Image.fromarray(alpha).resize((width, height), Image.Resampling.BILINEAR))
    for top, left, bottom, right in _tiles(alpha):
        y0, y1 = round(top * height / h), round(bottom * height / h)
        x0, x1 = round(left * width / w), round(right * width / w)
        out[y0:y1, x0:x1] = _tile(alpha, picture, (top, left, bottom, right), (y0, x0, y1, x1))
    return out


def _tiles(alpha: NDArray[np.uint8]) -> Iterator[tuple[int, int, int, int]]:
    """Top, left, bottom, right of the tiles that hold some of the edge."""
    h, w = alpha.shape
    for top in range(0, h, TILE):
        for left in range(0, w, TILE):
            bottom, right = min(top + TILE, h), min(left + TILE, w)
            near = alpha[max(top - 1, 0) : bottom + 1, max(left - 1, 0) : right + 1]
            if near.min() != near.max():
                yield top, left, bottom, right


def _tile(
    alpha: NDArray[np.uint8],
    picture: NDArray[np.uint8],
    small: tuple[int, int, int, int],
    large: tuple[int, int, int, int],
) -> NDArray[np.uint8]:
    """The rectangle `large` of the refined matte; `small` is the same one in the matte's pixels."""
    (h, w), (height, width) = alpha.shape, picture.shape[:2]
    top, left = max(small[0] - MARGIN, 0), max(small[1] - MARGIN, 0)
    bottom, right = min(small[2] + MARGIN, h), min(small[3] + MARGIN, w)
    down, across = height / h, width / w
    # the picture around the tile at the matte's size: pixels are means of what they cover
    y0, x0 = max(int((top - 1) * down), 0), max(int((left - 1) * across), 0)
    y1, x1 = min(int((bottom + 1) * down) + 1, height), min(int((right + 1) * across) + 1, width)
    around = Image.fromarray(np.ascontiguousarray(picture[y0:y1, x0:x1, :3]))
    box = (left * across - x0, top * down - y0, right * across - x0, bottom * down - y0)
    shrunk = np.asarray(around.resize((right - left, bottom - top), Image.Resampling.BOX, box), np.float32) / 255
    guide = np.ascontiguousarray(shrunk.transpose(2, 0, 1))
    part = alpha[top:bottom, left:right].astype(np.float32) / 255
    # the same rectangle as seen from the tile, with a fraction of a pixel
    view = (large[1] / across - left, large[0] / down - top, large[3] / across - left, large[2] / down - top)
    size = (large[3] - large[1], large[2] - large[0])

    def enlarged(plane: Plane) -> Plane:
        image = Image.fromarray(np.ascontiguousarray(plane))
        return np.asarray(image.resize(size, Image.Resampling.BILINEAR, view))

    found = enlarged(part)
    full = picture[large[0] : large[2], large[1] : large[3]].astype(np.float32) / 255
    soft = (np.minimum(found, 1 - found) * SOFT).clip(0, 1)  # what is sure stays so, whatever its texture
    detail = np.zeros_like(found)
    for channel, slope in enumerate(_slopes(guide, part)):
        detail += enlarged(slope) * (full[..., channel] - enlarged(guide[channel]))
    found = found + soft * detail
    return (found.clip(0, 1) * 255 + 0.5).astype(np.uint8)


def _slopes(guide: Plane, alpha: Plane) -> list[Plane]:
    """How alpha rises with each colour (3 x h x w) around each pixel: least squares over a window, the mean of windows.

    The three equations are symmetric and solved by cofactors, all pixels at once: a solver's call for each takes longer
    than all else.
    """
    r, g, b = guide
    products = [r * r, r * g, r * b, g * g, g * b, b * b, r * alpha, g * alpha, b * alpha]
    mr, mg, mb, ma, rr, rg, rb, gg, gb, bb, ra, ga, ba = _mean(np.stack([r, g, b, alpha, *products]))
    rr, gg, bb = rr - mr * mr + EPSILON, gg - mg * mg + EPSILON, bb - mb * mb + EPSILON
    rg, rb, gb = rg - mr * mg, rb - mr * mb, gb - mg * mb
    ra, ga, ba = ra - mr * ma, ga - mg * ma, ba - mb * ma
    of_r, of_g, of_b = gg * bb - gb * gb, rr * bb - rb * rb, rr * gg - rg * rg
    of_rg, of_rb, of_gb = rb * gb - rg * bb, rg * gb - rb * gg, rg * rb - rr * gb
    whole = rr * of_r + rg * of_rg + rb * of_rb
    slopes = [
        of_r * ra + of_rg * ga + of_rb * ba,
        of_rg * ra + of_g * ga + of_gb * ba,
        of_rb * ra + of_gb * ga + of_b * ba,
    ]
    return list(_mean(np.stack(slopes) / whole))


def _mean(planes: Plane) -> Plane:
    """Over a square of RADIUS around each pixel of each plane, mirrored at the border."""
    size = (1, 2 * RADIUS + 1, 2 * RADIUS + 1)
    found: Plane = ndimage.uniform_filter(planes, size, mode="reflect")
    return found
