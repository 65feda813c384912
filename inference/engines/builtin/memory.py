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
MACHINE = 0.15  # what the target model learns from a machine's frame, against a human's
FAR = 0.2 * SPARSE**2  # as one of four that weigh a fifth each
LIMIT = 4_000_000  # bytes of a dump, packed or not
MAGIC = b"PHMB"
VERSION = 4
HEAD = struct.Struct("<4sBBHHHI")
ENTRY = struct.Struct("<iB")

COLUMNS = SUB * SUB + 2  # the mask and `changed` in 0..1, and ones
RENEWED = 0.5  # overlap with what was believed, under which a human did not correct the mask but made another
MENDED = 0.25  # difference of alpha, in a cell's mean, that counts as a change in full

Area = tuple[int, int, int, int]  # cells: top, bottom, left, right
Sums = tuple[torch.Tensor, torch.Tensor]  # of the ridge regression from keys to mask: C+1 x C+1, and C+1
Told = tuple[torch.Tensor, Sums]  # log of how far each cell counts, flat; the sums over them


@dataclass(eq=False)
class Entry:
    """keys: shared with the frame's other objects. mask: uint8 h x w x SUB*SUB. The rest follows from these.

    changed: uint8 h x w, how far a human's correction made the cell what it is; `is_mended` of a human frame in which
    the rest is what the machine believed before.
    """

    frame: int
    is_human: bool
    is_mended: bool
    keys: Keys
    mask: torch.Tensor
    changed: torch.Tensor
    values: torch.Tensor = field(init=False)  # flat rows of COLUMNS, and a row of zeros
    centre: tuple[float, float] | None = field(init=False)  # row, column of the object; None without one
    sums: Sums = field(init=False)
    told: Told | None = field(init=False)  # of a mended one, its changed cells alone

    def __post_init__(self) -> None:
        values = self.mask.float() / 255
        share = values.mean(2)
        changed = self.changed.float() / 255
        columns = torch.cat([values, torch.stack([changed, torch.ones_like(changed)], 2)], 2)
        self.values = F.pad(columns.flatten(0, 1), (0, 0, 0, 1))
        self.centre = _centre(share)
        near, rest = _told_from(share)
        asked = torch.cat([near, rest])
        flat = with_one(self.keys.flat[asked])
        label = (2 * share - 1).flatten()[asked]
        ours, theirs = label.clamp_min(0), (-label).clamp_min(0)
        theirs[len(near) :] *= FAR
        weight = ours / ours.sum().clamp_min(1.0) + theirs / theirs.sum().clamp_min(1.0)
        self.sums = flat.T @ (flat * weight[:, None]), flat.T @ (weight * label)
        self.told = None
        if self.is_mended:
            weight = weight * changed.flatten()[asked]
            sums = flat.T @ (flat * weight[:, None]), flat.T @ (weight * label)
            self.told = F.pad(changed.flatten().clamp_min(1e-20).log(), (0, 1)), sums


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


@dataclass(frozen=True)
class Voice:
    """An entry as it counts in a step. log_trust: flat, of its cells; None: all in full. share: of the target model."""

    entry: Entry
    log_trust: torch.Tensor | None
    share: float
    sums: Sums


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
    def is_renewed(self) -> bool:
        """Whether the newest human frame has nothing in common with what was believed of it."""
        return bool(self.humans) and self.humans[-1].is_mended and bool((self.humans[-1].changed == 255).all())

    def voices(self, *, is_mending: bool) -> list[Voice]:
        """What counts in a step, each remembered frame once; of a mended one its changed cells alone where
        `is_mending`, but the newest of all counts in full beside.
        """
        whole, told = {}, []
        for entry in self.humans:
            if is_mending and entry.told:
                told.append(Voice(entry, entry.told[0], 1.0, entry.told[1]))
            else:
                whole[entry.frame] = Voice(entry, None, 1.0, entry.sums)
        for entry in self.recent:
            whole.setdefault(entry.frame, Voice(entry, None, MACHINE, entry.sums))
        return told + list(whole.values())


def make_entry(
    frame: int,
    encoded: Encoded,
    alpha: Alpha,
    *,
    is_human: bool,
    believed: Alpha | None = None,
    changed: torch.Tensor | None = None,
) -> Entry:
    """believed: what a human frame corrects. changed: h x w in 0..1, of a frame that follows from a corrected one."""
    h, w = encoded.keys.size
    if believed is not None:
        changed = _changed(alpha, believed, (h, w))
    elif changed is None:
        changed = torch.zeros(h, w)
    # a machine's mask is smooth at this size: means would take six times as long
    mode = "area" if is_human else "bilinear"
    fine = F.interpolate(torch.from_numpy(alpha)[None, None].float(), (h * SUB, w * SUB), mode=mode)
    mask = F.pixel_unshuffle(fine, SUB)[0].permute(1, 2, 0).round().to(torch.uint8).contiguous()
    levels = (changed * 255).round().to(torch.uint8)
    return Entry(frame, is_human, believed is not None, encoded.keys, mask, levels)


def _changed(alpha: Alpha, believed: Alpha, size: tuple[int, int]) -> torch.Tensor:
    """h x w, 0..1, how far the one differs from the other in and beside each cell; 1 all over where they are apart."""
    ours, theirs = alpha > 127, believed > 127
    if (ours & theirs).sum() < RENEWED * (ours | theirs).sum():
        return torch.ones(size)
    apart = torch.from_numpy(np.maximum(alpha, believed) - np.minimum(alpha, believed))
    cells = F.interpolate(apart[None, None].float() / 255, size, mode="area") / MENDED
    return F.max_pool2d(cells.clamp(0, 1), 3, 1, 1)[0, 0]


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
        body += ENTRY.pack(entry.frame, entry.is_human + 2 * entry.is_mended)
        whole = (entry.keys.flat[:-1] * STEPS).round().to(torch.int8)
        body += whole.numpy().tobytes() + entry.mask.numpy().tobytes() + entry.changed.numpy().tobytes()
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
    if (h or w or c) and not (h and w and c == CHANNELS and h * w * (c + SUB * SUB + 1) <= LIMIT):
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
        frame, kind = ENTRY.unpack_from(body, offset)
        offset += ENTRY.size
        keys = np.frombuffer(body, np.int8, h * w * c, offset).reshape(h, w, c).copy()
        offset += h * w * c
        mask = np.frombuffer(body, np.uint8, h * w * SUB * SUB, offset).reshape(h, w, SUB * SUB).copy()
        offset += h * w * SUB * SUB
        changed = np.frombuffer(body, np.uint8, h * w, offset).reshape(h, w).copy()
        offset += h * w
        held = keys_of(torch.from_numpy(keys)), torch.from_numpy(mask), torch.from_numpy(changed)
        entries.append(Entry(frame, bool(kind & 1), bool(kind & 2), *held))
    return Memory(entries[:humans], [entries[i] for i in order])
