"""What is remembered of an object: prompted frames, the newest ones, and both as bytes.

Keys are whole in steps of 1/127, and go into bytes as such, so that a dumped memory steps exactly as its original.
"""

import struct
import zlib
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as F

from inference.contracts import BadMemory
from inference.engines.base import Alpha
from inference.engines.builtin.features import CHANNELS, STEPS, Encoded, Keys, keys_of

HUMANS = 3
RECENT = 1  # more were no better: they repeat each other's mistakes
SUB = 4  # mask values a cell and side: the mask is kept at stride 2 of the model size
HELD = 100  # of 255: a cell with a mask value above it holds some of the object
NEAR = 7  # cells around the object whose background it must be told from
SPARSE = 2  # of the other cells every second counts, down and across
FAR = 0.2 * SPARSE**2  # as one of four that weigh a fifth each
LIMIT = 4_000_000  # bytes of a dump, packed or not
MAGIC = b"PHMB"
VERSION = 3
HEAD = struct.Struct("<4sBBHHHI")
ENTRY = struct.Struct("<iB")

Area = tuple[int, int, int, int]  # cells: top, bottom, left, right


@dataclass
class Entry:
    """keys: shared with the frame's other objects. mask: uint8 h x w x SUB*SUB. The rest follows from these."""

    frame: int
    is_human: bool
    keys: Keys
    mask: torch.Tensor
    values: torch.Tensor = field(init=False)  # the mask in 0..1 and a column of ones, flat, and a row of zeros
    centre: tuple[float, float] | None = field(init=False)  # row, column of the object; None without one
    gram: torch.Tensor = field(init=False)  # of the ridge regression from keys to mask: C+1 x C+1, and C+1
    moment: torch.Tensor = field(init=False)

    def __post_init__(self) -> None:
        values = self.mask.float() / 255
        share = values.mean(2)
        self.values = F.pad(with_one(values.flatten(0, 1)), (0, 0, 0, 1))
        self.centre = _centre(share)
        label = 2 * share - 1
        near, rest = _told_from(share)
        asked = torch.cat([near, rest])
        flat = with_one(self.keys.flat[asked])
        label = label.flatten()[asked]
        ours, theirs = label.clamp_min(0), (-label).clamp_min(0)
        theirs[len(near) :] *= FAR
        weight = ours / ours.sum().clamp_min(1.0) + theirs / theirs.sum().clamp_min(1.0)
        self.gram = flat.T @ (flat * weight[:, None])
        self.moment = flat.T @ (weight * label)


def around(cells: torch.Tensor, margin: int) -> torch.Tensor:
    """The true cells of h x w, and those within `margin` of one, down and across."""
    side = 2 * margin + 1
    wide = F.max_pool2d(cells[None].float(), (1, side), 1, (0, margin))
    return F.max_pool2d(wide, (side, 1), 1, (margin, 0))[0] > 0


def area_of(cells: torch.Tensor) -> Area | None:
    """The rectangle around the true ones of h x w, or None for none."""
    rows, columns = cells.any(1).nonzero(), cells.any(0).nonzero()
    if len(rows) == 0:
        return None
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def with_one(flat: torch.Tensor) -> torch.Tensor:
    return torch.cat([flat, torch.ones(len(flat), 1)], 1)


def _centre(share: torch.Tensor) -> tuple[float, float] | None:
    total = float(share.sum())
    if total < 0.5:
        return None
    h, w = share.shape
    return float(share.sum(1) @ torch.arange(h).float()) / total, float(share.sum(0) @ torch.arange(w).float()) / total


