"""EfficientNet-Lite0 up to stride 16, and what the engine keeps of a frame.

Batch norms are folded into the convolutions at load. Padding is TensorFlow's 'same', as the weights were trained.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from inference.contracts import BadVideo, InferenceError
from inference.engines.base import Picture

MODEL_AREA = 512 * 288  # pixels
MIN_SIDE = 16  # of a picture
# kernel, stride, expansion, channels out, repeats: the published architecture's first five stages
STAGES = ((3, 1, 1, 16, 1), (3, 2, 6, 24, 2), (5, 2, 6, 40, 2), (3, 2, 6, 80, 3), (5, 1, 6, 112, 3))
TAPS = (4, 7)  # blocks whose outputs are used: stride 8 (40 channels), stride 16 (80)
UNUSED = (*(f"_blocks.{i}." for i in range(TAPS[-1] + 1, 16)), "_conv_head.", "_bn1.", "_fc.")
BN_EPS = 1e-3
COLOUR_WEIGHT = 0.6  # of colour against features in a key


@dataclass(frozen=True)
class Conv:
    weight: torch.Tensor
    bias: torch.Tensor
    stride: int
    groups: int
    is_active: bool  # ReLU6 after it

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        kernel = self.weight.shape[-1]
        pad = _same(x.shape[-1], kernel, self.stride) + _same(x.shape[-2], kernel, self.stride)
        if pad == (kernel // 2,) * 4:
            out = F.conv2d(x, self.weight, self.bias, self.stride, kernel // 2, 1, self.groups)
        else:
            out = F.conv2d(F.pad(x, pad), self.weight, self.bias, self.stride, 0, 1, self.groups)
        return F.relu6(out, inplace=True) if self.is_active else out


def _same(size: int, kernel: int, stride: int) -> tuple[int, int]:
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


class Lite0:
    """The network up to the last tap. Raises InferenceError for keys missing or left over."""

    def __init__(self, state: dict[str, Any]) -> None:
        self._state = dict(state)
        self.stem = self._conv("_conv_stem", "_bn0", stride=2, is_active=True)
        self.blocks: list[tuple[list[Conv], bool]] = []
        channels = 32
        for kernel, stride, expansion, out, repeats in STAGES:
            for repeat in range(repeats):
                index = len(self.blocks)
                if index <= TAPS[-1]:
                    self._block(index, channels, out, kernel, stride if repeat == 0 else 1, expansion)
                channels = out
        left = [key for key in self._state if not key.startswith(UNUSED)]
        if left:
            raise InferenceError(f"The weights hold {len(left)} tensors that no layer takes, such as {left[0]!r}.")

    def _block(self, index: int, channels: int, out: int, kernel: int, stride: int, expansion: int) -> None:
        name = f"_blocks.{index}."
        wide = channels * expansion
        convs = [self._conv(name + "_expand_conv", name + "_bn0", is_active=True)] if expansion > 1 else []
        convs.append(self._conv(name + "_depthwise_conv", name + "_bn1", stride=stride, groups=wide, is_active=True))
        convs.append(self._conv(name + "_project_conv", name + "_bn2", is_active=False))
        if convs[-1].weight.shape[0] != out or convs[-2].weight.shape[-1] != kernel:
            raise InferenceError(f"Block {index} of the weights is not EfficientNet-Lite0's.")
        self.blocks.append((convs, stride == 1 and channels == out))

    def _conv(self, conv: str, norm: str, *, stride: int = 1, groups: int = 1, is_active: bool) -> Conv:
        try:
            weight = self._state.pop(conv + ".weight").float()
            scale, shift, mean, var = (
                self._state.pop(f"{norm}.{part}").float() for part in ("weight", "bias", "running_mean", "running_var")
            )
        except KeyError as error:
            raise InferenceError(f"The weights lack {error.args[0]!r}.") from error
        self._state.pop(norm + ".num_batches_tracked", None)
        factor = scale / torch.sqrt(var + BN_EPS)
        folded = (weight * factor[:, None, None, None]).contiguous(memory_format=torch.channels_last)
        return Conv(folded, shift - mean * factor, stride, groups, is_active)

    def __call__(self, x: torch.Tensor) -> list[torch.Tensor]:
        """x: 1 x 3 x H x W, (rgb - 127) / 128, sides multiples of 16. Returns the taps, strides 8 and 16."""
        x = self.stem(x.contiguous(memory_format=torch.channels_last))
        taps = []
        for index, (convs, has_skip) in enumerate(self.blocks):
            entry = x
            for conv in convs:
                x = conv(x)
            if has_skip:
                x = x + entry
            if index in TAPS:
                taps.append(x)
        return taps


@dataclass(frozen=True)
class Encoded:
    """keys: h x w x C float32, stride 8 of the model size, unit length. rgb: 2h x 2w x 3, 0..1. guide: 1x3x4hx4w."""

    picture: Picture
    keys: torch.Tensor
    rgb: torch.Tensor
    guide: torch.Tensor

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
    image = torch.tensor(picture).permute(2, 0, 1)[None].float()
    image = F.interpolate(image, (height, width), mode="bilinear", antialias=picture.shape[0] > height * 1.3)
    fine, coarse = network((image - 127.0) / 128.0)
    coarse = F.interpolate(coarse, fine.shape[-2:], mode="bilinear")
    image = image / 255.0
    colour = F.avg_pool2d(image, 8) * 2 - 1
    parts = [_unit(fine), _unit(coarse), COLOUR_WEIGHT * colour]
    keys = F.normalize(torch.cat(parts, 1), dim=1)[0].permute(1, 2, 0).contiguous()
    rgb = F.avg_pool2d(image, 4)[0].permute(1, 2, 0).contiguous()
    return Encoded(picture, keys, rgb, F.avg_pool2d(image, 2))


def _unit(x: torch.Tensor) -> torch.Tensor:
    """Channels centred over the picture, then unit length a cell: what cells share tells nothing apart."""
    return F.normalize(x - x.mean((2, 3), keepdim=True), dim=1)
