"""The first mask, and what a mark changes of a mask given. All on the grid at stride 4 of the model size.

The first one starts from what the grouping network takes for the object, what stands in front there, and the middle of
a box; then by turns a random walker fits the belief to the picture's edges, and the target model, fitted to what the
walker found, corrects the belief together with the network.
"""

import torch
import torch.nn.functional as F

from inference.contracts import Box, Prompt
from inference.engines import prompts
from inference.engines.builtin import marks, target
from inference.engines.builtin.features import Encoded
from inference.engines.builtin.front import Front, Rect
from inference.engines.builtin.grouping import Grouper
from inference.engines.builtin.target import Cells
from inference.engines.builtin.walker import connected, walk

ROUNDS = 3
UNARY = 0.04  # weight of a belief against one open edge
SEED = 100.0  # weight of a mark
BORDER, BORDER_CELLS = 0.2, 2  # weight of the guess that the picture's border is not the object, and its width
CROP = 0.7  # of the picture's shorter side, around the first mark, in which to ask again what stands in front
SUREST = 4.0  # logit of the grouping network at most, either way: more would leave nothing to the target model
BOX_LEARNT = 0.35  # weight of the grouping network in a box, where the target model knows much of the ground
FRONT, FRONT_GATE = 1.5, 0.2  # how much to believe it in every round, and from which probability at the marks on
BOX_MARGIN = 0.3  # around a box, of its longer side, for the same
BOX_FRONT, BOX_FRONT_GATE = 3.0, 0.1  # the same in a box's first round; the gate is the mean towards the box's middle
REACH, MIN_REACH = 0.2, 1.5  # of a correction: share of the object's side, cells
CHANGE = 0.25  # of probability, under which the prior's own alpha stays
HOLD = 2.0  # weight of the belief away from it
MOST_PULLS = 8  # cells of wrongly held ones that pull, of each kind


def segment(encoded: Encoded, prompt: Prompt, front: Front | None, grouper: Grouper) -> torch.Tensor:
    """What the prompt means, as 2h x 2w probability. `front`: None where the network is missing. Raises BadPrompt."""
    prompts.check(prompt, has_prior=False)
    ground = target.cells(encoded)
    learnt = grouper(encoded, prompt).clamp(-SUREST, SUREST)
    keep, remove = marks.of(prompt, ground.size)
    if prompt.box is not None:
        return _in_box(encoded, ground, prompt.box, keep, remove, front, learnt)
    border = torch.ones_like(keep)
    border[BORDER_CELLS:-BORDER_CELLS, BORDER_CELLS:-BORDER_CELLS] = False
    border &= F.max_pool2d(keep[None].float(), 13, 1, 6)[0] < 0.5
    seen, trust = torch.zeros(ground.size), torch.zeros(())
    if front:
        seen = _front_at(encoded, front, keep)
        trust = ((seen[keep].amax() - FRONT_GATE) / (1 - FRONT_GATE)).clamp(0, 1)
    prior = FRONT * trust * (4 * seen - 2) + learnt
    return _look(ground, prior, keep, remove, seen * trust, prior, border=border)


def _in_box(
    encoded: Encoded,
    ground: Cells,
    box: Box,
    keep: torch.Tensor,
    remove: torch.Tensor,
    front: Front | None,
    learnt: torch.Tensor,
) -> torch.Tensor:
    """What is outside the box is not the object, but for what is marked."""
    depth = marks.depth(box, ground.size)
    seen, trust = torch.zeros(ground.size), torch.zeros(())
    if front:
        seen = _front_in(encoded, front, _around(box, encoded.picture.shape[:2]))
        middle = depth.clamp_min(0)
        trust = (2 * ((seen * middle).sum() / middle.sum().clamp_min(1e-3) - BOX_FRONT_GATE)).clamp(0, 1)
    belief = depth.clamp(-0.5, 1) - 0.25 + BOX_FRONT * trust * (4 * seen - 2) + BOX_LEARNT * learnt
    return _look(ground, belief, keep, remove, seen * trust, BOX_LEARNT * learnt, outside=depth < 0)


