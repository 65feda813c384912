"""The parts of a SAM 2 model in transformers, called one by one, several objects in one batch.

transformers' own session keeps each frame that it saw and follows one object after another; here what is kept is the
caller's and bounded. The order of things and every constant is that of the session, which a test holds this to.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F

from inference.contracts import BadPrompt
from inference.device import Device
from inference.engines.sam.memory import FRAMES, Memory, Shape
from inference.engines.sam.prompts import Token
from inference.words import sentence

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet
ABSENT = -1024.0  # logit of every pixel when the object is not there
SCALE, BIAS = 20.0, -10.0  # from a mask in 0..1 to logits


@dataclass(frozen=True)
class Features:
    """1 x C x h x w each, at strides 4, 8, 16 of the model's square."""

    fine: torch.Tensor
    middle: torch.Tensor
    coarse: torch.Tensor


@dataclass(frozen=True)
class Recalled:
    """tokens, places: N x 1 x C. Of the N the last `pointers` stand for pointers, the rest is so many `grids`."""

    tokens: torch.Tensor
    places: torch.Tensor
    pointers: int
    grids: int


@dataclass(frozen=True)
class Decoded:
    """logits: B x 1 x h x w. pointer: B x 1 x C. score: B x 1 x 1, above 0 where the object is there."""

    logits: torch.Tensor
    pointer: torch.Tensor
    score: torch.Tensor


