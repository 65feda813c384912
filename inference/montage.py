"""A sheet of frames with their mattes over them: one row a sequence, the object in its colours, the rest dimmed."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.engines.base import Alpha
from inference.footage import Footage

COLUMNS = 6
WIDTH = 320  # of one picture, pixels
TRUTH = (0, 255, 90)  # colour of the true outline


class Sheet:
    """Rows are added as sequences end."""

    def __init__(self) -> None:
        self._rows: list[NDArray[np.uint8]] = []

    def add(self, clip: Footage, mattes: list[Alpha]) -> None:
        frames = np.linspace(0, len(clip) - 1, COLUMNS).round().astype(int)
        tiles = [_tile(clip, int(frame), mattes[frame]) for frame in frames]
        height = max(tile.shape[0] for tile in tiles)
        self._rows.append(np.hstack([np.pad(t, ((0, height - len(t)), (0, 4), (0, 0))) for t in tiles]))

    def save(self, path: Path) -> None:
        """Raises OSError."""
        Image.fromarray(np.vstack([np.pad(row, ((0, 4), (0, 0), (0, 0))) for row in self._rows])).save(path)


def _tile(clip: Footage, frame: int, matte: Alpha) -> NDArray[np.uint8]:
    picture = clip.picture(frame)
    size = (WIDTH, round(WIDTH * picture.shape[0] / picture.shape[1]))
    small, alpha, truth = (np.asarray(Image.fromarray(x).resize(size)) for x in (picture, matte, clip.truth(frame)))
    share = alpha[..., None] / 255
    shown = small * (0.25 + 0.75 * share) + np.array((60, 0, 30)) * (1 - share)
    truly = np.pad(truth > 127, 1, mode="edge")
    inner = truly[1:-1, 1:-1]
    edge = inner & ~(truly[:-2, 1:-1] & truly[2:, 1:-1] & truly[1:-1, :-2] & truly[1:-1, 2:])
    shown[edge] = TRUTH
    return shown.clip(0, 255).astype(np.uint8)
