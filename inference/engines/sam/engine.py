"""SAM 2 and its kin behind the engine interface. A frame is encoded once; its objects are followed in one batch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from inference.contracts import BadPrompt, BadVideo, Prompt
from inference.engines.base import Alpha, Picture
from inference.engines.sam import memory as memories
from inference.engines.sam.memory import Entry, Memory
from inference.engines.sam.network import Decoded, Features, Network, Recalled, resized
from inference.engines.sam.prompts import read
from inference.engines.soften import guide_of, soften
from inference.words import sentence

MIN_SIDE = 16  # of a picture


@dataclass(frozen=True)
class Encoded:
    """rgb: 1 x 3 x H x W uint8."""

    rgb: torch.Tensor
    features: Features

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) of the picture."""
        return int(self.rgb.shape[2]), int(self.rgb.shape[3])


class SamEngine:
    """No state of its own beside the weights."""

    def __init__(self, name: str, network: Network) -> None:
        self.name = name
        self.network = network

    def encode(self, picture: Picture) -> Encoded:
        if picture.ndim != 3 or picture.shape[2] != 3 or min(picture.shape[:2]) < MIN_SIDE:
            raise BadVideo(
                sentence(
                    "A picture of shape {shape} cannot be masked: it needs {least} pixels a side, RGB.",
                    shape=picture.shape,
                    least=MIN_SIDE,
                )
            )
        with self.network.running():
            rgb = torch.from_numpy(np.array(picture)).to(self.network.device.where).permute(2, 0, 1)[None]
            return Encoded(rgb, self.network.features(rgb))

    def segment(self, encoded: Encoded, prompt: Prompt, prior: Alpha | None = None) -> Alpha:
        with self.network.running():
            mask = None if prior is None else self._mask(prior, encoded)
            if mask is not None and not bool((mask > 0.5).any()):
                mask = None
            tokens = read(prompt, has_prior=mask is not None)
            return _alpha(encoded, self.network.prompted(encoded.features, tokens, mask), 0)

    def new_memory(self) -> Memory:
        return Memory()

    def remember(
        self,
        memory: Memory,
        frame: int,
        encoded: Encoded,
        alpha: Alpha,
        *,
        is_human: bool,
        believed: Alpha | None = None,
    ) -> None:
        with self.network.running():
            decoded = self.network.given(encoded.features, self._mask(alpha, encoded))
            grids = self.network.memorise(encoded.features, decoded, is_certain=is_human)
            memories.remember(memory, _entry(frame, grids, decoded, 0), is_human=is_human)

    def restart(self, memory: Memory) -> None:
        memory.recent.clear()

    def step(self, memory: Memory, frame: int, encoded: Encoded, believed: Alpha | None = None) -> Alpha:
        return self.step_all([memory], frame, encoded)[0]

    def step_all(self, several: Sequence[Memory], frame: int, encoded: Encoded) -> list[Alpha]:
        """step() for each object in the frame, in as few passes as their memories have different lengths."""
        mattes: dict[int, Alpha] = {}
        with self.network.running():
            recalled = [self.network.recall(memory, frame) for memory in several]
            for indices in _alike(recalled):
                decoded = self.network.follow(encoded.features, [recalled[index] for index in indices])
                grids = self.network.memorise(encoded.features, decoded, is_certain=False)
                for row, index in enumerate(indices):
                    memories.remember(several[index], _entry(frame, grids, decoded, row), is_human=False)
                    mattes[index] = _alpha(encoded, decoded, row)
        return [mattes[index] for index in range(len(several))]

    def jump(self, memory: Memory, frame: int, encoded: Encoded) -> Alpha:
        with self.network.running():
            return _alpha(encoded, self.network.follow(encoded.features, [self.network.recall(memory, frame)]), 0)

    def dump(self, memory: Memory) -> bytes:
        return memories.dump(memory, self.network.shape)

    def load(self, data: bytes) -> Memory:
        return memories.load(data, self.network.shape, self.network.device.where)

    def _mask(self, alpha: Alpha, encoded: Encoded) -> torch.Tensor:
        """1 x 1 x side x side in 0..1. Raises BadPrompt for an alpha of another size than the picture's."""
        if alpha.shape != encoded.size:
            raise BadPrompt(
                sentence(
                    "A mask of {mask} does not fit a picture of {picture}.", mask=alpha.shape, picture=encoded.size
                )
            )
        mask = torch.from_numpy(np.array(alpha)).to(self.network.device.where)[None, None].float() / 255
        return resized(mask, (self.network.side, self.network.side))


def _alpha(encoded: Encoded, decoded: Decoded, row: int) -> Alpha:
    with torch.autocast(encoded.rgb.device.type, enabled=False):
        return soften(encoded.rgb, guide_of(encoded.rgb), torch.sigmoid(decoded.logits[row, 0].float()))


def _entry(frame: int, grids: torch.Tensor, decoded: Decoded, row: int) -> Entry:
    # copies: a slice would keep the whole batch alive
    return Entry(
        frame, grids[row].to(torch.bfloat16).clone().contiguous(), decoded.pointer[row].flatten().float().clone()
    )


def _alike(recalled: Sequence[Recalled]) -> list[list[int]]:
    """Indices of memories that are equally long, and so go in one batch."""
    groups: dict[tuple[int, int, int], list[int]] = {}
    for index, each in enumerate(recalled):
        groups.setdefault((len(each.tokens), each.pointers, each.grids), []).append(index)
    return list(groups.values())
