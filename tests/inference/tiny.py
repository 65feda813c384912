"""The GPU engines' real classes at a size that a test can run: random weights, one seed, 128 x 128."""

import torch

from inference.device import CPU, Device
from inference.engines.sam.engine import SamEngine

SIDE = 128
WIDE = 128  # channels, twice the memory's 64: a pointer is two tokens, as it is four in the published models
STRIDES = [[32, 32], [16, 16], [8, 8]]
SHARED = {
    "image_size": SIDE,
    "prompt_encoder_config": {"image_size": SIDE, "hidden_size": WIDE},
    "mask_decoder_config": {"hidden_size": WIDE, "mlp_dim": 128, "num_attention_heads": 2, "iou_head_hidden_dim": 32},
    "memory_attention_hidden_size": WIDE,
    "memory_attention_num_layers": 2,
    "memory_attention_rope_feat_sizes": [8, 8],
    "memory_encoder_hidden_size": WIDE,
    "mask_downsampler_embed_dim": WIDE,
    "memory_fuser_embed_dim": WIDE,
    "memory_fuser_intermediate_dim": 64,
}


def _randomised(model):
    """Weights that carry a signal through, and an object that is there: at their own start all mattes are grey."""
    chance = torch.Generator().manual_seed(11)
    with torch.no_grad():
        for embedding in (model.shared_image_embedding, model.prompt_encoder.shared_embedding):
            chance.manual_seed(7)  # the published models hold the same one twice
            embedding.positional_embedding.copy_(torch.randn(2, WIDE // 2, generator=chance))
        for name, weight in model.named_parameters():
            is_norm = "norm" in name or ".bn." in name
            if weight.dim() > 1:
                spread = 1.4 / weight[0].numel() ** 0.5
                weight.copy_(torch.randn(weight.shape, generator=chance) * spread)
            elif not is_norm:
                weight.copy_(torch.randn(weight.shape, generator=chance) * 0.1)
            elif ".bn.weight" in name:
                weight.fill_(0.2)  # its blocks add up
        model.mask_decoder.pred_obj_score_head.proj_out.bias += 8
        # what a memory says of the object must be heard beside what it says of the picture
        model.memory_encoder.mask_downsampler.final_conv.weight *= 4
        model.object_pointer_proj.proj_out.weight *= 3
    return model.eval()


def sam2(device: Device = CPU):
    from transformers import Sam2HieraDetConfig, Sam2VideoConfig, Sam2VideoModel, Sam2VisionConfig

    from inference.engines.sam2 import Sam2

    backbone = Sam2HieraDetConfig(
        hidden_size=16,
        image_size=[SIDE, SIDE],
        embed_dim_per_stage=[16, 32, 48, 64],
        num_attention_heads_per_stage=[1, 1, 2, 2],
        blocks_per_stage=[1, 1, 2, 1],
        window_size_per_stage=[8, 4, 4, 2],
        global_attention_blocks=[3],
    )
    vision = Sam2VisionConfig(
        backbone_config=backbone,
        backbone_channel_list=[64, 48, 32, 16],
        backbone_feature_sizes=STRIDES,
        fpn_hidden_size=WIDE,
    )
    config = Sam2VideoConfig(vision_config=vision, memory_attention_feed_forward_hidden_size=64, **SHARED)
    return SamEngine("sam2", Sam2(_randomised(Sam2VideoModel(config)), device))


def edgetam(device: Device = CPU):
    from transformers import EdgeTamVideoConfig, EdgeTamVideoModel, EdgeTamVisionConfig

    from inference.engines.edgetam import EdgeTam
    from inference.engines.sam.repvit import RepVitConfig

    vision = EdgeTamVisionConfig(
        backbone_config=RepVitConfig(widths=(8, 16, 16, 32), depths=(1, 1, 2, 1)),
        backbone_channel_list=[32, 16, 16, 8],
        backbone_feature_sizes=STRIDES,
        fpn_hidden_size=WIDE,
    )
    config = EdgeTamVideoConfig(
        vision_config=vision,
        enable_temporal_pos_encoding_for_object_pointers=False,
        enable_occlusion_spatial_embedding=False,
        memory_attention_mlp_hidden_size=64,
        memory_attention_rope_k_sizes=[4, 4],
        perceiver_resampler_num_latents=8,
        perceiver_resampler_num_latents_2d=16,
        **SHARED,
    )
    return SamEngine("edgetam", EdgeTam(_randomised(EdgeTamVideoModel(config)), device))
