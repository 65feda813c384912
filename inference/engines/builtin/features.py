"""What the engine keeps of a frame: keys to match by, and the picture small. Its objects share all of it."""

from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from inference.contracts import BadVideo
from inference.engines.base import Picture
from inference.engines.builtin.lite0 import Lite0
from inference.words import sentence

MODEL_AREA = 512 * 288  # pixels
MIN_SIDE = 16  # of a picture
CHANNELS = 40 + 80 + 3  # of a key: two taps of the network, and colour
COLOUR_WEIGHT = 0.6  # of colour against features in a key
STEPS = 127  # a key's numbers are whole ones of it, so that a memory's bytes hold them exactly
SAMPLE = 4  # every so many cells, down and across, are asked whether the scene is the same


@dataclass(frozen=True, eq=False)
class Keys:
    """flat: hw+1 x C float32, a cell's key in each row, about unit length; the last one, of zeros, is no cell's."""

    flat: torch.Tensor
    size: tuple[int, int]
    _likeness: "WeakKeyDictionary[Keys, float]" = field(default_factory=WeakKeyDictionary, repr=False)

    @property
    def grid(self) -> torch.Tensor:
        """h x w x C."""
        return self.flat[:-1].view(*self.size, -1)

    def likeness(self, other: "Keys") -> float:
        """How alike `other`'s best match is, anywhere, to some of these cells on average; 1 where none has a key."""
        if other not in self._likeness:  # every object of a frame asks, mostly of the same one
            asked = self.grid[SAMPLE // 2 :: SAMPLE, SAMPLE // 2 :: SAMPLE].flatten(0, 1)
            asked = asked[asked.norm(dim=1) > 0.5]  # a cell of plain grey has no key
            best = (asked @ other.flat[:-1].T).amax(1)
            self._likeness[other] = float(best.mean()) if len(best) else 1.0
        return self._likeness[other]


def keys_of(whole: torch.Tensor) -> Keys:
    """whole: h x w x C, a key's numbers times STEPS, any type."""
    return Keys(F.pad(whole.flatten(0, 1).float() / STEPS, (0, 0, 0, 1)), (whole.shape[0], whole.shape[1]))


@dataclass(frozen=True)
class Encoded:
    """keys: of h x w cells at stride 8 of the model size. rgb: 2h x 2w x 3, 0..1. guide: 1x3x4hx4w.

    taps: what the keys were made of, 1 x 40 x h x w and 1 x 80 x h/2 x w/2.
    """

    picture: Picture
    keys: Keys
    rgb: torch.Tensor
    guide: torch.Tensor
    taps: tuple[torch.Tensor, torch.Tensor]


def model_size(height: int, width: int) -> tuple[int, int]:
    """(height, width) that the network sees: about MODEL_AREA, the picture's shape, multiples of 16."""
    scale = (MODEL_AREA / (height * width)) ** 0.5
    return max(32, round(height * scale / 16) * 16), max(32, round(width * scale / 16) * 16)


def encode(network: Lite0, picture: NDArray[np.uint8]) -> Encoded:
    """Raises BadVideo for a picture under MIN_SIDE a side, or not H x W x 3."""
    if picture.ndim != 3 or picture.shape[2] != 3 or min(picture.shape[:2]) < MIN_SIDE:
        raise BadVideo(
            sentence(
                "A picture of shape {shape} cannot be masked: it needs {least} pixels a side, RGB.",
                shape=picture.shape,
                least=MIN_SIDE,
            )
        )
    height, width = model_size(*picture.shape[:2])
    image = torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)))[None].float()
    image = F.interpolate(image, (height, width), mode="bilinear", antialias=picture.shape[0] > height * 1.3)
    taps = network((image - 127.0) / 128.0)
    fine, coarse = taps[0][0].permute(1, 2, 0), taps[1][0]
    coarse = F.interpolate(coarse[None], fine.shape[:2], mode="bilinear")[0].permute(1, 2, 0)
    half = _halved(image) / 255.0
    quarter = _halved(half)
    colour = F.avg_pool2d(quarter, 2)[0].permute(1, 2, 0) * 2 - 1
    units = F.normalize(torch.cat([_unit(fine), _unit(coarse), COLOUR_WEIGHT * colour], 2), dim=2)
    keys = keys_of((units * STEPS).round())
    return Encoded(picture, keys, quarter[0].permute(1, 2, 0).contiguous(), half, (taps[0].clone(), taps[1].clone()))


def _halved(x: torch.Tensor) -> torch.Tensor:
    """Means of 2 x 2; pooling takes several times as long."""
    rows = x[..., 0::2, :] + x[..., 1::2, :]
    return (rows[..., 0::2] + rows[..., 1::2]) * 0.25


def _unit(x: torch.Tensor) -> torch.Tensor:
    """x: h x w x C. Channels centred over the picture, then unit length a cell: what cells share tells nothing."""
    x = x.contiguous()
    return F.normalize(x - x.mean((0, 1)), dim=2)
