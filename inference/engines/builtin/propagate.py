"""Following the object from frame to frame: matches in memory, and where nothing matches, the target model.

Only cells around where the object was last take part; where it was gone, all do.
"""

import torch
import torch.nn.functional as F

from inference.contracts import BadPrompt, SceneCut
from inference.engines.builtin.features import Encoded
from inference.engines.builtin.matching import attend
from inference.engines.builtin.memory import HELD, SUB, Entry, Memory, area_of, around, with_one
from inference.engines.builtin.walker import walk, walk_edges

MARGIN = 7  # cells that the object may move from one frame to the next, either way
MODEL_GAIN = 4.0
RIDGE = 4e-3
UNKNOWN, KNOWN = 0.55, 0.9  # likeness of the best match below which, above which it counts for nothing, in full
LOST_MARGIN = 3  # cells around where the target model sees it again
TRUST = 0.7  # in a full match; the target model has the rest
SAME_SCENE = 0.6  # mean likeness to the frame before; neighbours measured 0.81 and more, other scenes 0.57 and less
SAMPLE = 4  # every so many cells, down and across, are asked for that


def step(memory: Memory, frame: int, encoded: Encoded, *, is_far: bool = False) -> torch.Tensor:
    """Probability on the grid at stride 4. `is_far`: the object may be anywhere.

    Raises BadPrompt for no memory, SceneCut for a frame that shows another scene than the last one.
    """
    last = memory.last
    if last is None:
        raise BadPrompt("There is no mask to follow yet: click on the object in any frame.")
    h, w = encoded.grid
    if last.keys.shape[:2] != (h, w):
        raise BadPrompt("The size of the picture changed in the middle of the clip: the object cannot be followed.")
    if not is_far and is_cut(encoded, last):
        raise SceneCut(frame)
    probability = torch.zeros(2 * h, 2 * w)
    entries = memory.entries
    if all(entry.centre is None for entry in entries):
        return probability
    likely = torch.sigmoid(MODEL_GAIN * (with_one(encoded.keys.flatten(0, 1)) @ _model(entries))).view(h, w)
    place = None if is_far else last.centre
    asked = around(last.mask.amax(2) > HELD, MARGIN) if place else around(likely > 0.5, LOST_MARGIN)
    area = area_of(asked)
    if area is None:
        return probability  # gone, and nowhere to be seen
    top, bottom, left, right = area
    looked, found, alike = attend(encoded.keys, asked, entries, frame, place)
    known = (((alike - UNKNOWN) / (KNOWN - UNKNOWN)).clamp(0.0, 1.0) * TRUST)[..., None]
    cells = known * found + (1 - known) * (likely * looked)[..., None]
    cells = cells[top:bottom, left:right]
    fine = F.pixel_shuffle(cells.permute(2, 0, 1)[None], SUB)
    belief = F.avg_pool2d(fine, SUB // 2)[0, 0]
    quarter = (slice(2 * top, 2 * bottom), slice(2 * left, 2 * right))
    sure = (2 * belief - 1).abs()
    probability[quarter] = walk(walk_edges(encoded.rgb[quarter]), belief, 0.15 + 0.6 * sure, steps=16)
    return probability


def _model(entries: list[Entry]) -> torch.Tensor:
    """The target model: what tells the object from what is around it, over all that is remembered. C+1 weights."""
    shares = [1.0 if e.is_human else 0.15 for e in entries]
    gram = sum((s * e.gram for s, e in zip(shares, entries, strict=True)), torch.zeros(()))
    moment = sum((s * e.moment for s, e in zip(shares, entries, strict=True)), torch.zeros(()))
    solved: torch.Tensor = torch.linalg.solve(gram + RIDGE * sum(shares) * torch.eye(len(moment)), moment)
    return solved


def is_cut(encoded: Encoded, last: Entry) -> bool:
    """Whether hardly any cell finds, anywhere in the last frame, one that looks like it."""
    asked = encoded.keys[SAMPLE // 2 :: SAMPLE, SAMPLE // 2 :: SAMPLE].flatten(0, 1)
    asked = asked[asked.norm(dim=1) > 0.5]  # a cell of plain grey has no key
    if len(asked) == 0:
        return False
    alike = asked @ last.units[:-1].T
    return float(alike.amax(1).mean()) < SAME_SCENE
