"""Colour tables at work, straight lines between their steps. Twin of the shader in frontend/src/engine/effects.ts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from editor.lib.cube import Cube


@dataclass
class Lut:
    low: NDArray[np.float32]
    high: NDArray[np.float32]
    table: ImageFilter.Color3DLUT


def prepared(cube: Cube) -> Lut:
    table = ImageFilter.Color3DLUT(cube.size, np.asarray(cube.table, np.float32), _copy_table=False)
    return Lut(np.array(cube.low, np.float32), np.array(cube.high, np.float32), table)


def mapped(colour: NDArray[np.float32], lut: Lut, amount: float) -> NDArray[np.float32]:
    """H x W x 3 in 0..1, taken to eight bits on the way."""
    at = ((colour - lut.low) / (lut.high - lut.low)).clip(0, 1)
    image = Image.fromarray((at * 255 + 0.5).astype(np.uint8)).filter(lut.table)
    made = np.asarray(image, np.float32) / np.float32(255)
    return colour + (made - colour) * np.float32(amount)
