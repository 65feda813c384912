"""What an engine is. Pictures: RGB uint8 H x W x 3. Mattes: uint8 H x W, 255 the object, of the picture's size."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from inference.contracts import Prompt

Picture = NDArray[np.uint8]
Alpha = NDArray[np.uint8]


class Engine(Protocol):
    """Encoded frames and memories are the engine's own values: opaque, owned by the caller, bounded in size."""

    name: str

    def encode(self, picture: Picture) -> Any:
        """Features of one frame, to be shared between the objects in it. Raises BadVideo for a picture too small."""
        ...

    def segment(self, encoded: Any, prompt: Prompt, prior: Alpha | None = None) -> Alpha:
        """The object that the prompt means. `prior`: a mask given, or what the machine believed. Raises BadPrompt."""
        ...

    def new_memory(self) -> Any: ...

    def remember(
        self, memory: Any, frame: int, encoded: Any, alpha: Alpha, *, is_human: bool, believed: Alpha | None = None
    ) -> None:
        """Take a finished frame into memory; recent ones make room for later ones, human ones for nearer ones.

        `believed`: what the machine had made of a human frame that corrects it. Raises BadPrompt for masks that do not
        fit.
        """
        ...

    def restart(self, memory: Any) -> None:
        """Forget the recent frames and keep the human ones: what comes next does not follow from what came last."""
        ...

    def step(self, memory: Any, frame: int, encoded: Any, believed: Alpha | None = None) -> Alpha:
        """The object in `frame`, a neighbour (either side) of the last remembered one, or a few away; remembers it.

        `believed`: what the machine had made of the frame before a human corrected another one. An engine may let it
        stand where nothing of the correction comes to.

        Raises BadPrompt when the memory is empty, SceneCut when `frame` lies beyond a cut, or seems to where it is no
        neighbour; the memory stays as it was.
        """
        ...

    def jump(self, memory: Any, frame: int, encoded: Any) -> Alpha:
        """The object in a frame far from all that is remembered, wherever it is by now. Remembers nothing.

        Raises BadPrompt when the memory is empty.
        """
        ...

    def dump(self, memory: Any) -> bytes:
        """The memory, at most 4 MB; load(dump(m)) steps exactly as m does."""
        ...

    def load(self, data: bytes) -> Any:
        """Raises BadMemory for bytes of another version, or cut short."""
        ...
