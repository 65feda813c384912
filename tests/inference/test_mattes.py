import json
import os
import uuid
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from inference.contracts import FrameState
from inference.mattes import (
    BadMatte,
    MatteFrame,
    chunk_key,
    decode,
    decode_chunk,
    encode,
    parse_chunk_key,
    renumbered,
    snap,
    split_chunk,
)

VECTORS = json.loads((Path(__file__).parent.parent / "vectors/matte.json").read_text())
ALPHA = arrays(np.uint8, st.tuples(st.integers(1, 20), st.integers(1, 20)))


@pytest.mark.parametrize("vector", VECTORS["frames"], ids=lambda v: v["name"])
def test_vectors_decode_to_their_fields(vector):
    frame, end = decode(bytes.fromhex(vector["hex"]))
    assert end * 2 == len(vector["hex"])
    assert str(frame.matte) == vector["matte"]
    assert (frame.revision, frame.frame, int(frame.state)) == (vector["revision"], vector["frame"], vector["state"])
    assert frame.alpha.tolist() == vector["alpha"]


def test_the_vector_chunk_holds_all_vector_frames():
    found = [f.frame for f in decode_chunk(bytes.fromhex(VECTORS["chunk"]))]
    assert found == [v["frame"] for v in VECTORS["frames"]]


@pytest.mark.parametrize("vector", VECTORS["bad"], ids=lambda v: v["name"])
def test_bad_vectors_are_refused(vector):
    with pytest.raises(BadMatte):
        decode(bytes.fromhex(vector["hex"]))


@given(ALPHA, st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.sampled_from(FrameState))
def test_what_was_encoded_comes_back(alpha, revision, index, state):
    frame = MatteFrame(uuid.uuid4(), revision, index, state, alpha)
    back, _ = decode(encode(frame))
    assert np.array_equal(back.alpha, alpha)
    assert (back.matte, back.revision, back.frame, back.state) == (frame.matte, revision, index, state)


@given(st.lists(ALPHA, max_size=4))
def test_a_chunk_splits_into_the_frames_it_was_made_of(planes):
    parts = [encode(MatteFrame(uuid.UUID(int=7), 1, i, FrameState.FINAL, a)) for i, a in enumerate(planes)]
    assert [data for _, data in split_chunk(b"".join(parts))] == parts


@given(st.binary(max_size=200))
def test_random_bytes_never_crash_the_decoder(data):
    good = encode(MatteFrame(uuid.UUID(int=7), 1, 2, FrameState.FINAL, np.zeros((5, 5), np.uint8)))
    for candidate in (data, b"PHMT\x01\x02\x01\x00" + data, good[:36] + data, good[:40] + data):
        with suppress(BadMatte):
            decode(candidate)


def test_a_bomb_is_not_unpacked_past_its_size():
    frame = bytearray(encode(MatteFrame(uuid.UUID(int=7), 1, 2, FrameState.FINAL, np.zeros((4000, 4000), np.uint8))))
    frame[32:36] = b"\x04\x00\x04\x00"
    with pytest.raises(BadMatte, match="instead of 16"):
        decode(bytes(frame))


def test_snapping_leaves_the_soft_values_alone():
    assert snap(np.array([[0, 6, 7, 128, 248, 249, 255]], np.uint8)).tolist() == [[0, 0, 7, 128, 248, 255, 255]]


def test_a_soft_matte_of_proxy_size_stays_small():
    y, x = np.mgrid[0:540, 0:960]
    soft = np.clip((150 - np.hypot(x - 480, y - 270)) * 20 + 128, 0, 255).astype(np.uint8)
    assert len(encode(MatteFrame(uuid.UUID(int=7), 1, 2, FrameState.FINAL, soft))) < 20_000


@given(st.integers(0, 10**8 - 1), st.integers(0, 10**8 - 1), st.integers(0, 10**8 - 1))
def test_chunk_keys_say_what_they_hold(revision, start, end):
    assert parse_chunk_key(chunk_key(str(uuid.uuid4()), revision, start, end)) == (revision, start, end)


@pytest.mark.parametrize("key", ["mattes/a/x.phm", "mattes/a/1-2.phm", "", os.sep])
def test_other_keys_are_refused(key):
    with pytest.raises(BadMatte):
        parse_chunk_key(key)


def test_a_frame_under_another_number_is_the_same_but_for_that():
    frame = MatteFrame(uuid.uuid4(), 3, 7, FrameState.DRAFT, np.arange(60, dtype=np.uint8).reshape(6, 10))
    again = decode(renumbered(encode(frame), 70_000))[0]
    assert np.array_equal(again.alpha, frame.alpha)
    assert (again.frame, again.revision, again.matte, again.state) == (70_000, 3, frame.matte, FrameState.DRAFT)
