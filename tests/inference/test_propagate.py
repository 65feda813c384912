"""The builtin engine over hidden, gone, cut and spoilt footage."""

import contextlib
import random
import zlib
from itertools import islice
from pathlib import Path

import av
import numpy as np
import pytest

from inference.contracts import BadMemory, BadPrompt, InferenceError, Point, Prompt, SceneCut
from inference.engines.builtin.memory import HEAD, VERSION

from .conftest import HEIGHT, WIDTH, centre, iou

DOG = Path(__file__).parents[2].parent / "shared/data/clips/sam2_01_dog.mp4"


def other_scene(count):
    """Coarse blotches of colour, nothing like the easy clip's."""
    rng = np.random.default_rng(7)
    small = np.kron(rng.integers(0, 255, (6, 10, 3)), np.ones((60, 64, 1))).astype(np.uint8)
    return [np.roll(small, 2 * i, axis=1) for i in range(count)]


@pytest.fixture
def held(engine, easy):
    """A memory after a given frame 0, and a step of it."""
    memory, (picture, truth) = engine.new_memory(), easy[0][0]
    engine.remember(memory, 0, engine.encode(picture), truth, is_human=True)
    return memory


def test_a_cut_is_named_and_leaves_the_memory_alone(engine, easy, held):
    before = engine.dump(held)
    with pytest.raises(SceneCut, match="frame 1"):
        engine.step(held, 1, engine.encode(other_scene(1)[0]))
    assert engine.dump(held) == before
    assert iou(engine.step(held, 1, engine.encode(easy[0][1][0])), easy[0][1][1]) > 0.85


@pytest.mark.skipif(not DOG.exists(), reason="the folder of real clips is not here")
def test_a_mask_does_not_go_over_to_a_look_alike_that_it_touches(engine):
    """A white dog is fed by a hand that belongs to a white shirt; the shirt stays in the left of the picture."""
    with av.open(str(DOG)) as film:
        pictures = [each.to_ndarray(format="rgb24", width=960, height=540) for each in islice(film.decode(video=0), 46)]
    points = (Point(0.5, 0.55), Point(0.25, 0.47, False), Point(0.37, 0.57, False))
    memory, encoded = engine.new_memory(), engine.encode(pictures[0])
    engine.remember(memory, 0, encoded, engine.segment(encoded, Prompt(0, points)), is_human=True)
    for frame, picture in enumerate(pictures[1:], start=1):
        inside = engine.step(memory, frame, engine.encode(picture)) > 127
        assert inside.sum() > 5000
        assert inside[:, :268].sum() < 0.05 * inside.sum(), frame


def test_an_object_hidden_for_a_while_is_found_again(engine, easy, held):
    pairs = easy[0]
    empty = np.median([picture for picture, _ in pairs[::8]], axis=0).astype(np.uint8)  # the ground without the disc
    for frame in range(1, 8):
        alpha = engine.step(held, frame, engine.encode(empty))
    assert (alpha > 127).mean() < 0.01
    found = [iou(engine.step(held, f, engine.encode(pairs[f][0])), pairs[f][1]) for f in range(8, 14)]
    assert found[-1] > 0.8


def test_an_object_that_left_for_good_leaves_empty_mattes(engine, easy, held):
    empty = np.median([picture for picture, _ in easy[0][::8]], axis=0).astype(np.uint8)
    mattes = [engine.step(held, frame, engine.encode(empty)) for frame in range(1, 12)]
    assert max((alpha > 127).mean() for alpha in mattes[2:]) < 0.01


def test_an_object_that_covers_everything_stays_everything(engine, easy):
    memory = engine.new_memory()
    for frame, (picture, _) in enumerate(easy[0][:4]):
        encoded = engine.encode(picture)
        if frame == 0:
            engine.remember(memory, 0, encoded, np.full((HEIGHT, WIDTH), 255, np.uint8), is_human=True)
        else:
            assert (engine.step(memory, frame, encoded) > 127).mean() > 0.95


def lacking(truth, frame):
    """The disc without its right quarter."""
    x = int(centre(frame)[0]) + 15
    return np.concatenate([truth[:, :x], np.zeros_like(truth[:, x:])], 1)


@pytest.fixture
def corrected(engine, easy, held):
    """A memory after the given frame 0 and, the newest, frame 10 that was corrected; and what frames were before.

    All frames have a stain in the corner, which no one corrected.
    """
    before = {frame: lacking(truth, frame) for frame, (_, truth) in enumerate(easy[0][:20])}
    for mask in before.values():
        mask[:60, -60:] = 255
    picture, truth = easy[0][10]
    mended = truth.copy()
    mended[:60, -60:] = 255
    engine.restart(held)
    engine.remember(held, 10, engine.encode(picture), mended, is_human=True, believed=before[10])
    return held, before


