import numpy as np
import pytest

from inference.contracts import BadPrompt, InferenceError, Point, Prompt
from inference.engines import load_engine
from inference.segment import main

from .conftest import HEIGHT, WIDTH, centre, iou


def click(frame=0, *more):
    x, y = centre(frame)
    return Prompt(frame, (Point(x / WIDTH, y / HEIGHT), *more))


def test_one_click_holds_the_object(engine, easy):
    pictures, truths = zip(*easy[0][:60], strict=True)
    memory, encoded = engine.new_memory(), engine.encode(pictures[0])
    mattes = [engine.segment(encoded, click())]
    engine.remember(memory, 0, encoded, mattes[0], is_human=True)
    mattes += [engine.step(memory, frame, engine.encode(picture)) for frame, picture in enumerate(pictures[1:], 1)]
    assert min(iou(a, b) for a, b in zip(mattes, truths, strict=True)) > 0.85


def test_a_jump_finds_the_object_where_it_went(engine, easy):
    pictures, truths = zip(*easy[0], strict=True)
    memory, encoded = engine.new_memory(), engine.encode(pictures[0])
    engine.remember(memory, 0, encoded, engine.segment(encoded, click()), is_human=True)
    assert iou(engine.jump(memory, 50, engine.encode(pictures[50])), truths[50]) > 0.8


def test_a_remove_point_takes_something_away(engine, easy):
    encoded = engine.encode(easy[0][0][0])
    whole = engine.segment(encoded, click())
    x, y = centre(0)
    less = engine.segment(encoded, click(0, Point((x + 25) / WIDTH, y / HEIGHT, keep=False)))
    assert less[int(y), int(x) + 25] < 128 <= whole[int(y), int(x) + 25]


def test_contradicting_points_on_one_spot_are_named(engine, easy):
    spot = click().points[0]
    with pytest.raises(BadPrompt, match="takes it away"):
        engine.segment(engine.encode(easy[0][0][0]), click(0, Point(spot.x, spot.y, False)))


def test_unknown_engines_are_named():
    with pytest.raises(InferenceError, match="builtin"):
        load_engine("nonesuch")


def test_the_command_line_writes_a_matte_for_each_frame(easy, tmp_path):
    (tmp_path / "clip.mp4").write_bytes(easy[1])
    x, y = centre(36)
    assert (
        main([str(tmp_path / "clip.mp4"), "--click", f"36,{x / WIDTH},{y / HEIGHT}", "--out", str(tmp_path / "m")]) == 0
    )
    from PIL import Image

    files = sorted((tmp_path / "m").iterdir())
    assert len(files) == 72
    assert iou(np.asarray(Image.open(files[0])), easy[0][0][1]) > 0.85


def test_one_click_on_a_finished_mask_mends_that_spot_and_leaves_the_rest(engine, easy):
    picture, truth = easy[0][0]
    x, y = centre(0)
    wrong = truth.copy()
    wrong[:, int(x) + 15 :] = 0  # a slice of the disc was missed
    kept = engine.segment(engine.encode(picture), Prompt(0, (Point((x + 30) / WIDTH, y / HEIGHT),)), wrong)
    assert kept[int(y), int(x) + 30] > 127
    assert iou(kept, truth) > iou(wrong, truth)
    assert np.array_equal(kept[:, : int(x) - 10], wrong[:, : int(x) - 10])
