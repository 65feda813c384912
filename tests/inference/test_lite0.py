import sys

import pytest
import torch

from inference import weights
from inference.contracts import InferenceError
from inference.engines.builtin import lite0
from inference.engines.builtin.lite0 import Lite0


@pytest.fixture(scope="module")
def network():
    return Lite0(weights.lite0_state())


@pytest.mark.parametrize("size", [(288, 512), (512, 288), (48, 80)])
def test_the_compiled_graph_computes_what_torch_does(network, size):
    picture = torch.rand(1, 3, *size) * 2 - 1
    blocks = range(lite0.TAPS[-1] + 1)
    graph = lite0.compiled(network, (3, *size), blocks, lite0.TAPS)
    for ours, plain in zip(graph(picture), network.run(picture, blocks, lite0.TAPS), strict=True):
        torch.testing.assert_close(ours, plain, atol=1e-3, rtol=1e-3)


def test_the_deeper_features_keep_the_stride_and_are_the_same_by_torch(network, monkeypatch):
    coarse = torch.rand(1, 80, 18, 32)
    compiled = network.deeper(coarse).clone()
    monkeypatch.setitem(sys.modules, "openvino", None)
    plain = Lite0(weights.lite0_state()).deeper(coarse)
    assert plain.shape == (1, 192, 18, 32)
    torch.testing.assert_close(compiled, plain, atol=1e-3, rtol=1e-3)


def test_torch_takes_over_where_openvino_is_missing(network, monkeypatch):
    monkeypatch.setitem(sys.modules, "openvino", None)
    assert lite0.compiled(network, (3, 64, 64), range(8), lite0.TAPS) is None
    taps = Lite0(weights.lite0_state())(torch.zeros(1, 3, 64, 64))
    assert [tuple(tap.shape) for tap in taps] == [(1, 40, 8, 8), (1, 80, 4, 4)]


def test_openvino_is_kept_from_reporting_itself(network):
    lite0.compiled(network, (3, 64, 64), range(8), lite0.TAPS)
    assert sys.modules["openvino_telemetry"] is None


def test_weights_of_another_network_are_refused():
    state = weights.lite0_state()
    with pytest.raises(InferenceError, match="no layer takes"):
        Lite0({**state, "_blocks.0.extra": torch.zeros(1)})
    state.pop("_conv_stem.weight")
    with pytest.raises(InferenceError, match="_conv_stem"):
        Lite0(state)
