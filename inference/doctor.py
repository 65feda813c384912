"""Say in one line which engine this machine's workers run, where, and with which weights: python -m inference.doctor

Exit status 1 and a sentence when they would not start. Asks no network.
"""

import os
import sys

import torch

from inference import device, engines, weights
from inference.contracts import InferenceError


def report() -> str:
    """Raises InferenceError."""
    name = engines.choose()
    where = device.best_device() if name in weights.CHECKPOINTS else device.CPU
    if where is device.CPU:
        device.prepare_threads()
    return f"{name} on {where}; {_weights(name)}; torch {torch.__version__}{_advice(name)}"


def _weights(name: str) -> str:
    if name not in weights.CHECKPOINTS:
        weights.lite0_state()
        return "EfficientNet-Lite0 verified"
    wanted = weights.CHECKPOINTS[name]
    if weights.find(name) is None and not os.environ.get("PLAYHEAD_WEIGHTS"):
        return f"{wanted.repository} not here yet: {wanted.megabytes} MB are fetched at the first start"
    weights.fetch(name)
    return f"{wanted.repository} verified"


def _advice(name: str) -> str:
    if name == "builtin" and device.has_gpu():
        return "; this machine has a GPU: inference/engines/README.md tells how to use it"
    return ""


def main() -> int:
    try:
        print(report())
    except InferenceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
