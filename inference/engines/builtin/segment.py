"""The first mask: a small target model fitted to the prompts, then a random walker on the picture's edges.

All on the grid at stride 4 of the model size. The model starts from likeness to the seeds and is refitted twice to
what the walker found: a ridge regression on features, colour and place, and a colour histogram, added as logits.
"""

import torch
import torch.nn.functional as F

from inference.contracts import BadPrompt, Point
from inference.engines.builtin.features import Encoded

ROUNDS = 3
WALK_STEPS = 60  # conjugate gradient steps
EDGE_SIGMA = 0.06  # colour difference (0..1) across which the walker seldom goes
UNARY = 0.04  # weight of the model against one open edge
SEED = 100.0  # weight of a seed
REACH, MIN_REACH = 0.2, 1.5  # of a correction: share of the object's side, cells
CHANGE = 0.25  # of probability, under which the prior's own alpha stays
HOLD = 2.0  # weight of the belief away from it
BINS = 10  # of the colour histogram, a channel


def segment(encoded: Encoded, points: tuple[Point, ...]) -> torch.Tensor:
    """The object at the points, as 2h x 2w probability.

    Raises BadPrompt for no points, for points outside 0..1, for remove points with nothing to remove from.
    """
    check_points(points, has_prior=False)
    height, width = encoded.rgb.shape[:2]
    keep, remove = _seed_masks(points, height, width)
    if not keep.any():
        raise BadPrompt("Each point on the object has one beside it that takes it away: remove one of them.")
    descriptors = _descriptors(encoded)
    border = torch.zeros(height, width, dtype=torch.bool)
    border[:2], border[-2:], border[:, :2], border[:, -2:] = True, True, True, True
    border &= F.max_pool2d(keep[None].float(), 13, 1, 6)[0] < 0.5
    edges = walk_edges(encoded.rgb)
    belief = _likeness(descriptors, keep, remove | border)
    probability = belief
    for round_index in range(ROUNDS):
        hard = keep.float() * SEED + remove.float() * SEED
        target = torch.where(keep, 1.0, torch.where(remove, 0.0, belief))
        unary = UNARY + hard + border.float() * (0.2 if round_index == 0 else 0.0)
        target = torch.where(border & ~keep & (round_index == 0), 0.0, target)
        probability = connected(walk(edges, target, unary), keep)
        if round_index < ROUNDS - 1:
            belief = _refit(descriptors, encoded.rgb, probability, keep, remove)
    return probability