def _look(
    ground: Cells,
    belief: torch.Tensor,
    keep: torch.Tensor,
    remove: torch.Tensor,
    seen: torch.Tensor,
    prior: torch.Tensor,
    *,
    border: torch.Tensor | None = None,
    outside: torch.Tensor | None = None,
) -> torch.Tensor:
    """belief: logits of the first round. prior: logits that are added to each refit.

    `border` is held to be ground in the first round, `outside` for good. Returns probability.
    """
    probability = torch.sigmoid(belief)
    for index in range(ROUNDS):
        goal = torch.where(keep, 1.0, torch.where(remove, 0.0, torch.sigmoid(belief)))
        pull = UNARY + SEED * (keep | remove)
        if border is not None and index == 0:
            pull = pull + BORDER * border
            goal = torch.where(border & ~keep, 0.0, goal)
        if outside is not None:
            pull = torch.where(outside & ~keep, SEED, pull)
            goal = torch.where(outside & ~keep, 0.0, goal)
        probability = walk(ground.edges, goal, pull)
        if keep.any() and outside is None:
            probability = connected(probability, keep)
        if index < ROUNDS - 1:
            belief = target.refit(ground, probability, keep, remove, seen) + prior
    return probability


def _front_at(encoded: Encoded, front: Front, keep: torch.Tensor) -> torch.Tensor:
    """What stands in front, by the whole picture and by a square around the first kept cell, h x w of `keep`."""
    height, width = encoded.picture.shape[:2]
    row, column = (int(v) for v in keep.nonzero()[0])
    side = int(min(height, width) * CROP)
    top = min(max(row * height // keep.shape[0] - side // 2, 0), height - side)
    left = min(max(column * width // keep.shape[1] - side // 2, 0), width - side)
    whole = front(encoded.picture, (0, 0, height, width))
    whole = F.interpolate(whole[None, None], (height, width), mode="bilinear")[0, 0]
    area = slice(top, top + side), slice(left, left + side)
    near = front(encoded.picture, (top, left, top + side, left + side))
    whole[area] = (whole[area] + F.interpolate(near[None, None], (side, side), mode="bilinear")[0, 0]) / 2
    return F.interpolate(whole[None, None], keep.shape, mode="area")[0, 0]


def _front_in(encoded: Encoded, front: Front, rect: Rect) -> torch.Tensor:
    """What stands in front in a rectangle, at stride 4; 0 outside it."""
    top, left, bottom, right = rect
    whole = torch.zeros(encoded.picture.shape[:2])
    seen = front(encoded.picture, rect)[None, None]
    whole[top:bottom, left:right] = F.interpolate(seen, (bottom - top, right - left), mode="bilinear")[0, 0]
    return F.interpolate(whole[None, None], encoded.rgb.shape[:2], mode="area")[0, 0]


def _around(box: Box, size: tuple[int, int]) -> Rect:
    """The box with a margin, in pixels, as far as there is picture."""
    height, width = size
    top, left, bottom, right = box.top * height, box.left * width, box.bottom * height, box.right * width
    more = BOX_MARGIN * max(bottom - top, right - left)
    return (
        max(0, int(top - more)),
        max(0, int(left - more)),
        min(height, int(bottom + more) + 1),
        min(width, int(right + more) + 1),
    )


def correct(encoded: Encoded, prompt: Prompt, prior: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The prior, changed around the marks that contradict it: as far as cells look like those, and no edge stops it.

    Away from them it holds: a person who marks one spot of a finished mask means that spot. prior: uint8 H x W of the
    picture. Returns 2h x 2w probability, and where it differs from the prior, 0..1. Raises BadPrompt.
    """
    prompts.check(prompt, has_prior=True)
    ground = target.cells(encoded)
    height, width = ground.size
    keep, remove = marks.of(prompt, ground.size, around=0)
    belief = F.interpolate(prior[None, None].float() / 255, (height, width), mode="area")[0, 0]
    reach = max(MIN_REACH, REACH * float((belief > 0.5).sum()) ** 0.5)
    ys, xs = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    flat = ground.descriptors.flatten(0, 1)
    opened = torch.zeros(height, width)
    goal = belief
    for seeds, value in ((keep, 1.0), (remove, 0.0)):
        wrong = (seeds & ((belief < 0.5) if value else (belief > 0.5))).nonzero()
        for y, x in wrong[:: len(wrong) // MOST_PULLS + 1].tolist():
            near = torch.exp(-((ys - y) ** 2 + (xs - x) ** 2) / (2 * reach**2))
            like = torch.exp(-(torch.cdist(flat, ground.descriptors[y, x][None]).view(height, width) ** 2))
            pull = near * like
            goal = torch.where(pull > opened, belief + (value - belief) * pull, goal)
            opened = torch.maximum(opened, pull)
    goal = torch.where(keep, 1.0, torch.where(remove, 0.0, goal))
    unary = HOLD * (1 - opened) ** 2 + UNARY + (keep | remove).float() * SEED
    probability = walk(ground.edges, goal, unary)
    changed = ((probability - belief).abs() > CHANGE).float()[None, None]
    return probability, F.max_pool2d(changed, 3, 1, 1)[0, 0]
