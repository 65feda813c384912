"""What in a picture stands in front: MediaPipe's selfie segmentation network (Apache-2.0), run by OpenVINO.

Made for people; by measurement as good a guess at whatever a crop is about (docs/rotoscoping.md).
"""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from inference import weights
from inference.device import cores
from inference.engines.base import Picture

FILE = "selfie_segmentation.tflite"
SIDE = 256  # of the square that it sees

Rect = tuple[int, int, int, int]  # top, left, bottom, right in pixels of the picture
Front = Callable[[Picture, Rect], torch.Tensor]


def load() -> Front | None:
    """front(picture, rect) -> SIDE x SIDE, 0..1, over the rectangle; None where OpenVINO is missing."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    try:
        import openvino
        from openvino.frontend import ConversionExtension
    except ImportError:
        return None
    ops = openvino.opset13

    def doubled(node: Any) -> list[Any]:
        """MediaPipe's own last layer: a transposed convolution of stride 2 with a bias, channels last."""
        x, weight, bias = (node.get_input(index) for index in range(3))
        x = ops.transpose(x, ops.constant([0, 3, 1, 2]))
        weight = ops.transpose(weight, ops.constant([3, 0, 1, 2]))
        out = ops.convolution_backprop_data(x, weight, strides=[2, 2])
        return [ops.add(ops.transpose(out, ops.constant([0, 2, 3, 1])), bias).output(0)]

    core = openvino.Core()
    core.add_extension(ConversionExtension("Convolution2DTransposeBias", doubled))
    options = {
        "INFERENCE_NUM_THREADS": cores(),
        "INFERENCE_PRECISION_HINT": "f32",
        "PERFORMANCE_HINT": "LATENCY",
        "ENABLE_CPU_PINNING": False,
    }
    request = core.compile_model(core.read_model(weights.bundled(FILE)), "CPU", options).create_infer_request()

    def front(picture: Picture, rect: Rect) -> torch.Tensor:
        top, left, bottom, right = rect
        part = torch.from_numpy(np.ascontiguousarray(picture[top:bottom, left:right])).permute(2, 0, 1)[None].float()
        seen = F.interpolate(part / 255, (SIDE, SIDE), mode="bilinear", antialias=True)
        request.infer([seen.permute(0, 2, 3, 1).contiguous().numpy()])
        return torch.from_numpy(request.get_output_tensor(0).data.copy())[0, :, :, 0]

    return front