@pytest.mark.parametrize("frames", [range(11, 17), range(9, 3, -1)], ids=["forwards", "backwards"])
def test_a_correction_is_carried_on_and_the_rest_of_what_was_believed_stands(engine, easy, corrected, frames):
    memory, before = corrected
    for frame in frames:
        picture, truth = easy[0][frame]
        alpha = engine.step(memory, frame, engine.encode(picture), before[frame])
        disc = np.s_[:, :500]
        assert iou(alpha[disc], truth[disc]) > 0.9 > iou(before[frame][disc], truth[disc])
        assert np.array_equal(alpha[:, 500:], before[frame][:, 500:])


def test_a_correction_that_changed_nothing_leaves_all_as_it_was(engine, easy, held):
    before = [lacking(truth, frame) for frame, (_, truth) in enumerate(easy[0][:14])]
    engine.restart(held)
    engine.remember(held, 10, engine.encode(easy[0][10][0]), before[10], is_human=True, believed=before[10])
    for frame in range(11, 14):
        assert np.array_equal(engine.step(held, frame, engine.encode(easy[0][frame][0]), before[frame]), before[frame])


def test_a_human_frame_with_another_object_than_was_believed_is_followed_alone(engine, easy):
    wrong = np.zeros((HEIGHT, WIDTH), np.uint8)
    wrong[:90, -90:] = 255
    mattes = []
    for believed in (wrong, None):
        memory = engine.new_memory()
        engine.remember(memory, 10, engine.encode(easy[0][10][0]), easy[0][10][1], is_human=True, believed=believed)
        mattes.append(engine.step(memory, 11, engine.encode(easy[0][11][0]), believed))
    assert np.array_equal(*mattes)
    assert iou(mattes[0], easy[0][11][1]) > 0.9


def test_a_corrected_memory_steps_from_its_bytes_as_it_does(engine, easy, corrected):
    memory, before = corrected
    other = engine.load(engine.dump(memory))
    for frame in range(11, 15):
        encoded = engine.encode(easy[0][frame][0])
        alpha = engine.step(memory, frame, encoded, before[frame])
        assert np.array_equal(alpha, engine.step(other, frame, encoded, before[frame]))
        other = engine.load(engine.dump(other))


def test_a_frame_of_another_shape_is_named(engine, easy, held):
    with pytest.raises(BadPrompt, match="size of the picture changed"):
        engine.step(held, 1, engine.encode(np.ascontiguousarray(easy[0][1][0][:, :360])))


def test_black_pictures_do_no_harm(engine, held):
    black = engine.encode(np.zeros((HEIGHT, WIDTH, 3), np.uint8))
    with pytest.raises(SceneCut):
        engine.step(held, 1, black)
    memory = engine.new_memory()
    engine.remember(memory, 0, black, np.zeros((HEIGHT, WIDTH), np.uint8), is_human=True)
    assert not engine.step(memory, 1, black).any()


def test_a_memory_cut_short_or_altered_is_refused(engine, held):
    data = engine.dump(held)
    for length in range(0, len(data), len(data) // 40):
        with pytest.raises(BadMemory):
            engine.load(data[:length])
    with pytest.raises(BadMemory, match="checksum"):
        engine.load(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(BadMemory, match="version 1"):
        engine.load(data[:4] + b"\x01" + data[5:])


def test_a_thousand_random_memories_are_refused_or_stepped_without_harm(engine, easy, held):
    """Also such as pass the checksum: what they claim of sizes and frames must not bring the process down."""
    rng, encoded = random.Random(5), engine.encode(easy[0][1][0])
    body = zlib.decompress(engine.dump(held)[HEAD.size :])
    for _ in range(1000):
        spoilt = bytearray(rng.choice([body[: rng.randrange(400)], rng.randbytes(rng.randrange(200))]))
        for _ in range(rng.randrange(4)):
            if spoilt:
                spoilt[rng.randrange(min(len(spoilt), 12))] = rng.randrange(256)
        packed = zlib.compress(bytes(spoilt))
        sizes = [rng.choice(claims) for claims in ([0, 1, 36, 65535], [0, 1, 64, 65535], [0, 1, 123])]
        with contextlib.suppress(InferenceError):
            engine.step(engine.load(HEAD.pack(b"PHMB", VERSION, 0, *sizes, zlib.crc32(packed)) + packed), 1, encoded)
