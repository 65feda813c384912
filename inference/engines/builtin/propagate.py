"""Following the object: each cell asks the remembered frames what looked like it, nearby, and what that was.

Memory: up to HUMANS prompted and RECENT recent frames; keys quantised to int8 so that a dumped memory steps exactly
as the one it was dumped from. Only cells around where the object was last take part.
"""

import struct
import zlib
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as F

from inference.contracts import BadMemory, BadPrompt
from inference.engines.base import Alpha
from inference.engines.builtin.features import Encoded
from inference.engines.builtin.segment import walk, walk_edges

HUMANS = 3
RECENT = 5
TOP = 8  # matches a cell listens to
WINDOW = 7  # cells that the object may move from one frame to the next, either way
TEMPERATURE = 0.06
NEARER = 0.006  # likeness lost a cell of distance to the next frame
MODEL_GAIN = 4.0
RIDGE = 4e-3
UNKNOWN, KNOWN = 0.55, 0.9  # likeness of the best match below which, above which it counts for nothing, in full
TRUST = 0.7  # in a full match; the target model has the rest
SUB = 4  # mask values a cell and side: the mask is kept at stride 2 of the model size
MAGIC = b"PHMB"
VERSION = 1
HEAD = struct.Struct("<4sBBHHHI")
ENTRY = struct.Struct("<iB")


@dataclass
class Entry:
    """keys: int8 h x w x C. mask: uint8 h x w x SUB*SUB."""

    frame: int
    is_human: bool
    keys: torch.Tensor
    mask: torch.Tensor
    gram: torch.Tensor = field(init=False)  # of the ridge regression from keys to mask: C+1 x C+1, and C+1
    moment: torch.Tensor = field(init=False)

    def __post_init__(self) -> None:
        h, w, _ = self.keys.shape
        flat = _with_one(self.keys.flatten(0, 1).float() / 127)
        share = self.mask.float().mean(2).flatten() / 255
        label = 2 * share - 1
        weight = label.abs()
        ours = weight * (label > 0)
        theirs = weight * (label < 0) * _nearness(share.view(h, w)).flatten()
        weight = ours / ours.sum().clamp_min(1.0) + theirs / theirs.sum().clamp_min(1.0)
        self.gram = flat.T @ (flat * weight[:, None])
        self.moment = flat.T @ (weight * label)


def _with_one(flat: torch.Tensor) -> torch.Tensor:
    return torch.cat([flat, torch.ones(len(flat), 1)], 1)


def _nearness(share: torch.Tensor) -> torch.Tensor:
    """More for background cells near the object: those are what it must be told from."""
    near = F.max_pool2d((share > 0.5).float()[None, None], 2 * WINDOW + 1, 1, WINDOW)[0, 0]
    return 0.2 + 0.8 * near


@dataclass
class Memory:
    humans: list[Entry] = field(default_factory=list)
    recent: list[Entry] = field(default_factory=list)  # oldest first

    @property
    def last(self) -> Entry | None:
        if self.recent:
            return self.recent[-1]
        return self.humans[-1] if self.humans else None


def make_entry(frame: int, encoded: Encoded, alpha: Alpha, *, is_human: bool) -> Entry:
    h, w = encoded.grid
    fine = F.interpolate(torch.from_numpy(alpha)[None, None].float(), (h * SUB, w * SUB), mode="area")
    mask = F.pixel_unshuffle(fine, SUB)[0].permute(1, 2, 0).round().to(torch.uint8)
    return Entry(frame, is_human, (encoded.keys * 127).round().to(torch.int8), mask)


def remember(memory: Memory, entry: Entry) -> None:
    if entry.is_human:
        memory.humans = [e for e in memory.humans if e.frame != entry.frame] + [entry]
        if len(memory.humans) > HUMANS:
            memory.humans.pop(0)
    memory.recent = [e for e in memory.recent if e.frame != entry.frame]
    memory.recent.append(entry)
    if len(memory.recent) > RECENT:
        memory.recent.pop(0)


