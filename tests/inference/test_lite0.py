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
    graph = lite0.compiled(network, *size)
    for ours, plain in zip(graph(picture), network.run(picture), strict=True):
        torch.testing.assert_close(ours, plain, atol=1e-3, rtol=1e-3)


def test_torch_takes_over_where_openvino_is_missing(network, monkeypatch):
    monkeypatch.setitem(sys.modules, "openvino", None)
    assert lite0.compiled(network, 64, 64) is None
    taps = Lite0(weights.lite0_state())(torch.zeros(1, 3, 64, 64))
    assert [tuple(tap.shape) for tap in taps] == [(1, 40, 8, 8), (1, 80, 4, 4)]


def test_openvino_is_kept_from_reporting_itself(network):
    lite0.compiled(network, 64, 64)
    assert sys.modules["openvino_telemetry"] is None


def test_weights_of_another_network_are_refused():
    state = weights.lite0_state()
    with pytest.raises(InferenceError, match="no layer takes"):
        Lite0({**state, "_blocks.0.extra": torch.zeros(1)})
    state.pop("_conv_stem.weight")
    with pytest.raises(InferenceError, match="_conv_stem"):
        Lite0(state)