def _told_from(share: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Flat indices of the cells in and near the object, and of some of the others."""
    near = around(share > 0.5, NEAR) | (share > 0)
    some = torch.zeros_like(near)
    some[::SPARSE, ::SPARSE] = True
    return near.flatten().nonzero()[:, 0], (some & ~near).flatten().nonzero()[:, 0]


@dataclass
class Memory:
    humans: list[Entry] = field(default_factory=list)
    recent: list[Entry] = field(default_factory=list)  # oldest first

    @property
    def last(self) -> Entry | None:
        if self.recent:
            return self.recent[-1]
        return self.humans[-1] if self.humans else None

    @property
    def entries(self) -> list[Entry]:
        """Each remembered frame once."""
        return list({entry.frame: entry for entry in self.humans + self.recent}.values())


def make_entry(frame: int, encoded: Encoded, alpha: Alpha, *, is_human: bool) -> Entry:
    h, w = encoded.keys.size
    fine = F.interpolate(torch.from_numpy(alpha)[None, None].float(), (h * SUB, w * SUB), mode="area")
    mask = F.pixel_unshuffle(fine, SUB)[0].permute(1, 2, 0).round().to(torch.uint8).contiguous()
    return Entry(frame, is_human, encoded.keys, mask)


def remember(memory: Memory, entry: Entry) -> None:
    if entry.is_human:
        memory.humans = [e for e in memory.humans if e.frame != entry.frame] + [entry]
        if len(memory.humans) > HUMANS:
            memory.humans.pop(0)
    memory.recent = [e for e in memory.recent if e.frame != entry.frame]
    memory.recent.append(entry)
    if len(memory.recent) > RECENT:
        memory.recent.pop(0)


def dump(memory: Memory) -> bytes:
    entries = memory.humans + [e for e in memory.recent if all(e is not human for human in memory.humans)]
    recent = [next(i for i, e in enumerate(entries) if e is r) for r in memory.recent]
    h, w, c = entries[0].keys.grid.shape if entries else (0, 0, 0)
    body = bytearray([len(entries), len(memory.humans), len(recent), *recent])
    for entry in entries:
        body += ENTRY.pack(entry.frame, entry.is_human)
        whole = (entry.keys.flat[:-1] * STEPS).round().to(torch.int8)
        body += whole.numpy().tobytes() + entry.mask.numpy().tobytes()
    packed = zlib.compress(bytes(body), 1)
    return HEAD.pack(MAGIC, VERSION, 0, h, w, c, zlib.crc32(packed)) + packed


def load(data: bytes) -> Memory:
    """Raises BadMemory."""
    if len(data) < HEAD.size or data[:4] != MAGIC:
        raise BadMemory(f"These {len(data)} bytes are no memory of the builtin engine.")
    _, version, _, h, w, c, crc = HEAD.unpack_from(data)
    if version != VERSION:
        raise BadMemory(f"Memory version {version} is not known; this program reads version {VERSION}.")
    packed = data[HEAD.size :]
    if zlib.crc32(packed) != crc:
        raise BadMemory("The memory is cut short or was altered: its checksum does not fit.")
    if (h or w or c) and not (h and w and c == CHANNELS and h * w * (c + SUB * SUB) <= LIMIT):
        raise BadMemory(f"The memory says that it has {h} x {w} cells of {c}: that is no frame's.")
    try:
        return _unpack(zlib.decompressobj().decompress(packed, 2 * LIMIT), h, w, c)
    except (zlib.error, struct.error, ValueError, IndexError) as error:
        raise BadMemory(f"The memory does not unpack: {error}.") from error


def _unpack(body: bytes, h: int, w: int, c: int) -> Memory:
    count, humans, recents = body[0], body[1], body[2]
    if count > HUMANS + RECENT or (count and not h):
        raise BadMemory(f"The memory says that it holds {count} frames: that is not so.")
    order = list(body[3 : 3 + recents])
    offset = 3 + recents
    entries = []
    for _ in range(count):
        frame, is_human = ENTRY.unpack_from(body, offset)
        offset += ENTRY.size
        keys = np.frombuffer(body, np.int8, h * w * c, offset).reshape(h, w, c).copy()
        offset += h * w * c
        mask = np.frombuffer(body, np.uint8, h * w * SUB * SUB, offset).reshape(h, w, SUB * SUB).copy()
        offset += h * w * SUB * SUB
        entries.append(Entry(frame, bool(is_human), keys_of(torch.from_numpy(keys)), torch.from_numpy(mask)))
    return Memory(entries[:humans], [entries[i] for i in order])
