"""From a coarse probability to soft alpha that follows the picture's edges: a fast colour guided filter (He et al.)."""

import numpy as np
import torch
import torch.nn.functional as F

from inference.engines.base import Alpha

RADIUS = 3  # pixels of the guide; _sums() is written for it
EPSILON = 1e-4
STEEPER, CONTRAST = 1.5, 1.4  # push probabilities, then alphas off the middle, so that alpha is soft at edges only
SEEN = 0.05  # probability that counts for something
GUIDE_SIDE = 512  # pixels, the longer one of the picture that guides


def soften(rgb: torch.Tensor, guide: torch.Tensor, probability: torch.Tensor) -> Alpha:
    """Alpha of the picture's size; worked on around what the probability holds, on the device that has it.

    rgb: 1 x 3 x H x W uint8. guide: the same small, 1 x 3 x h x w in 0..1. probability: 0..1 on any grid over them.
    """
    height, width = int(rgb.shape[2]), int(rgb.shape[3])
    out = np.zeros((height, width), np.uint8)
    gh, gw = guide.shape[-2:]
    p = F.interpolate(probability[None, None], (gh, gw), mode="bilinear")
    p = ((p - 0.5) * STEEPER + 0.5).clamp(0, 1)
    seen = (p[0, 0] > SEEN).nonzero()
    if len(seen) == 0:
        return out
    margin = 4 * RADIUS
    top, left = ((int(v) - margin) if int(v) > margin else 0 for v in seen.amin(0))
    bottom, right = (min(int(v) + 1 + margin, size) for v, size in zip(seen.amax(0), (gh, gw), strict=True))
    coefficients = guided(guide[..., top:bottom, left:right], p[..., top:bottom, left:right])
    # the same rectangle in the picture
    y0, y1 = round(top * height / gh), round(bottom * height / gh)
    x0, x1 = round(left * width / gw), round(right * width / gw)
    coefficients[:, :3] /= 255
    *slopes, alpha = torch.split(F.interpolate(coefficients, (y1 - y0, x1 - x0), mode="bilinear"), 1, 1)
    for slope, part in zip(slopes, torch.split(rgb[..., y0:y1, x0:x1], 1, 1), strict=True):
        alpha = alpha.addcmul_(slope, part.to(slope.dtype))
    # nothing far from the probability's own support
    support = F.max_pool2d(p[..., top:bottom, left:right], (1, 5), 1, (0, 2))
    support = F.interpolate(F.max_pool2d(support, (5, 1), 1, (2, 0)), (y1 - y0, x1 - x0), mode="bilinear")
    alpha = ((alpha - 0.5) * CONTRAST + 0.5) * (support * 4).clamp(0, 1)
    out[y0:y1, x0:x1] = (alpha[0, 0].clamp(0, 1) * 255).round().to(torch.uint8).cpu().numpy()
    return out


def guide_of(rgb: torch.Tensor) -> torch.Tensor:
    """The picture, 1 x 3 x H x W uint8, as small as soften() needs it."""
    height, width = int(rgb.shape[2]), int(rgb.shape[3])
    scale = min(1.0, GUIDE_SIDE / max(height, width))
    size = max(1, round(height * scale)), max(1, round(width * scale))
    return F.interpolate(rgb.float() / 255, size, mode="bilinear", antialias=scale < 1)


def blend(before: Alpha, after: Alpha, changed: torch.Tensor) -> Alpha:
    """`before` where nothing was changed, `after` where something was. changed: 0..1 on any grid over the picture."""
    share = F.interpolate(changed[None, None], before.shape, mode="bilinear")[0, 0].numpy()
    mixed: Alpha = (before * (1 - share) + after * share).round().astype(np.uint8)
    return mixed


def _box(x: torch.Tensor) -> torch.Tensor:
    """Means over squares of 7 pixels a side, of what of them lies in the picture."""
    size = x.shape[-2:]
    counts = [_sums(torch.ones(1, side, device=x.device), 1)[0] for side in size]
    return _sums(_sums(x, x.ndim - 2), x.ndim - 1) / (counts[0][:, None] * counts[1])


def _sums(x: torch.Tensor, dim: int) -> torch.Tensor:
    """Over 7 neighbours along `dim`, as 4 + 2 + 1 of them: pooling takes several times as long."""
    size = x.shape[dim]
    shape = list(x.shape)
    shape[dim] = size + 2 * RADIUS
    one = x.new_zeros(shape)
    one.narrow(dim, RADIUS, size).copy_(x)
    two = one.narrow(dim, 0, size + 5) + one.narrow(dim, 1, size + 5)
    total = two.narrow(dim, 0, size) + two.narrow(dim, 2, size)
    total += two.narrow(dim, 4, size)
    total += one.narrow(dim, 6, size)
    return total


def guided(guide: torch.Tensor, p: torch.Tensor) -> torch.Tensor:
    """guide: 1x3xHxW, p: 1x1xHxW, both in 0..1. Returns 1x4xHxW: alpha = a.rgb + b there and in larger pictures."""
    r, g, b = torch.split(guide, 1, 1)
    means = _box(torch.cat([guide, p, guide * p, r * guide, g * guide[:, 1:], b * b], 1))
    mean_i, mean_p, mean_ip = means[:, :3], means[:, 3:4], means[:, 4:7]
    cov_ip = mean_ip - mean_i * mean_p
    mr, mg, mb = torch.split(mean_i, 1, 1)
    rr, rg, rb, gg, gb, bb = torch.split(means[:, 7:], 1, 1)
    rr, rg, rb = rr - mr * mr + EPSILON, rg - mr * mg, rb - mr * mb
    gg, gb, bb = gg - mg * mg + EPSILON, gb - mg * mb, bb - mb * mb + EPSILON
    # inverse of a symmetric 3 x 3 by cofactors
    i_rr, i_rg, i_rb = gg * bb - gb * gb, gb * rb - rg * bb, rg * gb - gg * rb
    i_gg, i_gb, i_bb = rr * bb - rb * rb, rb * rg - rr * gb, rr * gg - rg * rg
    det = rr * i_rr + rg * i_rg + rb * i_rb
    cr, cg, cb = torch.split(cov_ip, 1, 1)
    a = torch.cat(
        [i_rr * cr + i_rg * cg + i_rb * cb, i_rg * cr + i_gg * cg + i_gb * cb, i_rb * cr + i_gb * cg + i_bb * cb], 1
    ) / det.clamp_min(1e-12)
    b = mean_p - (a * mean_i).sum(1, keepdim=True)
    return _box(torch.cat([a, b], 1))
