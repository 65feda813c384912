"""Matte frames as bytes: one form on the wire and at rest. A chunk is frames one after another.

Header, 40 bytes, little endian: 'PHMT', version u8, state u8, encoding u8, reserved u8, matte uuid 16, revision u32,
frame u32, width u16, height u16, payload length u32. Payload: rows predicted from the row above, raw deflate.
"""

import struct
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.contracts import FrameState, InferenceError

MAGIC = b"PHMT"
VERSION = 1
UP_DEFLATE = 1
HEADER = struct.Struct("<4sBBBB16sIIHHI")
FRAME_AT = 28
MAX_SIDE = 4096
FINALS, DRAFTS = "mattes", "drafts"  # what keys of chunks begin with
SNAP = 6  # values this near to 0 or 255 become it: a noisy last bit triples the size

Alpha = NDArray[np.uint8]


class BadMatte(InferenceError):
    """Bytes that are no matte frame."""


@dataclass(frozen=True)
class MatteFrame:
    """alpha: uint8 H x W, 255 is the object. frame: index in the asset's frame table."""

    matte: uuid.UUID
    revision: int
    frame: int
    state: FrameState
    alpha: Alpha


@dataclass(frozen=True)
class MatteHeader:
    matte: uuid.UUID
    revision: int
    frame: int
    state: FrameState
    encoding: int
    width: int
    height: int
    payload: int  # bytes after the header


def snap(alpha: Alpha) -> Alpha:
    """alpha: uint8 H x W. A copy whose nearly empty and nearly full values are exactly so."""
    out = alpha.copy()
    out[out <= SNAP] = 0
    out[out >= 255 - SNAP] = 255
    return out


def encode(frame: MatteFrame, *, is_quick: bool = False) -> bytes:
    """The frame as bytes, its alpha as given (snap() it first). `is_quick`: for what does not last, in half the time.

    Raises BadMatte for a size that no header holds.
    """
    alpha = np.ascontiguousarray(frame.alpha, dtype=np.uint8)
    if alpha.ndim != 2 or not 0 < alpha.shape[0] <= MAX_SIDE or not 0 < alpha.shape[1] <= MAX_SIDE:
        raise BadMatte(f"A matte of shape {alpha.shape} cannot be stored: use rows x columns, 1 to {MAX_SIDE} each.")
    height, width = alpha.shape
    rows = alpha.copy()
    rows[1:] -= alpha[:-1]  # wraps mod 256
    packer = zlib.compressobj(level=1 if is_quick else 6, wbits=-15)
    payload = packer.compress(rows.tobytes()) + packer.flush()
    head = HEADER.pack(
        MAGIC, VERSION, frame.state, UP_DEFLATE, 0, frame.matte.bytes, frame.revision, frame.frame, width, height,
        len(payload),
    )  # fmt: skip
    return head + payload


def renumbered(data: bytes, frame: int) -> bytes:
    """A frame's bytes under another number."""
    return data[:FRAME_AT] + struct.pack("<I", frame) + data[FRAME_AT + 4 :]


def read_header(data: bytes, offset: int = 0) -> MatteHeader:
    """Raises BadMatte when no frame of a version we know begins there."""
    if len(data) - offset < HEADER.size:
        raise BadMatte(f"A matte frame has a {HEADER.size}-byte header; {len(data) - offset} bytes are left.")
    magic, version, state, encoding, _, matte, revision, frame, width, height, payload = HEADER.unpack_from(
        data, offset
    )
    if magic != MAGIC:
        raise BadMatte(f"No matte frame begins at byte {offset}: it starts with {magic!r}, not {MAGIC!r}.")
    if version != VERSION:
        raise BadMatte(f"Matte frame version {version} is not known; this program reads version {VERSION}.")
    if encoding != UP_DEFLATE or state > FrameState.HUMAN:
        raise BadMatte(f"Matte frame at byte {offset} has encoding {encoding} and state {state}: one is unknown.")
    if not 0 < width <= MAX_SIDE or not 0 < height <= MAX_SIDE:
        raise BadMatte(f"Matte frame at byte {offset} claims {width} x {height}; 1 to {MAX_SIDE} a side are read.")
    return MatteHeader(uuid.UUID(bytes=matte), revision, frame, FrameState(state), encoding, width, height, payload)


def decode(data: bytes, offset: int = 0) -> tuple[MatteFrame, int]:
    """The frame at `offset` and the offset after it. Raises BadMatte."""
    head = read_header(data, offset)
    begin = offset + HEADER.size
    end = begin + head.payload
    if end > len(data):
        raise BadMatte(f"The matte frame at byte {offset} needs {end - len(data)} more bytes; it is cut short.")
    size = head.width * head.height
    unpacker = zlib.decompressobj(wbits=-15)
    try:
        raw = unpacker.decompress(data[begin:end], size + 1)
    except zlib.error as error:
        raise BadMatte(f"The matte frame at byte {offset} does not unpack: {error}.") from error
    if len(raw) != size or not unpacker.eof:
        raise BadMatte(f"The matte frame at byte {offset} unpacks to {len(raw)} bytes instead of {size}.")
    rows = np.frombuffer(raw, np.uint8).reshape(head.height, head.width)
    alpha = np.add.accumulate(rows, axis=0, dtype=np.uint8)
    return MatteFrame(head.matte, head.revision, head.frame, head.state, alpha), end


def split_chunk(data: bytes) -> Iterator[tuple[MatteHeader, bytes]]:
    """Each frame of a chunk as its header and its whole bytes, nothing unpacked. Raises BadMatte at a bad one."""
    offset = 0
    while offset < len(data):
        head = read_header(data, offset)
        end = offset + HEADER.size + head.payload
        if end > len(data):
            raise BadMatte(f"The matte frame at byte {offset} needs {end - len(data)} more bytes; it is cut short.")
        yield head, data[offset:end]
        offset = end


def decode_chunk(data: bytes) -> Iterator[MatteFrame]:
    """The frames of a chunk in the order in which they lie. Raises BadMatte at the first bad one."""
    offset = 0
    while offset < len(data):
        frame, offset = decode(data, offset)
        yield frame


def chunk_key(matte: str, revision: int, start: int, end: int) -> str:
    """S3 key of the chunk with frames start..end (inclusive), made at `revision`."""
    return f"{FINALS}/{matte}/{revision:08d}-{start:08d}-{end:08d}.phm"


def draft_key(matte: str, revision: int, start: int, end: int) -> str:
    """The same for drafts. They lie apart, so that who wants what lasts never sees them; at one revision finals win."""
    return f"{DRAFTS}/{matte}/{revision:08d}-{start:08d}-{end:08d}.phm"


def parse_chunk_key(key: str) -> tuple[int, int, int]:
    """(revision, start, end) of a chunk's key. Raises BadMatte for another key."""
    name = key.rsplit("/", 1)[-1]
    parts = name.removesuffix(".phm").split("-")
    if not name.endswith(".phm") or len(parts) != 3 or not all(part.isdecimal() for part in parts):
        raise BadMatte(f"{key!r} is not the key of a matte chunk.")
    return int(parts[0]), int(parts[1]), int(parts[2])
