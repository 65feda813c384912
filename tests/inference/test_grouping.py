"""The grouping network by its contract, and the closer look that a box gets."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from inference import weights
from inference.contracts import Box, InferenceError, Point, Prompt, Stroke
from inference.engines.builtin import closer, front, grouping
from inference.engines.builtin.grouping import Grouper, Grouping

from .conftest import HEIGHT, WIDTH, centre

MOST_BYTES = 10_000_000


@pytest.fixture(scope="module")
def told(engine, easy):
    """Logits for a prompt in the easy clip's first frame."""
    encoded = engine.encode(easy[0][0][0])

    def ask(prompt):
        with torch.inference_mode():
            return engine._grouper(encoded, prompt)

    return ask


def points(*offsets):
    x, y = centre(0)
    return tuple(Point((x + dx) / WIDTH, (y + dy) / HEIGHT, keep) for dx, dy, keep in offsets)


def test_the_weights_are_small_half_floats_and_fit():
    from safetensors.torch import load_file

    path = weights.bundled(grouping.WEIGHTS)
    held = load_file(path)
    assert path.stat().st_size < MOST_BYTES
    assert {tensor.dtype for tensor in held.values()} == {torch.float16}
    missing, extra = Grouping().load_state_dict(held, strict=False)
    assert not extra
    assert all(name.endswith("num_batches_tracked") for name in missing)


def test_every_bundled_file_is_the_one_that_was_measured_and_no_other_is_taken(monkeypatch, tmp_path):
    files = [path for path in weights.BUILTIN.iterdir() if path.suffix not in {".py", ".pyc"} and path.is_file()]
    assert {path.name for path in files} == set(weights.BUNDLED)
    for path in files:
        assert weights.bundled(path.name) == path
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        (tmp_path / path.name).write_bytes(data)
    monkeypatch.setattr(weights, "BUILTIN", tmp_path)
    with pytest.raises(InferenceError, match="SHA-256"):
        Grouper(lambda coarse: coarse)
    with pytest.raises(InferenceError, match="SHA-256"):
        front.load()
    (tmp_path / grouping.WEIGHTS).unlink()
    with pytest.raises(InferenceError, match="is missing"):
        Grouper(lambda coarse: coarse)


def test_the_clicked_object_is_told_from_the_rest(told, easy):
    logits = told(Prompt(0, points((0, 0, True))))
    truth = torch.from_numpy(easy[0][0][1]).float()[None, None]
    inside = torch.nn.functional.interpolate(truth, logits.shape, mode="area")[0, 0] > 127
    assert logits[inside].mean() > 0 > logits[~inside].mean()


def test_the_same_prompt_gives_the_same_logits(told):
    prompt = Prompt(0, points((0, 0, True), (20, 0, True)))
    assert torch.equal(told(prompt), told(prompt))


def test_points_told_together_have_no_order():
    torch.manual_seed(0)
    model = Grouping().eval()
    features = (torch.randn(1, 40, 8, 12), torch.randn(1, 80, 4, 6), torch.randn(1, 192, 4, 6))
    rgb, nothing = torch.rand(1, 3, 16, 24), torch.zeros(1, 1, 16, 24)
    marks = torch.tensor([[[0.2, 0.3, 1.0], [0.8, 0.6, -1.0], [0.5, 0.5, 1.0]]])
    with torch.inference_mode():
        one, other = (model(features, rgb, p, nothing, nothing) for p in (marks, marks.flip(1)))
    assert one.shape == (1, 1, 16, 24)
    torch.testing.assert_close(one, other)


def test_a_stroke_is_told_by_a_few_of_its_places():
    assert len(grouping._spread([(i / 100, 0.5) for i in range(100)])) <= grouping.PER_STROKE
    assert grouping._spread([(0.5, 0.5)]) == [(0.5, 0.5)]


share = st.floats(0, 1, allow_subnormal=False)
SIZES = st.tuples(st.integers(16, 1200), st.integers(16, 2000))


@given(SIZES, share, share, st.floats(0.01, 0.9), st.floats(0.01, 0.9), st.lists(st.tuples(share, share), max_size=3))
def test_a_closer_look_holds_the_box_and_all_that_is_kept(size, left, top, wide, tall, kept):
    box = Box(left * 0.9, top * 0.9, min(left * 0.9 + wide, 1), min(top * 0.9 + tall, 1))
    prompt = Prompt(0, tuple(Point(x, y) for x, y in kept), box)
    rect = closer.around(prompt, size)
    assert 0 <= rect[0] < rect[2] <= size[0]
    assert 0 <= rect[1] < rect[3] <= size[1]
    assert min(rect[2] - rect[0], rect[3] - rect[1]) >= 16
    assert rect[0] <= box.top * size[0] + 1
    assert rect[2] >= box.bottom * size[0] - 1
    assert rect[1] <= box.left * size[1] + 1
    assert rect[3] >= box.right * size[1] - 1
    near = closer.inside(prompt, rect, size).box
    assert near.left < near.right
    assert near.top < near.bottom


def test_marks_beyond_the_closer_look_say_nothing_and_others_move_with_it():
    stroke = Stroke(((0.5, 0.5), (0.95, 0.5)), 0.02, False)
    prompt = Prompt(0, (Point(0.5, 0.5), Point(0.05, 0.05, False)), Box(0.4, 0.4, 0.6, 0.6), (stroke,))
    rect = (50, 100, 150, 300)  # of 200 x 400
    near = closer.inside(prompt, rect, (200, 400))
    assert near.points == (Point(0.5, 0.5),)
    assert near.strokes == (Stroke(((0.5, 0.5),), 0.04, False),)
    assert np.allclose([near.box.left, near.box.top, near.box.right, near.box.bottom], [0.3, 0.3, 0.7, 0.7])
