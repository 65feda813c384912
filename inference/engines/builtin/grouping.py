"""What belongs to the clicked object: a small network on the encoder's features, learnt from composed pictures.

It sees how like every cell is to the prompted ones, where the prompts are, and the features themselves. How it was
learnt, from what and with which figures: inference/training and docs/rotoscoping.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

from inference import weights
from inference.contracts import Prompt
from inference.engines.builtin import marks
from inference.engines.builtin.features import Encoded

WEIGHTS = "grouping.safetensors"

FINE, COARSE, DEEP = 40, 80, 192  # channels of the encoder's outputs
PROJECTED = 16
NEAR, FAR = 1.0, 5.0  # cells: how far a prompt's mark reaches
COLOUR_SIGMA = 0.15
ONE_BY_ONE = 5  # points that are told singly; those before them together
PER_STROKE = 6  # places of a stroke that are told
WIDTHS = (24, 64, 96, 128)
MARKS = 3 * 2 + 2 + 4 + 2 + 12  # likeness, colour, place, box and belief, the picture

Features = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


class Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(width)
        self.second = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = F.relu(self.first_norm(self.first(x)))
        return F.relu(x + self.second_norm(self.second(y)))


class Grouping(nn.Module):
    """Logits at stride 4 from features at strides 8 and 16, and prompts."""

    def __init__(self) -> None:
        super().__init__()
        self.project = nn.ModuleList(
            nn.Sequential(nn.BatchNorm2d(width), nn.Conv2d(width, PROJECTED, 1)) for width in (FINE, COARSE, DEEP)
        )
        self.enter = nn.Conv2d(3 * PROJECTED + MARKS, WIDTHS[0], 1)
        self.down = nn.ModuleList(nn.Conv2d(a, b, 3, stride=2, padding=1) for a, b in pairwise(WIDTHS))
        self.levels = nn.ModuleList(Residual(width) for width in WIDTHS)
        self.up = nn.ModuleList(nn.Conv2d(a + b, a, 1) for a, b in pairwise(WIDTHS))
        self.leave = nn.Conv2d(WIDTHS[0], 4, 1)

    def forward(
        self,
        features: Features,
        rgb: torch.Tensor,
        points: torch.Tensor,
        box: torch.Tensor,
        belief: torch.Tensor,
    ) -> torch.Tensor:
        """What the prompts mean, N x 1 x 2h x 2w logits. See `look` and `answer`."""
        return self.answer(self.look(features, rgb), points, box, belief)

    def look(self, features: Features, rgb: torch.Tensor) -> "Look":
        """What no prompt changes. features: fine N x 40 x h x w at stride 8; coarse N x 80 and deep N x 192 at 16.

        rgb: N x 3 x 2h x 2w, 0..1.
        """
        size = features[0].shape[-2:]
        planes = [features[0], *(F.interpolate(f, size, mode="bilinear") for f in features[1:])]
        projected = [layer(plane) for layer, plane in zip(self.project, planes, strict=True)]
        units = [F.normalize((plane - plane.mean((2, 3), keepdim=True)).flatten(2), dim=1) for plane in planes]
        return Look(torch.cat(projected, 1), units, rgb)

    def answer(self, look: "Look", points: torch.Tensor, box: torch.Tensor, belief: torch.Tensor) -> torch.Tensor:
        """points: N x K x 3 of (x, y, sign): 0..1, sign 1 keeps, -1 removes, 0 is no point. Returns logits as `box`.

        box: N x 1 x 2h x 2w, 1 within; all 0: none. belief: the mask so far, N x 1 x 2h x 2w, 0..1.
        """
        x = F.relu(self.enter(torch.cat([look.projected, self.marks(look, points, box, belief)], 1)))
        kept = []
        for index, level in enumerate(self.levels):
            x = level(F.relu(self.down[index - 1](x)) if index else x)
            kept.append(x)
        for index in range(len(self.up) - 1, -1, -1):
            wide = F.interpolate(x, kept[index].shape[-2:], mode="bilinear")
            x = F.relu(self.up[index](torch.cat([kept[index], wide], 1)))
        return F.pixel_shuffle(self.leave(x), 2)

    @staticmethod
    def marks(look: "Look", points: torch.Tensor, box: torch.Tensor, belief: torch.Tensor) -> torch.Tensor:
        """What the prompts say of every cell: N x MARKS x h x w."""
        n, _, h, w = look.projected.shape
        column = (points[..., 0] * w - 0.5).clamp(0, w - 1)
        row = (points[..., 1] * h - 0.5).clamp(0, h - 1)
        cell = (row.round().long() * w + column.round().long())[:, None]  # N x 1 x K
        ys = torch.arange(h).view(1, 1, h, 1) - row.view(n, -1, 1, 1)
        xs = torch.arange(w).view(1, 1, 1, w) - column.view(n, -1, 1, 1)
        distance = ys**2 + xs**2  # N x K x h x w
        kinds = [(points[..., 2] > 0).view(n, -1, 1, 1), (points[..., 2] < 0).view(n, -1, 1, 1)]
        out = []
        for unit in look.units:
            at = unit.gather(2, cell.expand(n, unit.shape[1], -1))  # N x C x K
            like = torch.einsum("nck,ncp->nkp", at, unit).view(n, -1, h, w)
            out += [like.masked_fill(~kind, -1).amax(1, keepdim=True) for kind in kinds]
        flat = F.avg_pool2d(look.rgb, 2).flatten(2)
        at = flat.gather(2, cell.expand(n, 3, -1))
        apart = (at[..., None] - flat[:, :, None]).square().sum(1).view(n, -1, h, w)
        near_colour = torch.exp(-apart / (2 * COLOUR_SIGMA**2))
        out += [(near_colour * kind).amax(1, keepdim=True) for kind in kinds]
        for sigma in (NEAR, FAR):
            out += [(torch.exp(-distance / (2 * sigma**2)) * kind).amax(1, keepdim=True) for kind in kinds]
        out += [F.avg_pool2d(box, 2), F.avg_pool2d(belief, 2), F.pixel_unshuffle(look.rgb - 0.5, 2)]
        return torch.cat(out, 1)


@dataclass(frozen=True)
class Look:
    """A picture as the network sees it before any prompt. projected: N x 48 x h x w. rgb: N x 3 x 2h x 2w, 0..1.

    units: each depth's features, N x C x hw, centred over the picture and of unit length a cell.
    """

    projected: torch.Tensor
    units: list[torch.Tensor]
    rgb: torch.Tensor


class Grouper:
    """The network with its learnt weights."""

    def __init__(self, deeper: Callable[[torch.Tensor], torch.Tensor]) -> None:
        """deeper: from the encoder's coarse tap to its deepest, at stride 16."""
        self._deeper = deeper
        self._model = Grouping()
        held = load_file(weights.bundled(WEIGHTS))
        self._model.load_state_dict({name: value.float() for name, value in held.items()}, strict=False)
        self._model.eval()

    def __call__(self, encoded: Encoded, prompt: Prompt) -> torch.Tensor:
        """What the prompt means, as logits 2h x 2w. Each point answers what was made of those before it."""
        fine, coarse = encoded.taps
        look = self._model.look((fine, coarse, self._deeper(coarse)), encoded.rgb.permute(2, 0, 1)[None])
        size = (encoded.rgb.shape[0], encoded.rgb.shape[1])
        box = torch.zeros(1, 1, *size)
        if prompt.box is not None:
            box[0, 0] = (marks.depth(prompt.box, size) > 0).float()
        painted = [(*place, stroke.keep) for stroke in prompt.strokes for place in _spread(stroke.places)]
        told = [*painted, *((point.x, point.y, point.keep) for point in prompt.points)]
        said = [(x, y, 1.0 if keep else -1.0) for x, y, keep in told]
        first = max(len(painted), len(said) - ONE_BY_ONE, 0 if prompt.box else 1)
        logits = torch.zeros(1, 1, *size)
        belief = torch.zeros(1, 1, *size)
        for count in range(first, len(said) + 1):
            points = torch.tensor(said[:count] or [(0.0, 0.0, 0.0)], dtype=torch.float32)[None]
            logits = self._model.answer(look, points, box, belief)
            belief = torch.sigmoid(logits)
        return logits[0, 0]


def _spread(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """At most PER_STROKE of them, evenly."""
    step = -(-len(places) // PER_STROKE)
    return list(places[step // 2 :: step])
