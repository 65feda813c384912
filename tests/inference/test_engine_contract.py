"""What every engine must do, whatever its quality: the interface's own promises, kept by builtin, sam2 and edgetam.

The last two are the real classes on random weights (tiny.py), so nothing here asks whether a matte is any good.
"""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from inference.contracts import BadMemory, BadPrompt, BadVideo, Box, Point, Prompt, SceneCut, Stroke
from inference.engines import load_engine

from . import tiny
from .conftest import HEIGHT, WIDTH, centre

ROOT = Path(__file__).parents[2]
BUILDERS = {"builtin": lambda: load_engine("builtin"), "sam2": tiny.sam2, "edgetam": tiny.edgetam}
MOST_BYTES = 4_000_000


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Models this small gain nothing by more, and lose much where other programs want the cores too."""
    import torch

    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module", params=BUILDERS)
def engine(request):
    return build(request.param)


@pytest.fixture(scope="module")
def small(easy):
    """The easy clip's beginning, there and back and again, at a quarter of its size: (picture, true alpha)."""
    there = [(picture[::4, ::4].copy(), alpha[::4, ::4].copy()) for picture, alpha in easy[0][:16]]
    return (there + there[-2:0:-1]) * 3


@pytest.fixture(scope="module")
def encoded(engine, small):
    once = [engine.encode(picture) for picture, _ in small[:16]]
    return (once + once[-2:0:-1]) * 3


@pytest.fixture(scope="module")
def straight(engine, encoded, small):
    """Sixty mattes, and the memory's bytes after each tenth."""
    memory, mattes, dumps = begun(engine, encoded, small), [], []
    for tenth in range(6):
        mattes += follow(engine, memory, encoded, range(10 * tenth + 1, 10 * tenth + 11))[0]
        dumps.append(engine.dump(memory))
    return mattes, dumps


def build(name):
    import torch

    engine = BUILDERS[name]()
    torch.set_num_threads(1)
    return engine


def click(frame=0, *more):
    x, y = centre(frame)
    return Prompt(frame, (Point(x / WIDTH, y / HEIGHT), *more))


def begun(engine, encoded, small, frame=0):
    memory = engine.new_memory()
    engine.remember(memory, frame, encoded[frame], small[frame][1], is_human=True)
    return memory


def follow(engine, memory, encoded, frames, *, export_every=0):
    mattes = []
    for count, frame in enumerate(frames):
        if export_every and count and count % export_every == 0:
            memory = engine.load(engine.dump(memory))
        mattes.append(engine.step(memory, frame, encoded[frame]))
    return mattes, memory


def same(these, those):
    return all(np.array_equal(a, b) for a, b in zip(these, those, strict=True))


# -- one frame


@pytest.mark.parametrize(
    "prompt",
    [
        click(),
        click(0, Point(0.9, 0.1, keep=False)),
        Prompt(0, box=Box(0.15, 0.3, 0.35, 0.7)),
        Prompt(0, strokes=(Stroke(((0.2, 0.5), (0.25, 0.55), (0.3, 0.5)), 0.02),)),
        Prompt(0, click().points, Box(0.15, 0.3, 0.35, 0.7), (Stroke(((0.8, 0.1), (0.9, 0.2)), 0.02, keep=False),)),
    ],
    ids=["click", "click and remove", "box", "stroke", "all together"],
)
def test_a_prompt_gives_a_matte_of_the_pictures_size_and_the_same_one_again(engine, encoded, small, prompt):
    alpha = engine.segment(encoded[0], prompt)
    assert alpha.shape == small[0][0].shape[:2]
    assert alpha.dtype == np.uint8
    assert alpha.max() > 127
    assert np.array_equal(alpha, engine.segment(encoded[0], prompt))


def test_another_prompt_gives_another_matte(engine, encoded):
    here = engine.segment(encoded[0], click())
    assert not np.array_equal(here, engine.segment(encoded[0], Prompt(0, (Point(0.8, 0.8),))))
    assert not np.array_equal(here, engine.segment(encoded[0], click(0, Point(0.3, 0.5, keep=False))))
    boxed = engine.segment(encoded[0], Prompt(0, box=Box(0.15, 0.3, 0.35, 0.7)))
    assert not np.array_equal(boxed, engine.segment(encoded[0], Prompt(0, box=Box(0.6, 0.5, 0.9, 0.9))))
    painted = Stroke(((0.2, 0.5), (0.3, 0.5)), 0.02)
    assert not np.array_equal(boxed, engine.segment(encoded[0], Prompt(0, strokes=(painted,))))


def test_what_was_believed_counts_and_can_be_taken_from(engine, encoded, small):
    truth = small[0][1]
    alone = engine.segment(encoded[0], click())
    assert not np.array_equal(alone, engine.segment(encoded[0], click(), 255 - truth))
    x, y = centre(0)
    less = engine.segment(encoded[0], Prompt(0, (Point(x / WIDTH, y / HEIGHT, keep=False),)), truth)
    assert less.shape == truth.shape


