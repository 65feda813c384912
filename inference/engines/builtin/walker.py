"""A random walker on the picture's edges: probabilities that agree with a belief and change where the picture does.

Grady 2006, with the belief as each cell's own pull (his extension by priors of 2005).
"""

import numpy as np
import torch
from scipy import ndimage

EDGE_SIGMA = 0.06  # colour difference (0..1) across which the walker seldom goes
STEPS = 40  # conjugate gradient steps at most
INSIDE = 0.4  # probability of what counts as one part

Edges = tuple[torch.Tensor, torch.Tensor]


def walk_edges(rgb: torch.Tensor, sigma: float = EDGE_SIGMA) -> Edges:
    """rgb: h x w x 3. Weights of the edges down (h-1 x w) and right (h x w-1)."""
    down = (rgb[1:] - rgb[:-1]).square().sum(2)
    right = (rgb[:, 1:] - rgb[:, :-1]).square().sum(2)
    scale = 1 / (2 * sigma * sigma)
    return torch.exp(-down * scale) + 1e-3, torch.exp(-right * scale) + 1e-3


def walk(edges: Edges, target: torch.Tensor, unary: torch.Tensor, steps: int = STEPS) -> torch.Tensor:
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
    labels, count = ndimage.label((probability > INSIDE).numpy(), np.ones((3, 3)))
    touched = np.zeros(count + 1, bool)
    touched[labels[seeds.numpy()]] = True
    touched[0] = False
    reached = ndimage.binary_dilation(touched[labels], np.ones((3, 3)))
    return probability * torch.from_numpy(reached)
