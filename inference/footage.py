"""Sequences with known masks on disk, as evaluation reads them: DIR/sequence/{frames/*.jpg, masks/*.png}."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from inference.contracts import InferenceError
from inference.engines.base import Alpha, Picture


@dataclass(frozen=True)
class Footage:
    """Pictures and true mattes are read when asked for: a long clip must not show in the engine's memory."""

    name: str
    frames: tuple[Path, ...]
    masks: tuple[Path, ...]

    def __len__(self) -> int:
        return len(self.frames)

    def picture(self, frame: int) -> Picture:
        return np.array(Image.open(self.frames[frame]).convert("RGB"))

    def truth(self, frame: int) -> Alpha:
        return np.array(Image.open(self.masks[frame]).convert("L"))


def read(data: Path, wanted: Collection[str] = ()) -> list[Footage]:
    """Every sequence, or those wanted. Raises InferenceError for none, and for frames without masks."""
    found = [_read(folder) for folder in sorted(data.glob("*/frames")) if not wanted or folder.parent.name in wanted]
    missing = set(wanted) - {footage.name for footage in found}
    if missing or not found:
        raise InferenceError(f"{data} holds no {', '.join(sorted(missing)) or 'sequence/frames/*.jpg'}.")
    return found


def _read(frames: Path) -> Footage:
    pictures, masks = sorted(frames.glob("*.jpg")), sorted((frames.parent / "masks").glob("*.png"))
    if len(pictures) != len(masks) or len(pictures) < 2:
        raise InferenceError(
            f"{frames.parent} has {len(pictures)} frames and {len(masks)} masks: it needs one each, two or more."
        )
    return Footage(frames.parent.name, tuple(pictures), tuple(masks))
