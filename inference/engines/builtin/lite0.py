"""EfficientNet-Lite0 up to stride 16, run by OpenVINO where that is installed, else by torch; deeper where asked.

Batch norms are folded into the convolutions at load. Padding is TensorFlow's 'same', as the weights were trained.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F

from inference.contracts import InferenceError
from inference.device import cores

# kernel, stride, expansion, channels out, repeats: the published architecture's first six stages
STAGES = ((3, 1, 1, 16, 1), (3, 2, 6, 24, 2), (5, 2, 6, 40, 2), (3, 2, 6, 80, 3), (5, 1, 6, 112, 3), (5, 2, 6, 192, 4))
TAPS = (4, 7)  # blocks whose outputs are used: stride 8 (40 channels), stride 16 (80)
STRIDDEN = 11  # the block that does without its stride, so that the deeper features stay at 16; dilation makes up
UNUSED = ("_blocks.15.", "_conv_head.", "_bn1.", "_fc.")
BN_EPS = 1e-3
COMPILED = 8  # graphs that are kept: two a picture's shape

Run = Callable[[torch.Tensor], list[torch.Tensor]]


@dataclass(frozen=True)
class Conv:
    weight: torch.Tensor
    bias: torch.Tensor
    stride: int
    groups: int
    dilation: int
    is_active: bool  # ReLU6 after it

    @property
    def reach(self) -> int:
        """Cells a side that one output sees."""
        return (int(self.weight.shape[-1]) - 1) * self.dilation + 1

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        pad = _same(x.shape[-1], self.reach, self.stride) + _same(x.shape[-2], self.reach, self.stride)
        if pad == (self.reach // 2,) * 4:
            out = F.conv2d(x, self.weight, self.bias, self.stride, self.reach // 2, self.dilation, self.groups)
        else:
            out = F.conv2d(F.pad(x, pad), self.weight, self.bias, self.stride, 0, self.dilation, self.groups)
        return F.relu6(out, inplace=True) if self.is_active else out


def _same(size: int, kernel: int, stride: int) -> tuple[int, int]:
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


class Lite0:
    """The network without its last block and head. Raises InferenceError for keys missing or left over."""

    def __init__(self, state: dict[str, Any]) -> None:
        self._state = dict(state)
        self._compiled: dict[tuple[int, ...], Run] = {}
        self.stem = self._conv("_conv_stem", "_bn0", stride=2, is_active=True)
        self.blocks: list[tuple[list[Conv], bool]] = []
        channels = 32
        for kernel, stride, expansion, out, repeats in STAGES:
            for repeat in range(repeats):
                self._block(len(self.blocks), channels, out, kernel, stride if repeat == 0 else 1, expansion)
                channels = out
        left = [key for key in self._state if not key.startswith(UNUSED)]
        if left:
            raise InferenceError(f"The weights hold {len(left)} tensors that no layer takes, such as {left[0]!r}.")

    def _block(self, index: int, channels: int, out: int, kernel: int, stride: int, expansion: int) -> None:
        name = f"_blocks.{index}."
        wide = channels * expansion
        convs = [self._conv(name + "_expand_conv", name + "_bn0", is_active=True)] if expansion > 1 else []
        dilation = 2 if index > STRIDDEN else 1
        stride = 1 if index == STRIDDEN else stride
        depthwise = self._conv(name + "_depthwise_conv", name + "_bn1", stride, wide, dilation, is_active=True)
        convs.append(depthwise)
        convs.append(self._conv(name + "_project_conv", name + "_bn2", is_active=False))
        if convs[-1].weight.shape[0] != out or convs[-2].weight.shape[-1] != kernel:
            raise InferenceError(f"Block {index} of the weights is not EfficientNet-Lite0's.")
        self.blocks.append((convs, stride == 1 and channels == out))

    def _conv(
        self, conv: str, norm: str, stride: int = 1, groups: int = 1, dilation: int = 1, *, is_active: bool
    ) -> Conv:
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
        return Conv(folded, shift - mean * factor, stride, groups, dilation, is_active)

    def __call__(self, x: torch.Tensor) -> list[torch.Tensor]:
        """x: 1 x 3 x H x W, (rgb - 127) / 128, sides multiples of 16. Returns the taps, strides 8 and 16.

        The taps may be overwritten by the next call.
        """
        return self._graph(x, range(TAPS[-1] + 1), TAPS)(x)

    def deeper(self, coarse: torch.Tensor) -> torch.Tensor:
        """coarse: the last tap. Returns 1 x 192 x h x w, still at stride 16: what each place is part of.

        It may be overwritten by the next call.
        """
        return self._graph(coarse, range(TAPS[-1] + 1, len(self.blocks)), (len(self.blocks) - 1,))(coarse)[0]

    def _graph(self, x: torch.Tensor, blocks: range, taps: tuple[int, ...]) -> Run:
        key = tuple(x.shape[1:])
        if key not in self._compiled:
            if len(self._compiled) >= COMPILED:
                self._compiled.pop(next(iter(self._compiled)))
            self._compiled[key] = compiled(self, key, blocks, taps) or (lambda x: self.run(x, blocks, taps))
        return self._compiled[key]

    def run(self, x: torch.Tensor, blocks: range, taps: tuple[int, ...]) -> list[torch.Tensor]:
        """By torch alone: some blocks, from the picture where the first one is among them. Returns those in taps."""
        x = x.contiguous(memory_format=torch.channels_last)
        x = self.stem(x) if blocks[0] == 0 else x
        kept = []
        for index in blocks:
            convs, has_skip = self.blocks[index]
            entry = x
            for conv in convs:
                x = conv(x)
            if has_skip:
                x = x + entry
            if index in taps:
                kept.append(x)
        return kept


def compiled(network: Lite0, shape: tuple[int, ...], blocks: range, taps: tuple[int, ...]) -> Run | None:
    """The same as an OpenVINO graph for one shape, C x h x w; None where OpenVINO is missing.

    It takes half of eager torch's time, and needs no compiler on the user's machine as torch.compile does.
    """
    # without this, importing openvino reports itself to its makers' statistics; it is made to do without
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    try:
        import openvino
    except ImportError:
        return None
    ops = openvino.opset13
    size = shape[1:]
    entrance = ops.parameter([1, *shape], openvino.Type.f32)

    def apply(x: Any, conv: Conv) -> Any:
        nonlocal size
        weight = conv.weight.contiguous().numpy()
        pads = [_same(side, conv.reach, conv.stride) for side in size]
        before, after = [pad[0] for pad in pads], [pad[1] for pad in pads]
        places = ([conv.stride] * 2, before, after, [conv.dilation] * 2)
        if conv.groups > 1:
            x = ops.group_convolution(x, ops.constant(weight[:, None]), *places)
        else:
            x = ops.convolution(x, ops.constant(weight), *places)
        x = ops.add(x, ops.constant(conv.bias.numpy().reshape(1, -1, 1, 1)))
        size = tuple(-(-side // conv.stride) for side in size)
        return ops.clamp(x, 0.0, 6.0) if conv.is_active else x

    x, results = apply(entrance, network.stem) if blocks[0] == 0 else entrance, []
    for index in blocks:
        convs, has_skip = network.blocks[index]
        entry = x
        for conv in convs:
            x = apply(x, conv)
        x = ops.add(x, entry) if has_skip else x
        if index in taps:
            results.append(ops.result(x))
    options = {
        "INFERENCE_NUM_THREADS": cores(),
        "INFERENCE_PRECISION_HINT": "f32",
        "PERFORMANCE_HINT": "LATENCY",
        "ENABLE_CPU_PINNING": False,  # the cores are shared with decoding and the web
    }
    request = openvino.Core().compile_model(openvino.Model(results, [entrance]), "CPU", options).create_infer_request()

    def run(x: torch.Tensor) -> list[torch.Tensor]:
        request.infer([x.contiguous().numpy()], share_inputs=True)
        return [torch.from_numpy(request.get_output_tensor(index).data) for index in range(len(results))]

    return run
