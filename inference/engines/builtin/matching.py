"""Each cell asks the remembered frames what looked like it, nearby, and what that was: attention in windows.

The area asked about is cut into square tiles; a tile's cells share one window of each remembered frame, so that the
work grows with the area and not with its square.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F

from inference.engines.builtin.memory import Area, Entry

TILE = 8  # cells a side
REACH = 7  # cells around a tile that it may look at
TEMPERATURE = 0.04
NEARER = 0.006  # likeness lost a cell of distance to the next frame


@dataclass(frozen=True)
class Tiles:
    """rows x columns tiles of height x width cells, the first at (top, left)."""

    top: int
    left: int
    rows: int
    columns: int
    height: int
    width: int


def attend(
    keys: torch.Tensor, area: Area, entries: list[Entry], frame: int, place: tuple[float, float] | None
) -> tuple[torch.Tensor, torch.Tensor]:
    """keys: h x w x C of the frame asked about. `place`: where the object was last, row and column; None searches
    everywhere. Returns what the matches held (area's h x w x SUB*SUB, 0..1) and how alike the best was (h x w)."""
    top, bottom, left, right = area
    height, width = bottom - top, right - left
    if place is None:
        tiles = Tiles(top, left, 1, 1, height, width)
    else:
        tiles = Tiles(top, left, -(-height // TILE), -(-width // TILE), TILE, TILE)
    query = _cut(keys, tiles, 0, 0, reach=0)
    likeness, values = [], []
    for entry in entries:
        if place is None:
            window, held = entry.units.flatten(0, 1)[None], entry.values.flatten(0, 1)[None]
            likeness.append(torch.bmm(query, window.transpose(1, 2)))
        else:
            # a window lies about what the object was then as the tile lies about where it was last
            down, across = (round(then - now) for then, now in zip(entry.centre or place, place, strict=True))
            window, held = (_cut(grid, tiles, down, across, REACH) for grid in (entry.units, entry.values))
            alike = torch.bmm(query, window.transpose(1, 2))
            likeness.append(alike + _penalty(abs(frame - entry.frame)))
        values.append(held)
    alike = torch.cat(likeness, 2)
    best = alike.amax(2)
    found = torch.bmm(torch.softmax(alike / TEMPERATURE, 2), torch.cat(values, 1))
    return _join(found, tiles)[:height, :width], _join(best[..., None], tiles)[:height, :width, 0]


def _cut(grid: torch.Tensor, tiles: Tiles, down: int, across: int, reach: int) -> torch.Tensor:
    """tiles x cells x channels of h x w x channels, moved by (down, across), `reach` larger each way.

    Zero outside the picture.
    """
    channels = grid.shape[2]
    tall, wide = tiles.height + 2 * reach, tiles.width + 2 * reach
    top, left = tiles.top + down - reach, tiles.left + across - reach
    bottom, right = top + (tiles.rows - 1) * tiles.height + tall, left + (tiles.columns - 1) * tiles.width + wide
    inner = grid[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    above, before = min(max(-top, 0), bottom - top), min(max(-left, 0), right - left)
    below, after = bottom - top - above - inner.shape[0], right - left - before - inner.shape[1]
    padded = F.pad(inner, (0, 0, before, after, above, below))
    cells = padded.unfold(0, tall, tiles.height).unfold(1, wide, tiles.width)  # rows, columns, channels, tall, wide
    return cells.permute(0, 1, 3, 4, 2).reshape(tiles.rows * tiles.columns, tall * wide, channels)


def _join(cells: torch.Tensor, tiles: Tiles) -> torch.Tensor:
    """The grid again, from tiles x cells x channels."""
    grid = cells.view(tiles.rows, tiles.columns, tiles.height, tiles.width, -1).permute(0, 2, 1, 3, 4)
    return grid.reshape(tiles.rows * tiles.height, tiles.columns * tiles.width, -1)


def _penalty(gap: int) -> torch.Tensor:
    """What likeness loses by distance, a tile's cells against its window's: a mild wish that decides between equals."""
    distance = (torch.arange(TILE)[:, None] + REACH - torch.arange(TILE + 2 * REACH)[None]).abs().float()
    loss = -NEARER * distance / (1 + gap / 4)
    return (loss[:, None, :, None] + loss[None, :, None, :]).reshape(TILE**2, -1)