NAN = float("nan")


@pytest.mark.parametrize(
    "prompt",
    [
        Prompt(0),
        Prompt(0, (Point(0.5, 0.5, keep=False),)),
        Prompt(0, (Point(1.5, 0.5),)),
        Prompt(0, (Point(NAN, 0.5),)),
        Prompt(0, box=Box(0.2, 0.2, 1.2, 0.4)),
        Prompt(0, box=Box(0.4, 0.2, 0.4, 0.6)),
        Prompt(0, box=Box(0.4, 0.6, 0.2, 0.2)),
        Prompt(0, box=Box(NAN, 0.2, 0.4, 0.6)),
        Prompt(0, strokes=(Stroke(((0.5, 0.5), (0.5, NAN)), 0.02),)),
        Prompt(0, strokes=(Stroke((), 0.02),)),
        Prompt(0, strokes=(Stroke(((0.5, 0.5),), 0.0),)),
        Prompt(0, strokes=(Stroke(((0.5, 0.5),), 0.9),)),
        Prompt(0, strokes=(Stroke(((0.2, 0.2), (0.4, 0.4)), 0.02, keep=False),)),
        Prompt(0, (Point(0.5, 0.5), Point(0.5, 0.5, keep=False))),
    ],
    ids=str,
)
def test_bad_prompts_are_named(engine, encoded, prompt):
    with pytest.raises(BadPrompt, match=r"[.]$"):
        engine.segment(encoded[0], prompt)


def test_a_mask_of_another_size_is_refused(engine, encoded):
    wrong = np.zeros((5, 5), np.uint8)
    with pytest.raises(BadPrompt, match="does not fit"):
        engine.remember(engine.new_memory(), 0, encoded[0], wrong, is_human=True)
    with pytest.raises(BadPrompt, match="does not fit"):
        engine.segment(encoded[0], click(), wrong)


def test_what_was_believed_before_a_correction_may_be_given(engine, encoded, small):
    mattes = []
    for _ in range(2):
        memory = engine.new_memory()
        engine.remember(memory, 2, encoded[2], small[2][1], is_human=True, believed=small[1][1])
        mattes.append([engine.step(memory, frame, encoded[frame], small[frame][1]) for frame in (3, 4)])
    assert same(*mattes)
    assert all(matte.shape == small[0][1].shape for matte in mattes[0])


def test_a_black_picture_gives_a_matte_and_a_tiny_one_an_error(engine):
    alpha = engine.segment(engine.encode(np.zeros((90, 160, 3), np.uint8)), Prompt(0, (Point(0.5, 0.5),)))
    assert alpha.shape == (90, 160)
    for shape in [(8, 8, 3), (90, 160), (90, 160, 4)]:
        with pytest.raises(BadVideo, match="cannot be masked"):
            engine.encode(np.zeros(shape, np.uint8))


# -- following


def test_a_memory_put_away_every_ten_frames_steps_as_if_it_had_not_been(engine, encoded, small, straight):
    mattes, dumps = straight
    resumed, memory = follow(engine, begun(engine, encoded, small), encoded, range(1, 61), export_every=10)
    assert same(mattes, resumed)
    assert len({matte.tobytes() for matte in mattes}) > 1
    assert engine.dump(memory) == dumps[-1]


def test_backwards_is_a_direction_like_the_other(engine, encoded, small):
    frames = range(29, 17, -1)
    mattes, _ = follow(engine, begun(engine, encoded, small, 30), encoded, frames)
    resumed, _ = follow(engine, begun(engine, encoded, small, 30), encoded, frames, export_every=4)
    assert same(mattes, resumed)


def test_a_memory_does_not_grow_with_the_clip_nor_with_what_humans_said(engine, encoded, small, straight):
    sizes = [len(dump) for dump in straight[1]]
    assert max(sizes[3:]) < 1.05 * max(sizes[:3])
    memory = engine.load(straight[1][-1])
    for frame in range(0, 60, 6):
        engine.remember(memory, frame, encoded[frame], small[frame][1], is_human=True)
        sizes.append(len(engine.dump(memory)))
    assert max(sizes[-4:]) < 1.05 * max(sizes[:-4])
    assert max(sizes) < MOST_BYTES


def test_objects_in_one_frame_share_its_features_and_nothing_else(engine, encoded, small):
    alone, _ = follow(engine, begun(engine, encoded, small), encoded, range(1, 6))
    memory, other = begun(engine, encoded, small), engine.new_memory()
    engine.remember(other, 0, encoded[0], np.roll(small[0][1], 80, 1), is_human=True)
    beside, mattes = [], []
    for frame in range(1, 6):
        mattes += follow(engine, other, encoded, [frame])[0]
        beside += follow(engine, memory, encoded, [frame])[0]
    assert same(alone, beside)
    assert not same(alone, mattes)


