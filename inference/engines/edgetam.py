"""EdgeTAM (Zhou et al., CVPR 2025) through transformers, for small GPUs: SAM 2 with a lighter backbone and memory."""

import torch
from transformers import EdgeTamVideoConfig, EdgeTamVideoModel, EdgeTamVisionConfig

from inference import weights
from inference.device import best_device
from inference.engines.sam.engine import SamEngine
from inference.engines.sam.network import Decoded, Features, Network
from inference.engines.sam.repvit import RepVitConfig


class EdgeTam(Network):
    def _places(self) -> tuple[torch.Tensor, torch.Tensor]:
        model, device = self.model, self.device.where
        query = model.vision_encoder.neck.position_encoding((1, model.hidden_dim, *self.grid), device, torch.float32)
        perceiver = model.spatial_perceiver
        side = round(perceiver.num_latents_2d**0.5)
        grid = perceiver.positional_encoding((1, model.mem_dim, side, side), device, torch.float32)
        placeless = torch.zeros(perceiver.num_latents_1d, 1, model.mem_dim, device=device)
        return query.flatten(2).permute(2, 0, 1), torch.cat([placeless, grid.flatten(2).permute(2, 0, 1)])

    def memorise(self, features: Features, decoded: Decoded, *, is_certain: bool) -> torch.Tensor:
        # transformers' resampler of memories takes one at a time
        parts = zip(decoded.logits, decoded.pointer, decoded.score, strict=True)
        rows = [Decoded(*(part[None] for part in row)) for row in parts]
        return torch.cat([super(EdgeTam, self).memorise(features, row, is_certain=is_certain) for row in rows])

    def _in_rows(self, made: torch.Tensor) -> torch.Tensor:
        return made

    def _attend(
        self, query: torch.Tensor, remembered: torch.Tensor, places: torch.Tensor, pointers: int, grids: int
    ) -> torch.Tensor:
        seen: torch.Tensor = self.model.memory_attention(
            current_vision_features=query,
            current_vision_position_embeddings=self._query_place,
            memory=remembered,
            memory_posision_embeddings=places,
            num_object_pointer_tokens=pointers,
            num_spatial_memory_tokens=grids,
        )
        return seen


def published() -> EdgeTamVideoConfig:
    """The architecture of the checkpoint EdgeTAM-hf, on a backbone that needs no timm."""
    return EdgeTamVideoConfig(
        vision_config=EdgeTamVisionConfig(backbone_config=RepVitConfig()),
        enable_temporal_pos_encoding_for_object_pointers=False,
        enable_occlusion_spatial_embedding=False,
    )


def load() -> SamEngine:
    """Raises InferenceError for weights that are missing or altered."""
    return SamEngine("edgetam", EdgeTam(weights.load_model("edgetam", EdgeTamVideoModel, published()), best_device()))
