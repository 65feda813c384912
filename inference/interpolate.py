"""Mattes between two finished ones, carried along the motion of the picture: drafts, far cheaper than an engine's step.

Each frame's own luma is matched against the luma of both ends by a pyramid of Lucas and Kanade's least squares (1981)
over square windows, all frames between and both ends in one batch. The motion starts from how the object's centre
moved, so that a small fast one is not lost. Each end's alpha is then fetched along the motion, and the two are mixed by
nearness in time and by how well the lumas agreed.
"""

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from PIL import Image

from inference.engines.base import Alpha

Luma = NDArray[np.uint8]
Box = tuple[int, int, int, int]  # top, bottom, left, right

LEVELS = ((4, 3), (2, 2))  # cells' sides in luma pixels, and iterations; a level of 1 adds 0.01 of J, 60 % of time
WINDOW = 7  # cells a side that are taken to move alike
MARGIN = 16  # luma pixels around the object that take part
FLAT = 12.0  # added to the structure tensor: what has no texture keeps its first guess
STRIDE = 1.5  # cells that one iteration may move
DISTRUST = 6.0  # mean difference of lumas at which an end counts for 1/e
HELD = 8  # alpha from which a pixel belongs to the object's surroundings


def between(lumas: Sequence[Luma], first: Alpha, last: Alpha, times: Sequence[float] | None = None) -> list[Alpha]:
    """Alphas of frames strictly between two.

    lumas: uint8 h x w of the first frame, each between, and the last, in that order; about a quarter of the picture's
    sides serves best. first, last: uint8 H x W. times: where each lies between the two, 0..1; evenly if not given.
    Returns len(lumas) - 2 of H x W.
    """
    count, shape = len(lumas) - 2, lumas[0].shape
    box = _box_around(first, last, shape)
    if count < 1 or box is None:
        return [np.zeros_like(first) for _ in range(count)]
    top, bottom, left, right = box
    with torch.inference_mode():
        stack = torch.from_numpy(np.stack([luma[top:bottom, left:right] for luma in lumas])).float()[:, None]
        at = torch.arange(1, count + 1) / (count + 1) if times is None else torch.tensor(times)
        flow, difference = _motion(stack, at, _shift(first, last) * (shape[0] / first.shape[0]))
        trust = torch.cat([1 - at, at])[:, None, None, None] * torch.exp(-difference / DISTRUST) + 1e-6
        share = trust[:count] / (trust[:count] + trust[count:])
        return _fetch(flow, share, box, shape, first, last)


def straight(first: Alpha, last: Alpha, times: Sequence[float]) -> list[Alpha]:
    """The same without a look at pictures: at each time the nearer mask, moved along the way of the object's centre."""
    x, y = (float(each) for each in _shift(first, last))
    nearer = ((first, t) if t < 0.5 else (last, t - 1) for t in times)
    return [_moved(alpha, round(x * gone), round(y * gone)) for alpha, gone in nearer]


def _moved(alpha: Alpha, x: int, y: int) -> Alpha:
    """By whole pixels; nothing comes in at the edges."""
    height, width = alpha.shape
    out = np.zeros_like(alpha)
    out[max(y, 0) : height + min(y, 0), max(x, 0) : width + min(x, 0)] = alpha[
        max(-y, 0) : height - max(y, 0), max(-x, 0) : width - max(x, 0)
    ]
    return out


