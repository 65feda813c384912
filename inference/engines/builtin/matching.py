"""Each cell asks the remembered frames what looked like it, nearby, and what that was: attention in windows.

The cells asked about are covered by square tiles; a tile's cells share one window of each remembered frame, so that the
work grows with the object and not with its square.
"""

import torch

from inference.engines.builtin.features import Keys
from inference.engines.builtin.memory import Voice

TILE = 8  # cells a side
REACH = 5  # cells around a tile that it may look at
TEMPERATURE = 0.04
NEARER = 0.006  # likeness lost a cell of distance to the next frame


def attend(
    keys: Keys, asked: torch.Tensor, voices: list[Voice], frame: int, place: tuple[float, float] | None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """What the cells `asked` about (bool h x w), and those in one tile with them, find in memory.

    keys: the frame's. `place`: where the object was last, row and column; None searches everywhere. Returns
    which cells were looked at (bool h x w), what their matches held (h x w x COLUMNS - 1, 0 for others) and how alike
    the best was (h x w, 0 for others).
    """
    h, w = asked.shape
    corners = _corners(asked)
    cells = asked.flatten().nonzero().T if place is None else _index(corners, (h, w), 0, 0, 0)
    query = _take(keys.flat, cells) / TEMPERATURE
    found, best = torch.zeros(1), torch.full(cells.shape, -torch.inf)
    for voice in voices:
        entry = voice.entry
        if place is None:
            index = torch.arange(h * w + 1)[None]
            window, held = entry.keys.flat[None], entry.values[None]
            loss = torch.full((1, 1), -1.0)
        else:
            # a window lies about what the object was then as the tile lies about where it was last
            down, across = (round(then - now) for then, now in zip(entry.centre or place, place, strict=True))
            index = _index(corners, (h, w), down, across, REACH)
            window, held = _take(entry.keys.flat, index), _take(entry.values, index)
            loss = _penalty(abs(frame - entry.frame)) - 1
        # softmax without its own maximum, so that entries add up: likeness is 1 at most
        loss = loss / TEMPERATURE
        if voice.log_trust is not None:
            loss = loss + voice.log_trust[index][:, None]
        alike = torch.baddbmm(loss, query, window.transpose(1, 2))
        best = torch.maximum(best, alike.amax(2))
        found = found + torch.bmm(alike.exp_(), held)
    spread = torch.zeros(h * w + 1, found.shape[2])
    spread[cells] = torch.cat(
        [found[..., :-1] / found[..., -1:].clamp_min(1e-30), best[..., None] * TEMPERATURE + 1], 2
    )
    looked = torch.zeros(h * w + 1, dtype=torch.bool)
    looked[cells] = True
    spread = spread[:-1].view(h, w, -1)
    return looked[:-1].view(h, w), spread[..., :-1], spread[..., -1]


def _corners(asked: torch.Tensor) -> torch.Tensor:
    """Row and column where each tile begins: bands from the first row asked about, in each a tile where need is."""
    corners = []
    for top in range(int(asked.any(1).nonzero()[0, 0]), asked.shape[0], TILE):
        columns, free = asked[top : top + TILE].any(0).nonzero()[:, 0].tolist(), 0
        for column in columns:
            if column >= free:
                corners.append((top, column))
                free = column + TILE
    return torch.tensor(corners)


def _index(corners: torch.Tensor, size: tuple[int, int], down: int, across: int, reach: int) -> torch.Tensor:
    """tiles x cells: which cells of the flat grid tiles cover, moved by (down, across), `reach` larger each way.

    h*w stands for what lies outside the picture.
    """
    h, w = size
    offsets = torch.arange(-reach, TILE + reach)
    rows, columns = corners[:, :1] + down + offsets, corners[:, 1:] + across + offsets
    is_inside = ((rows >= 0) & (rows < h))[:, :, None] & ((columns >= 0) & (columns < w))[:, None]
    return (rows[:, :, None] * w + columns[:, None]).where(is_inside, h * w).flatten(1)


def _take(rows: torch.Tensor, index: torch.Tensor) -> torch.Tensor:
    return rows.index_select(0, index.flatten()).view(*index.shape, -1)


def _penalty(gap: int) -> torch.Tensor:
    """What likeness loses by distance, a tile's cells against its window's: a mild wish that decides between equals."""
    distance = (torch.arange(TILE)[:, None] + REACH - torch.arange(TILE + 2 * REACH)[None]).abs().float()
    loss = -NEARER * distance / (1 + gap / 4)
    return (loss[:, None, :, None] + loss[None, :, None, :]).reshape(TILE**2, -1)
