"""Which cells of a grid a prompt's points, strokes and box lie on."""

from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage

from inference.contracts import BadPrompt, Box, Prompt, Stroke
from inference.words import sentence

AROUND = 1  # cells around a point's, each way

Cells = NDArray[np.bool_]


def of(prompt: Prompt, size: tuple[int, int], around: int = AROUND) -> tuple[torch.Tensor, torch.Tensor]:
    """Cells, bool h x w, that are kept and that are removed; where both meet the later one wins, points after strokes.

    Raises BadPrompt when nothing is left of what was kept.
    """
    keep, remove = np.zeros(size, bool), np.zeros(size, bool)
    for stroke in prompt.strokes:
        on = _stroke(stroke, size)
        keep[on], remove[on] = stroke.keep, not stroke.keep
    for point in prompt.points:
        y, x = min(int(point.y * size[0]), size[0] - 1), min(int(point.x * size[1]), size[1] - 1)
        near = (slice(max(y - around, 0), y + around + 1), slice(max(x - around, 0), x + around + 1))
        keep[near], remove[near] = point.keep, not point.keep
    if not keep.any() and prompt.box is None and prompt.keeps:
        raise BadPrompt(sentence("All that was kept is taken away again by what came after it: remove one of the two."))
    return torch.from_numpy(keep), torch.from_numpy(remove)


def _stroke(stroke: Stroke, size: tuple[int, int]) -> Cells:
    """Cells on the brush's line, and within half its width of it."""
    height, width = size
    places = np.array([(y * height, x * width) for x, y in stroke.places])
    line = [places[:1]]
    for start, end in pairwise(places):
        steps = int(np.abs(end - start).max() * 2) + 1
        line.append(start + (end - start) * np.linspace(0, 1, steps + 1)[1:, None])
    rows, columns = np.minimum(np.concatenate(line).astype(int), (height - 1, width - 1)).T
    free = np.ones(size, bool)
    free[rows, columns] = False
    near: Cells = ndimage.distance_transform_edt(free) <= stroke.width / 2 * width
    return near


def depth(box: Box, size: tuple[int, int]) -> torch.Tensor:
    """h x w, how far within the box each cell is: 1 in its middle, 0 at its sides, negative outside."""
    height, width = size
    ys = ((torch.arange(height) + 0.5) / height)[:, None]
    xs = ((torch.arange(width) + 0.5) / width)[None]
    down = 1 - (2 * ys - box.top - box.bottom).abs() / (box.bottom - box.top)
    across = 1 - (2 * xs - box.left - box.right).abs() / (box.right - box.left)
    return torch.minimum(down, across)
