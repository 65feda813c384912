import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.contracts import BadMemory, BadPrompt, BadVideo, InferenceError, Point, Prompt
from inference.engines import load_engine
from inference.segment import main

from .conftest import HEIGHT, WIDTH, centre, iou


def click(frame=0, *more):
    x, y = centre(frame)
    return Prompt(frame, (Point(x / WIDTH, y / HEIGHT), *more))


def follow(engine, pictures, *, export_every=0):
    memory = engine.new_memory()
    encoded = engine.encode(pictures[0])
    mattes = [engine.segment(encoded, click())]
    engine.remember(memory, 0, encoded, mattes[0], is_human=True)
    for frame, picture in enumerate(pictures[1:], 1):
        if export_every and frame % export_every == 0:
            memory = engine.load(engine.dump(memory))
        mattes.append(engine.step(memory, frame, engine.encode(picture)))
    assert len(engine.dump(memory)) < 4_000_000
    return mattes


def test_one_click_holds_the_object_and_a_dumped_memory_steps_the_same(engine, easy):
    pictures, truths = zip(*easy[0][:60], strict=True)
    straight = follow(engine, pictures)
    assert min(iou(a, b) for a, b in zip(straight, truths, strict=True)) > 0.85
    resumed = follow(engine, pictures, export_every=10)
    assert all(np.array_equal(a, b) for a, b in zip(straight, resumed, strict=True))


def test_a_jump_finds_the_object_where_it_went_and_leaves_the_memory_alone(engine, easy):
    pictures, truths = zip(*easy[0], strict=True)
    memory, encoded = engine.new_memory(), engine.encode(pictures[0])
    engine.remember(memory, 0, encoded, engine.segment(encoded, click()), is_human=True)
    before = engine.dump(memory)
    assert iou(engine.jump(memory, 50, engine.encode(pictures[50])), truths[50]) > 0.8
    assert engine.dump(memory) == before


def test_a_remove_point_takes_something_away(engine, easy):
    encoded = engine.encode(easy[0][0][0])
    whole = engine.segment(encoded, click())
    x, y = centre(0)
    less = engine.segment(encoded, click(0, Point((x + 25) / WIDTH, y / HEIGHT, keep=False)))
    assert less[int(y), int(x) + 25] < 128 <= whole[int(y), int(x) + 25]


@pytest.mark.parametrize(
    "points", [(), (Point(0.5, 0.5, False),), (Point(1.5, 0.5),), (Point(float("nan"), 0.5),)], ids=str
)
def test_bad_prompts_are_named(engine, easy, points):
    with pytest.raises(BadPrompt):
        engine.segment(engine.encode(easy[0][0][0]), Prompt(0, points))


def test_contradicting_points_on_one_spot_are_named(engine, easy):
    spot = click().points[0]
    with pytest.raises(BadPrompt, match="takes it away"):
        engine.segment(engine.encode(easy[0][0][0]), click(0, Point(spot.x, spot.y, False)))


def test_a_black_picture_gives_a_mask_and_a_tiny_one_an_error(engine):
    alpha = engine.segment(engine.encode(np.zeros((90, 160, 3), np.uint8)), Prompt(0, (Point(0.5, 0.5),)))
    assert alpha.shape == (90, 160)
    with pytest.raises(BadVideo):
        engine.encode(np.zeros((8, 8, 3), np.uint8))


def test_a_mask_of_another_size_is_refused(engine, easy):
    encoded = engine.encode(easy[0][0][0])
    with pytest.raises(BadPrompt):
        engine.remember(engine.new_memory(), 0, encoded, np.zeros((5, 5), np.uint8), is_human=True)


def test_an_empty_memory_has_nothing_to_follow(engine, easy):
    with pytest.raises(BadPrompt):
        engine.step(engine.load(engine.dump(engine.new_memory())), 1, engine.encode(easy[0][0][0]))


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_random_bytes_as_memory_are_refused(data):
    engine = load_engine("builtin")
    for candidate in (data, b"PHMB\x01" + data):
        with pytest.raises(BadMemory):
            engine.load(candidate)


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
