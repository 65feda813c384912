"""Following the object from frame to frame: matches in memory, and where nothing matches, the target model.

Only cells around where the object was last take part; where it was gone, all do.
"""

import torch
import torch.nn.functional as F

from inference.contracts import BadPrompt, SceneCut
from inference.engines.builtin.features import Encoded
from inference.engines.builtin.matching import attend
from inference.engines.builtin.memory import HELD, SUB, Memory, Voice, area_of, around
from inference.engines.builtin.walker import walk, walk_edges
from inference.words import sentence

MARGIN = 2  # cells around where the object was that are asked about in any case
FAR_MARGIN = 7  # and those where the target model sees it: so far may it move from one frame to the next
MODEL_GAIN = 4.0
RIDGE = 4e-3
UNKNOWN, KNOWN = 0.55, 0.9  # likeness of the best match below which, above which it counts for nothing, in full
LOST_MARGIN = 2  # cells around where the target model sees it again
TRUST = 0.7  # in a full match; the target model has the rest
CARRIED = 0.2, 0.8  # share of what was changed in a cell's matches, from which on it counts, from which in full
SAME_SCENE = 0.6  # mean likeness to the frame before; neighbours measured 0.81 and more, other scenes 0.57 and less


def step(
    memory: Memory, frame: int, encoded: Encoded, *, is_far: bool = False, is_mending: bool = False
) -> tuple[torch.Tensor, torch.Tensor]:
    """Probability on the grid at stride 4, and how far it follows from a correction, 0..1 on that at stride 8.

    `is_far`: the object may be anywhere. `is_mending`: of a corrected frame nothing counts but what was changed.

    Raises BadPrompt for no memory, SceneCut for a frame that shows another scene than the last one.
    """
    last = memory.last
    if last is None:
        raise BadPrompt(sentence("There is no mask to follow yet: click on the object in any frame."))
    h, w = encoded.keys.size
    if last.keys.size != (h, w):
        raise BadPrompt(
            sentence("The size of the picture changed in the middle of the clip: the object cannot be followed.")
        )
    if not is_far and encoded.keys.likeness(last.keys) < SAME_SCENE:
        raise SceneCut(frame)
    probability, changed = torch.zeros(2 * h, 2 * w), torch.zeros(h, w)
    voices = memory.voices(is_mending=is_mending)
    if all(voice.entry.centre is None for voice in voices):
        return probability, changed
    model = _model(voices)
    likely = torch.sigmoid(MODEL_GAIN * (encoded.keys.flat[:-1] @ model[:-1] + model[-1])).view(h, w)
    place = None if is_far else last.centre
    if place:
        held = last.mask.amax(2) > HELD
        asked = around(held, MARGIN) | around((likely > 0.5) & around(held, FAR_MARGIN), 1)
    else:
        asked = around(likely > 0.5, LOST_MARGIN)
    area = area_of(asked)
    if area is None:
        return probability, changed  # gone, and nowhere to be seen
    top, bottom, left, right = area
    looked, found, alike = attend(encoded.keys, asked, voices, frame, place)
    known = ((alike - UNKNOWN) / (KNOWN - UNKNOWN)).clamp(0.0, 1.0)[..., None]
    if is_mending:
        share = known[..., 0] * found[..., SUB * SUB]
        changed = ((share - CARRIED[0]) / (CARRIED[1] - CARRIED[0])).clamp(0, 1)
    known = TRUST * known
    cells = known * found[..., : SUB * SUB] + (1 - known) * (likely * looked)[..., None]
    cells = cells[top:bottom, left:right]
    fine = F.pixel_shuffle(cells.permute(2, 0, 1)[None], SUB)
    belief = F.avg_pool2d(fine, SUB // 2)[0, 0]
    quarter = (slice(2 * top, 2 * bottom), slice(2 * left, 2 * right))
    sure = (2 * belief - 1).abs()
    probability[quarter] = walk(walk_edges(encoded.rgb[quarter]), belief, 0.15 + 0.6 * sure, steps=16)
    return probability, changed


def _model(voices: list[Voice]) -> torch.Tensor:
    """The target model: what tells the object from what is around it, over all that is remembered. C+1 weights."""
    gram = sum((v.share * v.sums[0] for v in voices), torch.zeros(()))
    moment = sum((v.share * v.sums[1] for v in voices), torch.zeros(()))
    ridge = RIDGE * sum(v.share for v in voices)
    solved: torch.Tensor = torch.linalg.solve(gram + ridge * torch.eye(len(moment)), moment)
    return solved
