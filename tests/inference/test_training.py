"""The training on material made here; the real one is public-domain and lies outside the repository."""

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from inference import weights
from inference.engines.builtin.grouping import Grouping
from inference.engines.builtin.lite0 import Lite0
from inference.training import clicks, compose, examples, sources


def drawing(colour, side=160):
    image = Image.new("RGBA", (side, side))
    ImageDraw.Draw(image).ellipse((10, 20, side - 10, side - 20), fill=(*colour, 255))
    return image


@pytest.fixture(scope="module")
def made_of():
    random = np.random.default_rng(0)
    pixels = [random.random((96, 160, 3)).astype(np.float32) for _ in range(2)]
    noises = [random.random((compose.HEIGHT, compose.WIDTH)).astype(np.float32)]
    drawings = [drawing((200, 40, 40)), drawing((40, 40, 200))]
    return compose.Sources(drawings, drawings, pixels, pixels, [pixels[0][:, :96]], noises)


@pytest.fixture(scope="module")
def shard(made_of, tmp_path_factory):
    path = tmp_path_factory.mktemp("examples") / "00000.npz"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(examples, "SHARD", 3)
        examples.write_shard(Lite0(weights.lite0_state()), made_of, 7, path)
    return path


def test_a_composed_picture_shows_its_object_and_is_the_same_again(made_of):
    picture, alpha = compose.compose(made_of, np.random.default_rng(3))
    again = compose.compose(made_of, np.random.default_rng(3))
    assert (picture.shape, alpha.shape) == ((288, 512, 3), (288, 512))
    assert (alpha > 127).sum() > 100
    assert np.array_equal(picture, again[0])
    assert np.array_equal(alpha, again[1])


def test_a_shard_holds_what_the_network_reads(shard):
    with np.load(shard) as held:
        shapes = {name: held[name].shape for name in held.files}
    assert shapes == {
        "fine": (3, 40, 36, 64),
        "coarse": (3, 80, 18, 32),
        "deep": (3, 192, 18, 32),
        "rgb": (3, 3, 72, 128),
        "alpha": (3, 72, 128),
    }


def test_steps_on_one_batch_lower_its_loss(shard):
    torch.manual_seed(0)
    model, noise = Grouping(), np.random.default_rng(0)
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3)
    (rows,) = clicks.batches(shard)
    batch = clicks.Batch(rows)
    clicks.prompt(batch, model, noise)
    losses = []
    for _ in range(6):
        loss = clicks.loss_of(batch.ask(model), batch.alpha)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] * 0.9


def test_a_simulated_click_lies_in_the_largest_error(shard):
    (rows,) = clicks.batches(shard)
    batch = clicks.Batch(rows)
    batch.click(0, np.random.default_rng(0), [0])
    x, y, sign = batch.points[0, 0].tolist()
    assert sign == 1
    assert batch.alpha[0, 0, int(y * 72), int(x * 128)] > 0.5


def test_only_drawings_of_objects_are_taken_and_cropped_to_what_is_seen(tmp_path):
    noise = np.random.default_rng(0).integers(0, 255, (120, 120, 4), dtype=np.uint8)
    noise[..., 3] = 0
    noise[30:90, 40:80, 3] = 255
    for folder in ("animals", "computer", "signs_and_symbols"):
        (tmp_path / "art" / folder).mkdir(parents=True)
        Image.fromarray(noise).save(tmp_path / "art" / folder / "one.png")
    room = tmp_path / "room"
    room.mkdir()
    living, others = sources.drawings(tmp_path / "art", room)
    assert [image.size for image in living] == [(40, 60)]
    assert len(others) == 1
