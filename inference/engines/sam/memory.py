"""What is remembered of one object, bounded, and its bytes.

Of each frame a grid of memory tokens (bfloat16, as the model keeps them) and a pointer, one vector that stands for the
object. At most FRAMES grids: those of the human frames, and the newest others; POINTERS pointers reach further back.
"""

import struct
import zlib
from dataclasses import astuple, dataclass, field, replace

import numpy as np
import torch

from inference.contracts import BadMemory

FRAMES = 7  # what the models were trained with
HUMANS = 3
POINTERS = 16
MAGIC = b"PHSM"
VERSION = 1
HEAD = struct.Struct("<4sB8sIHHBBI")  # magic, version, weights, tokens, channels, pointer channels, humans, recent, crc


@dataclass(frozen=True)
class Shape:
    """What a memory must look like to fit an engine. `weights`: 8 bytes that tell its weights from others."""

    weights: bytes
    tokens: int
    channels: int
    pointer: int


@dataclass(frozen=True)
class Entry:
    """tokens: N x C bfloat16, None once too old. pointer: P float32."""

    frame: int
    tokens: torch.Tensor | None
    pointer: torch.Tensor


@dataclass
class Memory:
    humans: list[Entry] = field(default_factory=list)  # oldest remembered first
    recent: list[Entry] = field(default_factory=list)  # likewise

    def direction(self, frame: int) -> int:
        """1 when `frame` lies after what was remembered last, or beside it; -1 when before. Not for an empty one."""
        last = self.recent[-1] if self.recent else min(self.humans, key=lambda e: abs(frame - e.frame))
        return 1 if frame >= last.frame else -1


def remember(memory: Memory, entry: Entry, *, is_human: bool) -> None:
    """Of too many human frames the farthest from the newest goes; of the others the oldest loses its grid first."""
    memory.humans = [e for e in memory.humans if e.frame != entry.frame]
    memory.recent = [e for e in memory.recent if e.frame != entry.frame]
    (memory.humans if is_human else memory.recent).append(entry)
    if len(memory.humans) > HUMANS:
        memory.humans.remove(max(memory.humans, key=lambda e: abs(e.frame - entry.frame)))
    memory.recent = memory.recent[-(POINTERS - len(memory.humans)) :]
    grids = FRAMES - len(memory.humans)
    for index, old in enumerate(memory.recent[:-grids]):
        memory.recent[index] = replace(old, tokens=None)


def dump(memory: Memory, shape: Shape) -> bytes:
    """What deflates (frames, pointers, the grids' signs and exponents), then what is noise to it (their mantissas)."""
    entries = memory.humans + memory.recent
    grids = [e.tokens.cpu().view(torch.int16).numpy() for e in entries if e.tokens is not None]
    halves = np.stack(grids).view(np.uint8).reshape(-1, 2) if grids else np.zeros((0, 2), np.uint8)
    small = [
        np.array([e.frame for e in entries], np.int32).tobytes(),
        bytes(e.tokens is not None for e in entries),
        *(e.pointer.cpu().numpy().tobytes() for e in entries),
    ]
    body = zlib.compress(b"".join(small) + halves[:, 1].tobytes(), 1) + halves[:, 0].tobytes()
    counts = len(memory.humans), len(memory.recent)
    return HEAD.pack(MAGIC, VERSION, *astuple(shape), *counts, zlib.crc32(body)) + body


def load(data: bytes, shape: Shape, device: torch.device) -> Memory:
    """Raises BadMemory for bytes of another version or of other weights, and for bytes cut short."""
    if len(data) < HEAD.size or data[: len(MAGIC)] != MAGIC:
        raise BadMemory(f"These {len(data)} bytes are no memory of a SAM 2 engine.")
    _, version, weights, tokens, channels, width, humans, recent, crc = HEAD.unpack_from(data)
    if version != VERSION:
        raise BadMemory(f"Memory version {version} is not known; this program reads version {VERSION}.")
    if Shape(weights, tokens, channels, width) != shape:
        raise BadMemory("The memory was made with other weights than those loaded here.")
    body, count = data[HEAD.size :], humans + recent
    if zlib.crc32(body) != crc or humans > HUMANS or count > POINTERS:
        raise BadMemory("The memory is cut short or was altered: its checksum does not fit.")
    unpacker, small = zlib.decompressobj(), count * (4 + 1 + 4 * width)
    try:
        packed = unpacker.decompress(body, small + FRAMES * tokens * channels + 1)
        frames = np.frombuffer(packed, np.int32, count)
        has_tokens = np.frombuffer(packed, np.bool_, count, 4 * count)
        vectors = np.frombuffer(packed, np.float32, count * width, 5 * count).reshape(count, width)
        high, low = np.frombuffer(packed[small:], np.uint8), np.frombuffer(unpacker.unused_data, np.uint8)
        grids = np.stack([low, high], 1).view(np.int16).reshape(int(has_tokens.sum()), tokens, channels)
    except (zlib.error, ValueError) as error:
        raise BadMemory(f"The memory does not unpack: {error}.") from error
    kept = iter(torch.from_numpy(grids).view(torch.bfloat16).to(device))
    pointers = torch.from_numpy(vectors.copy()).to(device)
    entries = [
        Entry(int(frame), next(kept) if has else None, pointer)
        for frame, has, pointer in zip(frames, has_tokens, pointers, strict=True)
    ]
    return Memory(entries[:humans], entries[humans:])
