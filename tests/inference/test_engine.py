import numpy as np
import pytest

from inference.contracts import BadPrompt, Box, InferenceError, Point, Prompt, Stroke
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


def disc_box(grow=0):
    x, y = centre(0)
    side = 45.5 + grow
    return Box((x - side) / WIDTH, (y - side) / HEIGHT, (x + side) / WIDTH, (y + side) / HEIGHT)


def stroke(dx0, dx1, *, keep=True, width=0.02):
    x, y = centre(0)
    return Stroke((((x + dx0) / WIDTH, y / HEIGHT), ((x + dx1) / WIDTH, y / HEIGHT)), width, keep)


@pytest.mark.parametrize("grow", [0, 8], ids=["tight", "loose"])
def test_a_box_holds_what_is_in_it(engine, easy, grow):
    picture, truth = easy[0][0]
    alpha = engine.segment(engine.encode(picture), Prompt(0, box=disc_box(grow)))
    assert iou(alpha, truth) > 0.85


def test_a_stroke_tells_as_much_as_the_points_on_it(engine, easy):
    picture, truth = easy[0][0]
    encoded = engine.encode(picture)
    assert iou(engine.segment(encoded, Prompt(0, strokes=(stroke(-25, 25),))), truth) > 0.85
    whole = engine.segment(encoded, Prompt(0, click().points))
    less = engine.segment(encoded, Prompt(0, click().points, strokes=(stroke(28, 60, keep=False),)))
    x, y = centre(0)
    assert less[int(y), int(x) + 36] < 128 <= whole[int(y), int(x) + 36]


def test_points_and_strokes_rule_in_a_box(engine, easy):
    picture = easy[0][0][0]
    x, y = centre(0)
    outside = Point((x + 150) / WIDTH, y / HEIGHT)
    alpha = engine.segment(engine.encode(picture), Prompt(0, (outside,), disc_box(), (stroke(28, 40, keep=False),)))
    assert alpha[int(y), int(x) + 150] > 127
    assert alpha[int(y), int(x) + 36] < 128 < alpha[int(y), int(x) - 20]


def test_a_stroke_that_is_painted_away_again_is_named(engine, easy):
    both = (stroke(-5, 5), stroke(-40, 40, keep=False, width=0.1))
    with pytest.raises(BadPrompt, match="taken away again"):
        engine.segment(engine.encode(easy[0][0][0]), Prompt(0, strokes=both))


def test_a_stroke_on_a_finished_mask_adds_what_it_covers(engine, easy):
    picture, truth = easy[0][0]
    x, y = centre(0)
    wrong = truth.copy()
    wrong[:, int(x) + 15 :] = 0
    mended = engine.segment(engine.encode(picture), Prompt(0, strokes=(stroke(20, 38),)), wrong)
    assert iou(mended, truth) > iou(wrong, truth)
    assert mended[int(y), int(x) + 30] > 127
    assert np.array_equal(mended[:, : int(x) - 10], wrong[:, : int(x) - 10])


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
