"""What the engine keeps of a frame: keys to match by, and the picture small."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from inference.contracts import BadVideo
from inference.engines.base import Picture
from inference.engines.builtin.lite0 import Lite0

MODEL_AREA = 512 * 288  # pixels
MIN_SIDE = 16  # of a picture
CHANNELS = 40 + 80 + 3  # of a key: two taps of the network, and colour
COLOUR_WEIGHT = 0.6  # of colour against features in a key


@dataclass(frozen=True)
class Encoded:
    """keys: h x w x C float32, stride 8 of the model size, unit length. rgb: 2h x 2w x 3, 0..1. guide: 1x3x4hx4w.

    taps: what the keys were made of, 1 x 40 x h x w and 1 x 80 x h/2 x w/2.
    """

    picture: Picture
    keys: torch.Tensor
    rgb: torch.Tensor
    guide: torch.Tensor
    taps: tuple[torch.Tensor, torch.Tensor]

    @property
    def grid(self) -> tuple[int, int]:
        return self.keys.shape[0], self.keys.shape[1]


def model_size(height: int, width: int) -> tuple[int, int]:
    """(height, width) that the network sees: about MODEL_AREA, the picture's shape, multiples of 16."""
    scale = (MODEL_AREA / (height * width)) ** 0.5
    return max(32, round(height * scale / 16) * 16), max(32, round(width * scale / 16) * 16)


def encode(network: Lite0, picture: NDArray[np.uint8]) -> Encoded:
    """Raises BadVideo for a picture under MIN_SIDE a side, or not H x W x 3."""
    if picture.ndim != 3 or picture.shape[2] != 3 or min(picture.shape[:2]) < MIN_SIDE:
        raise BadVideo(f"A picture of shape {picture.shape} cannot be masked: it needs {MIN_SIDE} pixels a side, RGB.")
    height, width = model_size(*picture.shape[:2])
    image = torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)))[None].float()
    image = F.interpolate(image, (height, width), mode="bilinear", antialias=picture.shape[0] > height * 1.3)
    taps = network((image - 127.0) / 128.0)
    fine, coarse = taps[0][0].permute(1, 2, 0), taps[1][0]
    coarse = F.interpolate(coarse[None], fine.shape[:2], mode="bilinear")[0].permute(1, 2, 0)
    half = _halved(image) / 255.0
    quarter = _halved(half)
    colour = F.avg_pool2d(quarter, 2)[0].permute(1, 2, 0) * 2 - 1
    keys = F.normalize(torch.cat([_unit(fine), _unit(coarse), COLOUR_WEIGHT * colour], 2), dim=2)
    return Encoded(picture, keys, quarter[0].permute(1, 2, 0).contiguous(), half, (taps[0].clone(), taps[1].clone()))


def _halved(x: torch.Tensor) -> torch.Tensor:
    """Means of 2 x 2; pooling takes several times as long."""
    rows = x[..., 0::2, :] + x[..., 1::2, :]
    return (rows[..., 0::2] + rows[..., 1::2]) * 0.25


def _unit(x: torch.Tensor) -> torch.Tensor:
    """x: h x w x C. Channels centred over the picture, then unit length a cell: what cells share tells nothing."""
    x = x.contiguous()
    return F.normalize(x - x.mean((0, 1)), dim=2)
