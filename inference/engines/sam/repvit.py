"""RepViT (Wang et al., CVPR 2024), the backbone of EdgeTAM, after the paper and the shapes of the published weights.

transformers takes this backbone from timm, which needs a torchvision that replaces torch by another build. Here it is a
model of its own kind, so timm is never asked for; its tensors bear the names that EdgeTAM's checkpoint gives them.
"""

import torch
from torch import nn
from transformers import AutoConfig, AutoModel, PreTrainedConfig, PreTrainedModel
from transformers.modeling_outputs import BaseModelOutput


class RepVitConfig(PreTrainedConfig):  # type: ignore[misc]
    """The four stages: their channels, and their blocks after the one that halves the picture."""

    model_type = "playhead_repvit"

    widths: tuple[int, ...] = (48, 96, 192, 384)
    depths: tuple[int, ...] = (2, 2, 14, 2)


class ConvNorm(nn.Sequential):
    def __init__(self, inside: int, out: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> None:
        super().__init__()
        self.add_module("c", nn.Conv2d(inside, out, kernel, stride, kernel // 2, groups=groups, bias=False))
        self.add_module("bn", nn.BatchNorm2d(out))


class TokenMixer(nn.Module):
    """A 3 x 3 and a 1 x 1 depthwise convolution and the entry itself, added."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = ConvNorm(width, width, 3, groups=width)
        self.conv1 = ConvNorm(width, width, groups=width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mixed: torch.Tensor = self.conv(x) + self.conv1(x) + x
        return mixed


class SqueezeExcite(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        inner = max(8, round(width / 32) * 8)  # a quarter, in eights
        self.fc1 = nn.Conv2d(width, inner, 1)
        self.fc2 = nn.Conv2d(inner, width, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        gate = self.fc2(torch.relu(self.fc1(x.mean((2, 3), keepdim=True))))
        return x * torch.sigmoid(gate)


class ChannelMixer(nn.Module):
    """Added to its entry."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv1 = ConvNorm(width, 2 * width)
        self.conv2 = ConvNorm(2 * width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mixed: torch.Tensor = x + self.conv2(nn.functional.gelu(self.conv1(x)))
        return mixed


class Block(nn.Module):
    def __init__(self, width: int, *, is_gated: bool) -> None:
        super().__init__()
        self.token_mixer = TokenMixer(width)
        self.se = SqueezeExcite(width) if is_gated else nn.Identity()
        self.channel_mixer = ChannelMixer(width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.channel_mixer(self.se(self.token_mixer(x)))
        return out


class Downsample(nn.Module):
    def __init__(self, inside: int, out: int) -> None:
        super().__init__()
        self.pre_block = Block(inside, is_gated=False)
        self.spatial_downsample = ConvNorm(inside, inside, 3, stride=2, groups=inside)
        self.channel_downsample = ConvNorm(inside, out)
        self.ffn = ChannelMixer(out)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.ffn(self.channel_downsample(self.spatial_downsample(self.pre_block(x))))
        return out


class Stage(nn.Module):
    def __init__(self, inside: int, out: int, depth: int, *, is_first: bool) -> None:
        super().__init__()
        self.downsample = nn.Identity() if is_first else Downsample(inside, out)
        self.blocks = nn.Sequential(*(Block(out, is_gated=index % 2 == 0) for index in range(depth)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.blocks(self.downsample(x))
        return out


class Stem(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv1 = ConvNorm(3, width // 2, 3, stride=2)
        self.conv2 = ConvNorm(width // 2, width, 3, stride=2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.conv2(nn.functional.gelu(self.conv1(x)))
        return out


class RepVit(nn.Module):
    """1 x 3 x H x W, sides multiples of 32, to one map a stage, strides 4, 8, 16, 32."""

    def __init__(self, widths: tuple[int, ...], depths: tuple[int, ...]) -> None:
        super().__init__()
        self.stem = Stem(widths[0])
        self.count = len(widths)
        for index, (inside, out, depth) in enumerate(zip((widths[0], *widths), widths, depths, strict=False)):
            self.add_module(f"stages_{index}", Stage(inside, out, depth, is_first=index == 0))

    def forward(self, x: torch.Tensor) -> list[torch.Tensor]:
        x = self.stem(x)
        maps = []
        for index in range(self.count):
            x = self.get_submodule(f"stages_{index}")(x)
            maps.append(x)
        return maps


class RepVitBackbone(PreTrainedModel):  # type: ignore[misc]
    """What EdgeTAM's vision model asks of its backbone."""

    config_class = RepVitConfig
    main_input_name = "pixel_values"

    def __init__(self, config: RepVitConfig) -> None:
        super().__init__(config)
        self.timm_model = RepVit(tuple(config.widths), tuple(config.depths))
        self.post_init()

    def forward(self, pixel_values: torch.Tensor, **_: object) -> BaseModelOutput:
        return BaseModelOutput(last_hidden_state=self.timm_model(pixel_values))


AutoConfig.register(RepVitConfig.model_type, RepVitConfig)
AutoModel.register(RepVitConfig, RepVitBackbone)