def correct(encoded: Encoded, points: tuple[Point, ...], prior: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The prior, changed around the points that contradict it: as far as cells look like those, and no edge stops it.

    Away from them it holds: a person who clicks one spot of a finished mask means that spot. prior: uint8 H x W of the
    picture. Returns 2h x 2w probability, and where it differs from the prior, 0..1. Raises BadPrompt as segment().
    """
    check_points(points, has_prior=True)
    height, width = encoded.rgb.shape[:2]
    keep, remove = _seed_masks(points, height, width, around=0)
    descriptors = _descriptors(encoded)
    belief = F.interpolate(prior[None, None].float() / 255, (height, width), mode="area")[0, 0]
    reach = max(MIN_REACH, REACH * float((belief > 0.5).sum()) ** 0.5)
    ys, xs = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    flat = descriptors.flatten(0, 1)
    opened = torch.zeros(height, width)
    target = belief
    for seeds, value in ((keep, 1.0), (remove, 0.0)):
        wrong = (seeds & ((belief < 0.5) if value else (belief > 0.5))).nonzero()
        for y, x in wrong.tolist():
            near = torch.exp(-((ys - y) ** 2 + (xs - x) ** 2) / (2 * reach**2))
            like = torch.exp(-(torch.cdist(flat, descriptors[y, x][None]).view(height, width) ** 2))
            pull = near * like
            target = torch.where(pull > opened, belief + (value - belief) * pull, target)
            opened = torch.maximum(opened, pull)
    target = torch.where(keep, 1.0, torch.where(remove, 0.0, target))
    unary = HOLD * (1 - opened) ** 2 + UNARY + (keep | remove).float() * SEED
    probability = walk(walk_edges(encoded.rgb), target, unary)
    changed = ((probability - belief).abs() > CHANGE).float()[None, None]
    return probability, F.max_pool2d(changed, 3, 1, 1)[0, 0]


def check_points(points: tuple[Point, ...], *, has_prior: bool) -> None:
    if not points:
        raise BadPrompt("There is no point to go by: click on the object.")
    for point in points:
        if not (0.0 <= point.x <= 1.0 and 0.0 <= point.y <= 1.0):
            raise BadPrompt(f"The point ({point.x}, {point.y}) lies outside the picture: x and y go from 0 to 1.")
    if not any(point.keep for point in points) and not has_prior:
        raise BadPrompt("There is nothing to remove from yet: click on the object first.")


def _seed_masks(
    points: tuple[Point, ...], height: int, width: int, around: int = 1
) -> tuple[torch.Tensor, torch.Tensor]:
    """Cells at the points and so many around them; where both kinds meet, the later point wins."""
    keep = torch.zeros(height, width, dtype=torch.bool)
    remove = torch.zeros(height, width, dtype=torch.bool)
    for point in points:
        y, x = min(int(point.y * height), height - 1), min(int(point.x * width), width - 1)
        area = (slice(max(y - around, 0), y + around + 1), slice(max(x - around, 0), x + around + 1))
        keep[area], remove[area] = point.keep, not point.keep
    return keep, remove


def _descriptors(encoded: Encoded) -> torch.Tensor:
    """2h x 2w x D: features brought up to stride 4, and colour."""
    height, width = encoded.rgb.shape[:2]
    up = F.interpolate(encoded.keys.permute(2, 0, 1)[None], (height, width), mode="bilinear")[0].permute(1, 2, 0)
    return torch.cat([up, (encoded.rgb - 0.5) * 1.5], 2)


def _likeness(descriptors: torch.Tensor, keep: torch.Tensor, against: torch.Tensor) -> torch.Tensor:
    """How much more each cell is like the keep seeds than like the others."""
    flat = descriptors.flatten(0, 1)
    ours, theirs = flat[keep.flatten()], flat[against.flatten()]
    near = torch.cdist(flat, ours).amin(1)
    count = min(4, len(theirs))
    far = torch.cdist(flat, theirs).topk(count, 1, largest=False).values.mean(1) if count else near.new_ones(len(near))
    height, width = keep.shape
    return torch.sigmoid((far - near) * 8).view(height, width)


def _refit(
    descriptors: torch.Tensor, rgb: torch.Tensor, probability: torch.Tensor, keep: torch.Tensor, remove: torch.Tensor
) -> torch.Tensor:
    """The target model, fitted to a mask and asked about every cell. Returns probabilities."""
    height, width = probability.shape
    ys = torch.linspace(-1, 1, height)[:, None].expand(height, width)
    xs = torch.linspace(-1, 1, width)[None].expand(height, width)
    inside = probability > 0.5
    weight_in = probability * inside
    if float(weight_in.sum()) < 4:
        return probability
    total = weight_in.sum()
    cy, cx = (ys * weight_in).sum() / total, (xs * weight_in).sum() / total
    spread = (((ys - cy) ** 2 + (xs - cx) ** 2) * weight_in).sum() / total
    place = ((ys - cy) ** 2 + (xs - cx) ** 2) / (spread * 4 + 1e-3)
    flat = torch.cat([descriptors, place.clamp_max(4)[..., None] * 0.5, torch.ones(height, width, 1)], 2).flatten(0, 1)
    label = torch.where(inside, 1.0, -1.0).flatten()
    confidence = (2 * probability - 1).abs().flatten() + 0.05
    confidence = torch.where(keep.flatten() | remove.flatten(), 20.0, confidence)
    label = torch.where(keep.flatten(), 1.0, torch.where(remove.flatten(), -1.0, label))
    n_in = (confidence * (label > 0)).sum()
    n_out = (confidence * (label < 0)).sum()
    weight = confidence * torch.where(label > 0, 1 / n_in, 1 / n_out)
    gram = flat.T @ (flat * weight[:, None]) + 2e-3 * torch.eye(flat.shape[1])
    score = flat @ torch.linalg.solve(gram, flat.T @ (weight * label))
    colour = _colour_logit(rgb, inside, label, weight)
    return torch.sigmoid(2.5 * score + 0.7 * colour).view(height, width)


def _colour_logit(rgb: torch.Tensor, inside: torch.Tensor, label: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """log of how much more often a cell's colour occurs inside than outside, clamped to what few cells can say."""
    bins = (rgb.flatten(0, 1) * (BINS - 1e-3)).long()
    index = (bins[:, 0] * BINS + bins[:, 1]) * BINS + bins[:, 2]
    cells = BINS**3
    ours = torch.zeros(cells).index_add_(0, index, weight * (label > 0))
    theirs = torch.zeros(cells).index_add_(0, index, weight * (label < 0))

    def smooth(counts: torch.Tensor) -> torch.Tensor:
        cube = counts.view(1, 1, BINS, BINS, BINS)
        return (0.5 * cube + 0.5 * F.avg_pool3d(cube, 3, 1, 1)).flatten()

    logit = torch.log((smooth(ours) + 2e-4) / (smooth(theirs) + 2e-4))
    return logit.clamp(-3, 3)[index]


Edges = tuple[torch.Tensor, torch.Tensor]


def walk_edges(rgb: torch.Tensor, sigma: float = EDGE_SIGMA) -> Edges:
    """rgb: h x w x 3. Weights of the edges down (h-1 x w) and right (h x w-1)."""
    down = (rgb[1:] - rgb[:-1]).square().sum(2)
    right = (rgb[:, 1:] - rgb[:, :-1]).square().sum(2)
    scale = 1 / (2 * sigma * sigma)
    return torch.exp(-down * scale) + 1e-3, torch.exp(-right * scale) + 1e-3


def walk(edges: Edges, target: torch.Tensor, unary: torch.Tensor, steps: int = WALK_STEPS) -> torch.Tensor:
    """Minimise sum(edge * difference^2) + sum(unary * (p - target)^2) by preconditioned conjugate gradients."""
    down, right = edges
    degree = unary.clone()
    degree[1:] += down
    degree[:-1] += down
    degree[:, 1:] += right
    degree[:, :-1] += right

    def apply(p: torch.Tensor) -> torch.Tensor:
        out = degree * p
        out[1:] -= down * p[:-1]
        out[:-1] -= down * p[1:]
        out[:, 1:] -= right * p[:, :-1]
        out[:, :-1] -= right * p[:, 1:]
        return out

    p = target.clone()
    residual = unary * target - apply(p)
    z = residual / degree
    direction, rz = z.clone(), (residual * z).sum()
    for _ in range(steps):
        if float(rz) < 1e-6:
            break
        along = apply(direction)
        alpha = rz / (direction * along).sum()
        p += alpha * direction
        residual -= alpha * along
        z = residual / degree
        rz_next = (residual * z).sum()
        direction = z + (rz_next / rz) * direction
        rz = rz_next
    return p.clamp(0, 1)


def connected(probability: torch.Tensor, seeds: torch.Tensor) -> torch.Tensor:
    """The parts of the mask that touch a seed; the rest is emptied."""
    inside = (probability > 0.4).float()[None, None]
    reached = seeds.float()[None, None]
    for _ in range(64):
        grown = reached
        for _ in range(4):
            grown = torch.minimum(F.max_pool2d(grown, 3, 1, 1), inside)
        grown = torch.maximum(grown, reached)
        if torch.equal(grown, reached):
            break
        reached = grown
    halo = F.max_pool2d(reached, 3, 1, 1)[0, 0]
    return probability * halo