def _motion(stack: torch.Tensor, times: torch.Tensor, shift: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """stack: n+2 x 1 x h x w; shift: how far the object goes from first to last, x and y in luma pixels.

    Returns how far off the frames' pixels lie in the first and in the last one: 2n x 2 x h x w, all firsts before all
    lasts, x and y in luma pixels; and the mean difference of the lumas there, 2n x 1 x h x w. Both on the last level.
    """
    count = len(times)
    flow = (torch.cat([-times, 1 - times])[:, None] * shift)[:, :, None, None] / (2 * LEVELS[0][0])
    for cell, iterations in LEVELS:
        small = F.avg_pool2d(stack, cell, ceil_mode=True)
        own = small[1:-1]
        ends = _pairs(small[:1], small[-1:], count)
        flow = 2 * F.interpolate(flow, own.shape[-2:], mode="bilinear")
        padded = F.pad(own, (1, 1, 1, 1), mode="replicate")
        slope = torch.cat(
            [padded[..., 1:-1, 2:] - padded[..., 1:-1, :-2], padded[..., 2:, 1:-1] - padded[..., :-2, 1:-1]], 1
        ).div_(2)
        tensor = _mean(torch.cat([slope * slope, slope[:, :1] * slope[:, 1:]], 1))
        xx, yy, xy = tensor[:, :1] + FLAT, tensor[:, 1:2] + FLAT, tensor[:, 2:]
        area = xx * yy - xy * xy
        inverse = torch.cat([yy / area, -xy / area, xx / area], 1)
        own, slope, inverse = (torch.cat([each, each]) for each in (own, slope, inverse))
        for _ in range(iterations):
            pull = _mean(slope * (_at(ends, flow) - own))
            step = torch.cat([(inverse[:, :2] * pull).sum(1, True), (inverse[:, 1:] * pull).sum(1, True)], 1)
            flow = flow - step.clamp_(-STRIDE, STRIDE)
    return cell * flow, _mean((_at(ends, flow) - own).abs_())


def _pairs(first: torch.Tensor, last: torch.Tensor, count: int) -> torch.Tensor:
    """Each repeated for every frame between, all firsts before all lasts."""
    return torch.cat([first.expand(count, -1, -1, -1), last.expand(count, -1, -1, -1)])


def _fetch(
    flow: torch.Tensor, share: torch.Tensor, box: Box, shape: tuple[int, ...], first: Alpha, last: Alpha
) -> list[Alpha]:
    """The frames' alphas: `share` of the first one's and the rest of the last one's, fetched from where `flow` says.

    At half of the picture's size: an edge two pixels wide stays as wide as an engine's.
    """
    count = len(share)
    scale = first.shape[0] / shape[0], first.shape[1] / shape[1]
    rows, columns = (slice(round(a * s), round(b * s)) for a, b, s in ((*box[:2], scale[0]), (*box[2:], scale[1])))
    ends = torch.from_numpy(np.stack([_halved(first[rows, columns]), _halved(last[rows, columns])])).float()[:, None]
    size = ends.shape[-2:]
    flow = F.interpolate(flow, size, mode="bilinear") * torch.tensor([scale[1], scale[0]]).view(1, 2, 1, 1).div_(2)
    fetched = _at(_pairs(ends[:1], ends[1:], count), flow)
    mixed = torch.lerp(fetched[count:], fetched[:count], F.interpolate(share, size, mode="bilinear"))
    out = np.zeros((count, *first.shape), np.uint8)
    whole = out[:, rows, columns].shape[1:]
    out[:, rows, columns] = F.interpolate(mixed.add_(0.5).to(torch.uint8), whole, mode="bilinear")[:, 0].numpy()
    return list(out)


def _halved(alpha: Alpha) -> Alpha:
    return np.asarray(Image.fromarray(alpha).reduce(2))


def _at(image: torch.Tensor, flow: torch.Tensor) -> torch.Tensor:
    """n x 1 x h x w, sampled at each pixel plus its flow (n x 2 x h x w, x and y in pixels)."""
    h, w = image.shape[-2:]
    grid = torch.empty(len(flow), h, w, 2)
    torch.add(torch.arange(0.5, w) * (2 / w) - 1, flow[:, 0], alpha=2 / w, out=grid[..., 0])
    torch.add((torch.arange(0.5, h) * (2 / h) - 1)[:, None], flow[:, 1], alpha=2 / h, out=grid[..., 1])
    return F.grid_sample(image, grid, padding_mode="border", align_corners=False)


def _mean(x: torch.Tensor) -> torch.Tensor:
    """Over WINDOW x WINDOW cells, by running sums: PyTorch's pooling takes ten times as long."""
    half = WINDOW // 2
    for axis in (-1, -2):
        size = x.shape[axis]
        sums = F.pad(x.cumsum(axis), (1, 0) if axis == -1 else (0, 0, 1, 0))
        high = torch.arange(half + 1, size + half + 1).clamp_(max=size)
        low = torch.arange(-half, size - half).clamp_(min=0)
        count = (high - low).view(-1, *[1] * (-1 - axis))
        x = (sums.index_select(axis, high) - sums.index_select(axis, low)) / count
    return x


def _shift(first: Alpha, last: Alpha) -> torch.Tensor:
    """How far the object's centre goes, x and y in pixels of the alphas; 0 where one of them is empty."""
    centres = []
    for alpha in (first, last):
        small = alpha[::4, ::4].astype(np.float32)
        weight = small.sum()
        if weight < 255:
            return torch.zeros(2)
        x, y = small.sum(0) @ np.arange(small.shape[1]), small.sum(1) @ np.arange(small.shape[0])
        centres.append(4 * np.array([x, y]) / weight)
    return torch.from_numpy(centres[1] - centres[0]).float()


def _box_around(first: Alpha, last: Alpha, shape: tuple[int, ...]) -> Box | None:
    """What either alpha holds and MARGIN around it, in luma pixels; None where both are empty."""
    held = np.maximum(first, last) > HELD
    rows, columns = np.flatnonzero(held.any(1)), np.flatnonzero(held.any(0))
    if not len(rows):
        return None
    down, right = shape[0] / first.shape[0], shape[1] / first.shape[1]
    return (
        max(int(rows[0] * down) - MARGIN, 0),
        min(int(rows[-1] * down) + 1 + MARGIN, shape[0]),
        max(int(columns[0] * right) - MARGIN, 0),
        min(int(columns[-1] * right) + 1 + MARGIN, shape[1]),
    )
