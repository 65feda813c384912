"""The CPU default behind the engine interface."""

import numpy as np
import torch

from inference import weights
from inference.contracts import BadPrompt, Prompt
from inference.device import prepare_threads
from inference.engines import prompts
from inference.engines.base import Alpha, Picture
from inference.engines.builtin import closer, features, front, propagate, segment
from inference.engines.builtin import memory as memories
from inference.engines.builtin.features import Encoded
from inference.engines.builtin.grouping import Grouper
from inference.engines.builtin.lite0 import Lite0
from inference.engines.builtin.memory import Memory
from inference.engines.soften import blend, soften
from inference.words import sentence


class BuiltinEngine:
    """EfficientNet-Lite0 features, a fitted target model, matching. No state of its own beside the weights."""

    name = "builtin"

    def __init__(self) -> None:
        prepare_threads()
        self._network = Lite0(weights.lite0_state())
        self._front = front.load()
        self._grouper = Grouper(self._network.deeper)
        if self._front:
            # OpenVINO has threads of its own; with two, torch's many small sums may each wait for a busy core
            torch.set_num_threads(1)

    def encode(self, picture: Picture) -> Encoded:
        with torch.inference_mode():
            return features.encode(self._network, picture)

    def segment(self, encoded: Encoded, prompt: Prompt, prior: Alpha | None = None) -> Alpha:
        if prior is not None:
            _check_size(prior, encoded)
        with torch.inference_mode():
            if prior is None or prompt.box is not None or not (prior > 127).any():
                return self._first(encoded, prompt)
            probability, changed = segment.correct(encoded, prompt, torch.from_numpy(np.array(prior)))
            return blend(prior, _alpha(encoded, probability), changed)

    def _first(self, encoded: Encoded, prompt: Prompt) -> Alpha:
        prompts.check(prompt, has_prior=False)
        if prompt.box is None:
            return _alpha(encoded, segment.segment(encoded, prompt, self._front, self._grouper))
        size = encoded.picture.shape[:2]
        rect = closer.around(prompt, size)
        near = self.encode(closer.cut(encoded.picture, rect))
        part = segment.segment(near, closer.inside(prompt, rect, size), self._front, self._grouper)
        return closer.put(_alpha(near, part), rect, size)

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
        _check_size(alpha, encoded)
        if believed is not None:
            _check_size(believed, encoded)
        with torch.inference_mode():
            entry = memories.make_entry(frame, encoded, alpha, is_human=is_human, believed=believed)
            memories.remember(memory, entry)

    def restart(self, memory: Memory) -> None:
        memory.recent.clear()

    def step(self, memory: Memory, frame: int, encoded: Encoded, believed: Alpha | None = None) -> Alpha:
        if believed is not None:
            _check_size(believed, encoded)
        with torch.inference_mode():
            is_mending = believed is not None and not memory.is_renewed
            probability, changed = propagate.step(memory, frame, encoded, is_mending=is_mending)
            if believed is None or not is_mending:
                alpha = _alpha(encoded, probability)
            elif changed.any():
                alpha = blend(believed, _alpha(encoded, probability), changed)
            else:
                alpha = believed
            entry = memories.make_entry(frame, encoded, alpha, is_human=False, changed=changed)
            memories.remember(memory, entry)
            return alpha

    def jump(self, memory: Memory, frame: int, encoded: Encoded) -> Alpha:
        with torch.inference_mode():
            return _alpha(encoded, propagate.step(memory, frame, encoded, is_far=True)[0])

    def dump(self, memory: Memory) -> bytes:
        return memories.dump(memory)

    def load(self, data: bytes) -> Memory:
        return memories.load(data)


def _check_size(alpha: Alpha, encoded: Encoded) -> None:
    if alpha.shape != encoded.picture.shape[:2]:
        raise BadPrompt(
            sentence(
                "A mask of {mask} does not fit a picture of {picture}.",
                mask=alpha.shape,
                picture=encoded.picture.shape[:2],
            )
        )


def _alpha(encoded: Encoded, probability: torch.Tensor) -> Alpha:
    rgb = torch.from_numpy(np.ascontiguousarray(encoded.picture)).permute(2, 0, 1)[None]
    return soften(rgb, encoded.guide, probability)
