"""From the models' coarse probabilities to soft alpha of the picture's size, on the device that has them."""

import numpy as np
import torch
import torch.nn.functional as F

from inference.engines.base import Alpha
from inference.engines.builtin.refine import CONTRAST, guided

GUIDE_SIDE = 512  # pixels, the longer one of the picture that guides


def soften(rgb: torch.Tensor, probability: torch.Tensor) -> Alpha:
    """rgb: 1 x 3 x H x W uint8. probability: h x w in 0..1 over the picture. Returns H x W."""
    height, width = int(rgb.shape[2]), int(rgb.shape[3])
    if not bool((probability > 0.05).any()):
        return np.zeros((height, width), np.uint8)
    with torch.autocast(rgb.device.type, enabled=False):
        picture = rgb.float() / 255
        scale = min(1.0, GUIDE_SIDE / max(height, width))
        size = max(1, round(height * scale)), max(1, round(width * scale))
        guide = F.interpolate(picture, size, mode="bilinear", antialias=scale < 1)
        coarse = F.interpolate(probability[None, None], size, mode="bilinear")
        fitted = F.interpolate(guided(guide, coarse), (height, width), mode="bilinear")
        alpha = (fitted[:, :3] * picture).sum(1, keepdim=True) + fitted[:, 3:]
        support = F.interpolate(F.max_pool2d(coarse, 5, 1, 2), (height, width), mode="bilinear")
        alpha = ((alpha - 0.5) * CONTRAST + 0.5) * (support * 4).clamp(0, 1)
        out: Alpha = (alpha[0, 0].clamp(0, 1) * 255).round().to(torch.uint8).cpu().numpy()
        return out
