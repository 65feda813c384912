from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from inference.fills import Fills
from inference.interpolate import between

from .conftest import easy_clip, iou

VOS = Path(__file__).resolve().parents[3] / "shared/data/vos"


def luma(picture):
    image = Image.fromarray(picture).convert("L")
    return np.asarray(image.resize((image.width // 4, image.height // 4), Image.Resampling.BOX))


def test_a_moving_object_is_found_between_two_frames_of_it():
    pairs = [pair for i, pair in enumerate(easy_clip(13)) if i % 3 == 0]  # nine pixels a frame, over a still ground
    made = between([luma(picture) for picture, _ in pairs[:5]], pairs[0][1], pairs[4][1])
    truth = [alpha for _, alpha in pairs[1:4]]
    assert min(iou(a, b) for a, b in zip(made, truth, strict=True)) > 0.8
    assert max(iou(pairs[0][1], alpha) for alpha in truth[1:]) < 0.75  # holding the first would not do


def test_an_object_that_rests_stays_as_it_is():
    picture, alpha = next(easy_clip(1))
    [made] = between([luma(picture)] * 3, alpha, alpha)
    assert iou(made, alpha) > 0.97
    assert np.abs(made.astype(int) - alpha).mean() < 0.5


def test_what_is_nowhere_stays_nowhere_and_what_leaves_fades():
    picture, alpha = next(easy_clip(1))
    nothing = np.zeros_like(alpha)
    assert not between([luma(picture)] * 3, nothing, nothing)[0].any()
    sums = [int(made.sum(dtype=int)) for made in between([luma(picture)] * 5, alpha, nothing)]
    assert sums == sorted(sums, reverse=True)


def test_where_time_is_short_neighbours_show_the_mask_of_one_of_them_in_its_own_place():
    pairs = list(easy_clip(13))
    lumas = [luma(picture) for picture, _ in pairs]
    fills = Fills()
    assert fills.group(share=1.0, pace=24.0) == 1
    read: Future[list[np.ndarray]] = Future()
    read.set_result(lumas)
    whole = dict(fills.make(range(1, 12), read, pairs[0][1], pairs[12][1], 1))
    few = list(fills.make(range(1, 12), read, pairs[0][1], pairs[12][1], 3))
    assert [frame for near, _ in few for frame in near] == list(range(1, 12))
    assert len(few) == 4
    for near, alpha in few:
        assert iou(alpha, pairs[near[len(near) // 2]][1]) > 0.8
    assert len(whole) == 11
    assert fills.group(share=0.001, pace=24.0) == 0  # no time for any
    blind = list(fills.make(range(1, 12), None, pairs[0][1], pairs[12][1], 0))
    assert [frame for near, _ in blind for frame in near] == list(range(1, 12))
    held = [iou(pairs[0][1], pairs[near[0]][1]) for near, _ in blind]
    assert min(iou(alpha, pairs[near[0]][1]) for near, alpha in blind) > min(held) + 0.2
    for _ in range(200):
        list(fills.make(range(1, 3), None, pairs[0][1], pairs[12][1], 0))
    assert fills.group(share=0.001, pace=24.0) == 1  # tried again in the end


@given(st.integers(1, 4), st.integers(33, 90), st.integers(33, 90), st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_any_size_and_any_content_gives_as_many_of_the_same_size(count, height, width, seed):
    rng = np.random.default_rng(seed)
    lumas = [rng.integers(0, 255, (-(-height // 4), -(-width // 4)), np.uint8) for _ in range(count + 2)]
    ends = [rng.integers(0, 255, (height, width), np.uint8) for _ in range(2)]
    made = between(lumas, *ends)
    assert [m.shape for m in made] == [(height, width)] * count
    assert all(m.dtype == np.uint8 for m in made)


@pytest.mark.skipif(not VOS.exists(), reason="the sequences with masks are not beside the repository")
@pytest.mark.parametrize("name", ["rollerblade", "soccerball", "tennis"])
def test_on_real_film_it_is_far_nearer_than_holding(name):
    pictures = [np.asarray(Image.open(p).convert("RGB")) for p in sorted((VOS / name / "frames").iterdir())[:13]]
    masks = [np.asarray(Image.open(p).convert("L")) for p in sorted((VOS / name / "masks").iterdir())[:13]]
    ours, held = [], []
    for i in (0, 4, 8):
        made = between([luma(picture) for picture in pictures[i : i + 5]], masks[i], masks[i + 4])
        ours += [iou(a, b) for a, b in zip(made, masks[i + 1 : i + 4], strict=True)]
        held += [iou(masks[i], masks[i + 1]), iou(masks[i + 4], masks[i + 2]), iou(masks[i + 4], masks[i + 3])]
    assert np.mean(ours) > np.mean(held) + 0.1