def step(memory: Memory, frame: int, encoded: Encoded, *, is_far: bool = False) -> torch.Tensor:
    """Probability on the grid at stride 4. `is_far`: the object may be anywhere. Raises BadPrompt for no memory."""
    last = memory.last
    if last is None:
        raise BadPrompt("There is no mask to follow yet: click on the object in any frame.")
    h, w = encoded.grid
    probability = torch.zeros(2 * h, 2 * w)
    if last.keys.shape[:2] != (h, w):
        raise BadPrompt("The size of the picture changed in the middle of the clip: the object cannot be followed.")
    box = (0, h, 0, w) if is_far else _box_around(last.mask, WINDOW)
    if box is None:
        # gone in the last frame: look where it was, in the newest frame that had it
        seen = [e for e in memory.recent + memory.humans if _box_around(e.mask, 0)]
        if not seen:
            return probability
        box = (0, h, 0, w)
    top, bottom, left, right = box
    query = encoded.keys[top:bottom, left:right].flatten(0, 1) / 127
    logits, values = [], []
    entries = {e.frame: e for e in memory.humans + memory.recent}
    for entry in entries.values():
        gap = abs(frame - entry.frame)
        reach = max(h, w) if is_far else min(WINDOW + gap // 2, 24)
        y0, y1, x0, x1 = max(top - reach, 0), min(bottom + reach, h), max(left - reach, 0), min(right + reach, w)
        keys = entry.keys[y0:y1, x0:x1].flatten(0, 1).float()
        likeness = torch.mm(query, keys.T).view(bottom - top, right - left, y1 - y0, x1 - x0)
        # a mild wish for the nearer place decides between equals
        likeness += _penalty(top, bottom, y0, y1, reach, gap)[:, None, :, None]
        likeness += _penalty(left, right, x0, x1, reach, gap)[None, :, None, :]
        likeness = likeness.flatten(2).flatten(0, 1)
        count = min(TOP, likeness.shape[1])
        best, where = likeness.topk(count, 1)
        logits.append(best)
        values.append(entry.mask[y0:y1, x0:x1].flatten(0, 1)[where].float() / 255)
    all_logits = torch.cat(logits, 1)
    best, where = all_logits.topk(min(TOP, all_logits.shape[1]), 1)
    weight = torch.softmax(best / TEMPERATURE, 1)
    chosen = torch.cat(values, 1).gather(1, where[..., None].expand(-1, -1, SUB * SUB))
    likely = torch.sigmoid(
        MODEL_GAIN * (_with_one(encoded.keys[top:bottom, left:right].flatten(0, 1)) @ _model(entries))
    )
    known = ((all_logits.amax(1) - UNKNOWN) / (KNOWN - UNKNOWN)).clamp(0.0, 1.0) * TRUST
    cells = (weight[..., None] * chosen).sum(1)
    cells = (known[:, None] * cells + (1 - known[:, None]) * likely[:, None]).view(
        bottom - top, right - left, SUB * SUB
    )
    fine = F.pixel_shuffle(cells.permute(2, 0, 1)[None], SUB)
    belief = F.avg_pool2d(fine, SUB // 2)[0, 0]
    area = (slice(2 * top, 2 * bottom), slice(2 * left, 2 * right))
    sure = (2 * belief - 1).abs()
    probability[area] = walk(walk_edges(encoded.rgb[area]), belief, 0.15 + 0.6 * sure, steps=16)
    return probability


def _model(entries: dict[int, Entry]) -> torch.Tensor:
    """The target model: what tells the object from what is around it, over all that is remembered. C+1 weights."""
    shares = [1.0 if e.is_human else 0.15 for e in entries.values()]
    gram = sum((s * e.gram for s, e in zip(shares, entries.values(), strict=True)), torch.zeros(()))
    moment = sum((s * e.moment for s, e in zip(shares, entries.values(), strict=True)), torch.zeros(()))
    solved: torch.Tensor = torch.linalg.solve(gram + RIDGE * sum(shares) * torch.eye(len(moment)), moment)
    return solved


def _penalty(q0: int, q1: int, k0: int, k1: int, reach: int, gap: int) -> torch.Tensor:
    """What likeness loses by distance along one axis, for queries q0..q1 and keys k0..k1; out of reach, all of it."""
    distance = (torch.arange(q0, q1)[:, None] - torch.arange(k0, k1)[None]).abs().float()
    return (-NEARER * distance / (1 + gap / 4)).masked_fill(distance > reach, -1e4)


def _box_around(mask: torch.Tensor, margin: int) -> tuple[int, int, int, int] | None:
    """Cells (top, bottom, left, right) around what the mask holds, or None when it holds nothing."""
    held = mask.amax(2) > 100
    rows, columns = held.any(1).nonzero(), held.any(0).nonzero()
    if len(rows) == 0:
        return None
    h, w = held.shape
    return (
        max(int(rows[0]) - margin, 0),
        min(int(rows[-1]) + margin + 1, h),
        max(int(columns[0]) - margin, 0),
        min(int(columns[-1]) + margin + 1, w),
    )


def dump(memory: Memory) -> bytes:
    entries = memory.humans + [e for e in memory.recent if all(e is not human for human in memory.humans)]
    recent = [next(i for i, e in enumerate(entries) if e is r) for r in memory.recent]
    h, w, c = entries[0].keys.shape if entries else (0, 0, 0)
    body = bytearray([len(entries), len(memory.humans), len(recent), *recent])
    for entry in entries:
        body += ENTRY.pack(entry.frame, entry.is_human)
        body += entry.keys.numpy().tobytes() + entry.mask.numpy().tobytes()
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
    limit = 64 + (HUMANS + RECENT) * (ENTRY.size + h * w * (c + SUB * SUB))
    try:
        body = zlib.decompressobj().decompress(packed, limit)
        count, humans, recents = body[0], body[1], body[2]
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
            entries.append(Entry(frame, bool(is_human), torch.from_numpy(keys), torch.from_numpy(mask)))
        return Memory(entries[:humans], [entries[i] for i in order])
    except (zlib.error, struct.error, ValueError, IndexError) as error:
        raise BadMemory(f"The memory does not unpack: {error}.") from error
