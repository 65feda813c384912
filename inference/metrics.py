"""How good a matte is. Mattes and truths: uint8 H x W, 255 the object; a pixel above 127 is inside.

J, F: Perazzi et al. 2016 (DAVIS). Gradient error: Rhemann et al. 2009. dtSSD: Erofeev et al. 2015.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inference.engines.base import Alpha

BOUNDARY_TOLERANCE = 0.008  # of the picture's diagonal, as DAVIS has it
GRADIENT_SIGMA = 1.4  # pixels

Inside = NDArray[np.bool_]


def inside(alpha: Alpha) -> Inside:
    return alpha > 127


def region(mask: Alpha, truth: Alpha) -> float:
    """J: intersection over union; 1 where both are empty."""
    a, b = inside(mask), inside(truth)
    union = int((a | b).sum())
    return float((a & b).sum()) / union if union else 1.0


def boundary(mask: Alpha, truth: Alpha) -> float:
    """F: of the outlines, within DAVIS's tolerance; 1 where both have none."""
    ours, theirs = _outline(inside(mask)), _outline(inside(truth))
    if not ours.any() or not theirs.any():
        return float(ours.any() == theirs.any())
    radius = math.ceil(BOUNDARY_TOLERANCE * math.hypot(*mask.shape))
    near_theirs = ndimage.distance_transform_edt(~theirs) <= radius
    near_ours = ndimage.distance_transform_edt(~ours) <= radius
    precision, recall = float(near_theirs[ours].mean()), float(near_ours[theirs].mean())
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _outline(mask: Inside) -> Inside:
    """Pixels whose right, lower or lower right neighbour lies on the other side."""
    padded = np.pad(mask, ((0, 1), (0, 1)), mode="edge")
    return (mask ^ padded[:-1, 1:]) | (mask ^ padded[1:, :-1]) | (mask ^ padded[1:, 1:])


def absolute(alpha: Alpha, truth: Alpha) -> float:
    """MAD: mean absolute difference, 0..1."""
    return float(np.abs(_unit(alpha) - _unit(truth)).mean())


def gradient(alpha: Alpha, truth: Alpha) -> float:
    """Sum over the picture of the squared difference of the gradients' lengths, in thousands."""
    lengths = (ndimage.gaussian_gradient_magnitude(_unit(x), GRADIENT_SIGMA) for x in (alpha, truth))
    ours, theirs = lengths
    return float(((ours - theirs) ** 2).sum()) / 1000


def flicker(before: Alpha, alpha: Alpha, truth_before: Alpha, truth: Alpha) -> float:
    """dtSSD: how differently the matte and the truth change from one frame to the next; root mean square, 0..1."""
    change = _unit(alpha) - _unit(before) - (_unit(truth) - _unit(truth_before))
    return float(np.sqrt((change**2).mean()))


def _unit(alpha: Alpha) -> NDArray[np.float32]:
    return (alpha / np.float32(255)).astype(np.float32)


def worst_spot(mask: Alpha, truth: Alpha) -> tuple[int, int, bool] | None:
    """Where a person would click next: row, column, and whether to keep; None where nothing is wrong.

    The point deepest inside the largest error, as interactive segmentation simulates it (Xu et al. 2016 and after).
    """
    missed, extra = inside(truth) & ~inside(mask), inside(mask) & ~inside(truth)
    depths = [ndimage.distance_transform_edt(np.pad(error, 1))[1:-1, 1:-1] for error in (missed, extra)]
    deepest = max(depths, key=lambda depth: float(depth.max()))
    if deepest.max() == 0:
        return None
    row, column = np.unravel_index(int(deepest.argmax()), deepest.shape)
    return int(row), int(column), deepest is depths[0]