class Network:
    """`model`: a video model of transformers with its weights, which belongs to the network from now on."""

    def __init__(self, model: Any, device: Device) -> None:
        self.device = device
        self.model = model.to(device.where).eval().requires_grad_(False)
        self.side = int(model.image_size)  # of the square that a picture is brought to
        self.grid = tuple(int(side) for side in model.backbone_feature_sizes[-1])
        self._mean = torch.tensor(MEAN, device=device.where).view(1, 3, 1, 1)
        self._std = torch.tensor(STD, device=device.where).view(1, 3, 1, 1)
        self._features = device.compile(self._run_features)
        with self.running():
            self._place = model.get_image_wide_positional_embeddings().float()
            self._query_place, self._token_place = self._places()
        self.shape = Shape(_fingerprint(model), len(self._token_place), self._token_place.shape[-1], model.hidden_dim)

    @contextmanager
    def running(self) -> Iterator[None]:
        device = self.device
        with torch.inference_mode(), torch.autocast(device.where.type, device.kind, enabled=device.is_half):
            yield

    def features(self, rgb: torch.Tensor) -> Features:
        """rgb: 1 x 3 x H x W uint8."""
        square = F.interpolate(rgb.float(), (self.side, self.side), mode="bilinear", antialias=True)
        return Features(*self._features((square / 255 - self._mean) / self._std))

    def _run_features(self, square: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        fine, middle, coarse = self.model.vision_encoder(square).fpn_hidden_states
        return self.model.mask_decoder.conv_s0(fine), self.model.mask_decoder.conv_s1(middle), coarse

    # -- one frame by itself

    def prompted(self, features: Features, tokens: list[Token], mask: torch.Tensor | None) -> Decoded:
        """What a person means. mask: 1 x 1 x h x w in 0..1, what was believed."""
        coarse = features.coarse + self.model.no_memory_embedding.view(1, -1, 1, 1)
        dense = None if mask is None else mask * SCALE + BIAS
        return self._decode(features, coarse, tokens, dense, several=self._is_ambiguous(len(tokens)))

    def given(self, features: Features, mask: torch.Tensor) -> Decoded:
        """A mask taken as it is. mask: 1 x 1 x side x side in 0..1."""
        is_there = bool((mask > 0.5).any())
        pointer = self.model.no_object_pointer[None]
        if is_there:
            dense = self.model.mask_downsample(mask)
            pointer = self._decode(features, features.coarse, [], dense, several=True).pointer
        score = torch.full((1, 1, 1), 1.0 if is_there else -1.0, device=self.device.where)
        return Decoded(mask * SCALE + BIAS, pointer, score)

    # -- one frame and what is remembered

    def recall(self, memory: Memory, frame: int) -> Recalled:
        """One object's memory as the model attends to it. Raises BadPrompt for an empty one."""
        if not memory.humans and not memory.recent:
            raise BadPrompt(sentence("There is no mask to follow yet: click on the object in any frame."))
        model, times = self.model, self.model.memory_temporal_positional_encoding
        recent = [entry for entry in memory.recent if entry.tokens is not None]
        # what a human said is timeless and has the last code; the others lie so many frames away
        codes = [-1] * len(memory.humans) + [min(max(abs(frame - e.frame), 1), FRAMES - 1) - 1 for e in recent]
        parts = [e.tokens.float()[:, None] for e in memory.humans + recent if e.tokens is not None]
        places = [self._token_place + times[code] for code in codes]
        # a human frame still to come says how the object looks, not what it has become
        ahead = memory.direction(frame)
        pointing = [e for e in memory.humans if (frame - e.frame) * ahead >= 0] + memory.recent[::-1]
        if pointing:
            vectors, place = model._process_object_pointers(
                [abs(frame - entry.frame) for entry in pointing],
                [entry.pointer[None] for entry in pointing],
                model.config.max_object_pointers_in_encoder,
                batch_size=1,
                num_channels=model.hidden_dim,
                device=self.device.where,
            )
            parts.append(vectors)
            places.append(place)
        return Recalled(torch.cat(parts), torch.cat(places), len(parts[-1]) if pointing else 0, len(codes))

    def follow(self, features: Features, recalled: Sequence[Recalled]) -> Decoded:
        """What several objects' memories, all alike in length, see in the frame."""
        seen = self._attend(
            features.coarse.flatten(2).permute(2, 0, 1).expand(-1, len(recalled), -1),
            torch.cat([each.tokens for each in recalled], 1),
            torch.cat([each.places for each in recalled], 1),
            recalled[0].pointers,
            recalled[0].grids,
        )
        coarse = seen.reshape(len(recalled), *self.grid, -1).permute(0, 3, 1, 2)
        several = self.model.config.multimask_output_for_tracking and self._is_ambiguous(0)
        return self._decode(features, coarse, [], None, several=several)

    def memorise(self, features: Features, decoded: Decoded, *, is_certain: bool) -> torch.Tensor:
        """B x N x C tokens. `is_certain`: a human's mask, taken as black and white."""
        coarse = features.coarse.flatten(2).permute(2, 0, 1).expand(-1, len(decoded.logits), -1)
        logits = resized(decoded.logits, (self.side, self.side), antialias=False)
        made, _ = self.model._encode_new_memory(coarse, logits, decoded.score, is_mask_from_pts=is_certain)
        return self._in_rows(made)

    def _is_ambiguous(self, count: int) -> bool:
        """Whether `count` prompt tokens may mean several things, of which the likeliest is taken."""
        config = self.model.config
        is_few = config.multimask_min_pt_num <= count <= config.multimask_max_pt_num
        return bool(config.multimask_output_in_sam and is_few)

    def _decode(
        self,
        features: Features,
        coarse: torch.Tensor,
        tokens: list[Token],
        dense: torch.Tensor | None,
        *,
        several: bool,
    ) -> Decoded:
        """coarse: B x C x h x w, one object each. dense: logits of a mask to go by."""
        model, count, where = self.model, len(coarse), self.device.where
        labels = [label for _, _, label in tokens] or [-1]
        # in pixels, to whose centres the prompt encoder adds half a pixel
        places = [(x * self.side - 0.5, y * self.side - 0.5) for x, y, _ in tokens] or [(0.0, 0.0)]
        with torch.autocast(where.type, enabled=False):  # half precision moves a click by pixels
            sparse, dense = model.prompt_encoder(
                input_points=torch.tensor([[places]], device=where).expand(count, -1, -1, -1),
                input_labels=torch.tensor([[labels]], device=where).expand(count, -1, -1),
                input_boxes=None,
                input_masks=None if dense is None else resized(dense.float(), model.prompt_encoder.mask_input_size),
            )
        masks, quality, objects, score = model.mask_decoder(
            image_embeddings=coarse,
            image_positional_embeddings=self._place.expand(count, -1, -1, -1),
            sparse_prompt_embeddings=sparse,
            dense_prompt_embeddings=dense,
            multimask_output=several,
            high_resolution_features=[part.expand(count, -1, -1, -1) for part in (features.fine, features.middle)],
        )
        best, rows = quality[:, 0].argmax(1), torch.arange(count, device=where)
        is_there = score > 0
        logits = torch.where(is_there[..., None], masks[rows, 0, best][:, None].float(), ABSENT)
        pointer = model.object_pointer_proj(objects[rows, 0, best][:, None])
        return Decoded(logits, torch.where(is_there, pointer, model.no_object_pointer), score)

    # -- what differs between the kin

    def _places(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Codes of place: N x 1 x C of a frame's coarse features, and of a remembered grid."""
        raise NotImplementedError

    def _in_rows(self, made: torch.Tensor) -> torch.Tensor:
        """The model's new memory as B x N x C."""
        raise NotImplementedError

    def _attend(
        self, query: torch.Tensor, remembered: torch.Tensor, places: torch.Tensor, pointers: int, grids: int
    ) -> torch.Tensor:
        """query: HW x B x C. Returns it with the memory, N x B x C, worked in: B x HW x C, in any shape."""
        raise NotImplementedError


def resized(mask: torch.Tensor, size: tuple[int, int], *, antialias: bool = True) -> torch.Tensor:
    if tuple(mask.shape[-2:]) == tuple(size):
        return mask
    return F.interpolate(mask, size, mode="bilinear", antialias=antialias)


def _fingerprint(model: Any) -> bytes:
    """Tells these weights from others: one tensor's bytes, which no two trainings share."""
    weight = model.memory_encoder.projection.weight.detach().float().cpu().contiguous().numpy()
    return hashlib.sha256(weight.tobytes()).digest()[:8]
