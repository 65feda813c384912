"""The target model of one picture: what tells the object from the rest, fitted to a guess, asked about every cell."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F

from inference.engines.builtin.features import Encoded
from inference.engines.builtin.walker import Edges, walk_edges

CHANNELS = 48  # that the features are brought down to
COLOUR_WEIGHT, PLACE_WEIGHT, FRONT_WEIGHT = 1.5, 0.5, 0.5
SEED_WEIGHT = 20.0  # of a marked cell against one that is sure
RIDGE = 2e-3
FIT_GAIN, COLOUR_GAIN = 2.5, 0.7
BINS = 10  # of the colour histogram, a channel


@dataclass(frozen=True)
class Cells:
    """The picture at stride 4 of the model size. descriptors: h x w x D. rgb: h x w x 3."""

    descriptors: torch.Tensor
    rgb: torch.Tensor
    edges: Edges

    @property
    def size(self) -> tuple[int, int]:
        return self.rgb.shape[0], self.rgb.shape[1]


def cells(encoded: Encoded) -> Cells:
    size = encoded.rgb.shape[:2]
    features = _narrow(encoded.keys.grid).permute(2, 0, 1)[None]
    up = F.interpolate(features, size, mode="bilinear")[0].permute(1, 2, 0)
    descriptors = torch.cat([up, (encoded.rgb - 0.5) * COLOUR_WEIGHT], 2)
    return Cells(descriptors, encoded.rgb, walk_edges(encoded.rgb))


def _narrow(keys: torch.Tensor) -> torch.Tensor:
    """h x w x C to h x w x CHANNELS: about the directions in which this picture's cells differ most."""
    flat = keys.flatten(0, 1)
    flat = flat - flat.mean(0)
    some = flat[::4]
    start = torch.randn(flat.shape[1], CHANNELS, generator=torch.Generator().manual_seed(0))
    basis, _ = torch.linalg.qr(some.T @ (some @ start))
    narrowed: torch.Tensor = (flat @ basis).view(*keys.shape[:2], CHANNELS)
    return narrowed


def refit(
    ground: Cells, probability: torch.Tensor, keep: torch.Tensor, remove: torch.Tensor, front: torch.Tensor
) -> torch.Tensor:
    """Logit, h x w, of a ridge regression on descriptors, place and what stands in front, and a colour histogram."""
    inside = probability > 0.5
    held = probability * inside
    if float(held.sum()) < 4:
        return torch.logit(probability.clamp(0.02, 0.98))
    place = _from_centre(held).clamp_max(4) * PLACE_WEIGHT
    extra = torch.stack([place, (2 * front - 1) * FRONT_WEIGHT, torch.ones_like(place)], 2)
    flat = torch.cat([ground.descriptors, extra], 2).flatten(0, 1)
    label = torch.where(keep, 1.0, torch.where(remove, -1.0, torch.where(inside, 1.0, -1.0))).flatten()
    confidence = torch.where(keep | remove, SEED_WEIGHT, (2 * probability - 1).abs() + 0.05).flatten()
    ours, theirs = confidence * (label > 0), confidence * (label < 0)
    weight = ours / ours.sum().clamp_min(1.0) + theirs / theirs.sum().clamp_min(1.0)
    gram = flat.T @ (flat * weight[:, None]) + RIDGE * torch.eye(flat.shape[1])
    score = flat @ torch.linalg.solve(gram, flat.T @ (weight * label))
    logit: torch.Tensor = FIT_GAIN * score + COLOUR_GAIN * _colour_logit(ground.rgb, label, weight)
    return logit.view(ground.size)


def _from_centre(held: torch.Tensor) -> torch.Tensor:
    """Squared distance from the mass's centre, against four times its spread."""
    height, width = held.shape
    ys = torch.linspace(-1, 1, height)[:, None].expand(height, width)
    xs = torch.linspace(-1, 1, width)[None].expand(height, width)
    total = held.sum()
    cy, cx = (ys * held).sum() / total, (xs * held).sum() / total
    distance = (ys - cy) ** 2 + (xs - cx) ** 2
    return distance / ((distance * held).sum() / total * 4 + 1e-3)


def _colour_logit(rgb: torch.Tensor, label: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """log of how much more often a cell's colour occurs inside than outside, clamped to what few cells can say."""
    bins = (rgb.flatten(0, 1) * (BINS - 1e-3)).long()
    index = (bins[:, 0] * BINS + bins[:, 1]) * BINS + bins[:, 2]
    ours = torch.zeros(BINS**3).index_add_(0, index, weight * (label > 0))
    theirs = torch.zeros(BINS**3).index_add_(0, index, weight * (label < 0))

    def smooth(counts: torch.Tensor) -> torch.Tensor:
        cube = counts.view(1, 1, BINS, BINS, BINS)
        return (0.5 * cube + 0.5 * F.avg_pool3d(cube, 3, 1, 1)).flatten()

    logit = torch.log((smooth(ours) + 2e-4) / (smooth(theirs) + 2e-4))
    return logit.clamp(-3, 3)[index]