def test_a_restart_leaves_what_humans_said(engine, encoded, small):
    memory = begun(engine, encoded, small, 20)
    follow(engine, memory, encoded, range(21, 25))
    engine.restart(memory)
    fresh = begun(engine, encoded, small, 20)
    assert same(
        follow(engine, memory, encoded, range(19, 14, -1))[0], follow(engine, fresh, encoded, range(19, 14, -1))[0]
    )


def test_a_jump_finds_something_and_remembers_nothing(engine, encoded, small):
    memory = begun(engine, encoded, small)
    follow(engine, memory, encoded, range(1, 4))
    before = engine.dump(memory)
    alpha = engine.jump(memory, 50, encoded[50])
    assert alpha.shape == small[0][1].shape
    assert engine.dump(memory) == before
    assert np.array_equal(alpha, engine.jump(engine.load(before), 50, encoded[50]))


def test_a_finished_frame_can_be_taken_up_without_a_human(engine, encoded, small):
    memory = begun(engine, encoded, small)
    engine.restart(memory)
    engine.remember(memory, 30, encoded[30], small[30][1], is_human=False)
    alone = engine.new_memory()
    engine.remember(alone, 30, encoded[30], small[30][1], is_human=False)
    for each in (memory, alone):
        assert engine.step(each, 31, encoded[31]).shape == small[0][1].shape


def test_an_empty_memory_has_nothing_to_follow(engine, encoded):
    for go in (engine.step, engine.jump):
        with pytest.raises(BadPrompt, match="no mask to follow"):
            go(engine.load(engine.dump(engine.new_memory())), 1, encoded[1])


@pytest.mark.parametrize("value", [0, 255], ids=["left for good", "covers everything"])
def test_an_object_may_be_nowhere_or_everywhere(engine, encoded, value):
    memory = engine.new_memory()
    engine.remember(memory, 0, encoded[0], np.full((90, 160), value, np.uint8), is_human=True)
    mattes, memory = follow(engine, memory, encoded, range(1, 5), export_every=2)
    assert all(matte.shape == (90, 160) and matte.dtype == np.uint8 for matte in mattes)


@pytest.mark.parametrize("size", [(160, 90), (180, 320)], ids=["turned", "doubled"])
def test_a_picture_that_changes_its_size_is_followed_or_refused_in_words(engine, encoded, small, size):
    memory = begun(engine, encoded, small)
    changed = engine.encode(np.resize(small[1][0], (*size, 3)))
    with suppress(BadPrompt, SceneCut):
        assert engine.step(memory, 1, changed).shape == size


# -- memories as bytes


def test_random_bytes_as_memory_are_refused(engine, encoded, small):
    """A thousand: noise, noise after a real beginning, real bytes cut short, and real ones with some changed."""
    real = engine.dump(follow(engine, begun(engine, encoded, small), encoded, range(1, 4))[1])
    chance = np.random.default_rng(5)
    for turn in range(1000):
        noise = chance.bytes(int(chance.integers(0, 300)))
        kept = int(chance.integers(0, len(real)))
        changed = bytearray(real)
        changed[kept] ^= int(chance.integers(1, 256))
        data = (noise, real[: kept % 64] + noise, real[:kept], bytes(changed))[turn % 4]
        with pytest.raises(BadMemory):
            engine.load(data)


def test_another_engines_memory_is_refused(engine, encoded, small):
    other = build("edgetam" if engine.name == "sam2" else "sam2")
    picture = other.encode(small[0][0])
    memory = other.new_memory()
    other.remember(memory, 0, picture, small[0][1], is_human=True)
    with pytest.raises(BadMemory):
        engine.load(other.dump(memory))


GO_ON = """
import sys
import numpy as np
from tests.inference.test_engine_contract import BUILDERS, build

given = np.load(sys.argv[1])
for name in BUILDERS:
    engine = build(name)
    memory = engine.load(given[name].tobytes())
    for frame, picture in enumerate(given["pictures"], 11):
        sys.stdout.buffer.write(engine.step(memory, frame, engine.encode(picture)).tobytes())
"""


def test_another_process_goes_on_with_the_same_mattes(small, tmp_path):
    given, wanted = {"pictures": np.stack([picture for picture, _ in small[11:14]])}, b""
    for name in BUILDERS:
        engine = build(name)
        encoded = {frame: engine.encode(small[frame][0]) for frame in range(8, 14)}
        memory = follow(engine, begun(engine, encoded, small, 8), encoded, range(9, 11))[1]
        given[name] = np.frombuffer(engine.dump(memory), np.uint8)
        wanted += b"".join(matte.tobytes() for matte in follow(engine, memory, encoded, range(11, 14))[0])
    np.savez(tmp_path / "given.npz", **given)
    command = [sys.executable, "-c", GO_ON, str(tmp_path / "given.npz")]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, timeout=120)
    assert done.stdout == wanted
