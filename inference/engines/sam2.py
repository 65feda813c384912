"""SAM 2.1 (Ravi et al., 2024) through transformers, for GPUs."""

import torch
from transformers import Sam2HieraDetConfig, Sam2VideoConfig, Sam2VideoModel, Sam2VisionConfig

from inference import weights
from inference.device import best_device
from inference.engines.sam.engine import SamEngine
from inference.engines.sam.network import Network


class Sam2(Network):
    def _places(self) -> tuple[torch.Tensor, torch.Tensor]:
        model, device = self.model, self.device.where
        query = model.vision_encoder.neck.position_encoding((1, model.hidden_dim, *self.grid), device, torch.float32)
        grid = model.memory_encoder.position_encoding((1, model.mem_dim, *self.grid), device, torch.float32)
        return query.flatten(2).permute(2, 0, 1), grid.flatten(2).permute(2, 0, 1)

    def _in_rows(self, made: torch.Tensor) -> torch.Tensor:
        return made.permute(1, 0, 2)

    def _attend(
        self, query: torch.Tensor, remembered: torch.Tensor, places: torch.Tensor, pointers: int, grids: int
    ) -> torch.Tensor:
        seen: torch.Tensor = self.model.memory_attention(
            current_vision_features=query,
            current_vision_position_embeddings=self._query_place,
            memory=remembered,
            memory_posision_embeddings=places,
            num_object_pointer_tokens=pointers,
        )
        return seen


def base_plus() -> Sam2VideoConfig:
    """The architecture of the checkpoint sam2.1-hiera-base-plus."""
    backbone = Sam2HieraDetConfig(
        hidden_size=112,
        embed_dim_per_stage=[112, 224, 448, 896],
        num_attention_heads_per_stage=[2, 4, 8, 16],
        blocks_per_stage=[2, 3, 16, 3],
        global_attention_blocks=[12, 16, 20],
        window_positional_embedding_background_size=[14, 14],
    )
    vision = Sam2VisionConfig(backbone_config=backbone, backbone_channel_list=[896, 448, 224, 112])
    return Sam2VideoConfig(vision_config=vision)


def load() -> SamEngine:
    """Raises InferenceError for weights that are missing or altered."""
    return SamEngine("sam2", Sam2(weights.load_model("sam2", Sam2VideoModel, base_plus()), best_device()))
