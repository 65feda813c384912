"""SAM 2 and EdgeTAM: held to transformers' own session, to the published files' sizes, and to their weights' hashes."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from inference import device, engines, weights
from inference.contracts import InferenceError, Point, Prompt
from inference.engines.sam.engine import SamEngine

from . import tiny
from .conftest import iou

ROOT = Path(__file__).parents[2]
BUILDERS = {"sam2": tiny.sam2, "edgetam": tiny.edgetam}


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module", params=BUILDERS)
def engine(request):
    return BUILDERS[request.param]()


@pytest.fixture(scope="module")
def small(easy):
    return [(picture[::4, ::4].copy(), alpha[::4, ::4].copy()) for picture, alpha in easy[0][:12]]


def sessions_steps(engine, small, frames):
    """(matte, tokens, pointer) that transformers' session makes of the same clip, the first frame's mask given."""
    import torch
    import torch.nn.functional as F
    from transformers.models.edgetam_video.modeling_edgetam_video import EdgeTamVideoInferenceSession
    from transformers.models.sam2_video.modeling_sam2_video import Sam2VideoInferenceSession

    from inference.engines.sam.network import MEAN, STD
    from inference.engines.soften import guide_of, soften

    kind = Sam2VideoInferenceSession if engine.name == "sam2" else EdgeTamVideoInferenceSession
    size = (tiny.SIDE, tiny.SIDE)
    rgb = torch.from_numpy(np.stack([picture for picture, _ in small])).permute(0, 3, 1, 2)
    mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in (MEAN, STD))
    video = (F.interpolate(rgb.float(), size, mode="bilinear", antialias=True) / 255 - mean) / std
    session = kind(video=video, video_height=90, video_width=160, dtype=torch.float32)
    mask = torch.from_numpy(small[frames[0]][1])[None, None].float() / 255
    mask = F.interpolate(mask, size, mode="bilinear", antialias=True)
    session.add_mask_inputs(session.obj_id_to_idx(1), frames[0], mask)
    session.obj_with_new_inputs = [1]
    for frame in frames:
        out = engine.network.model(inference_session=session, frame_idx=frame, reverse=frames.step < 0)
        one = rgb[frame : frame + 1]
        told = session.output_dict_per_obj[0]
        kept = {**told["cond_frame_outputs"], **told["non_cond_frame_outputs"]}[frame]
        tokens = engine.network._in_rows(kept["maskmem_features"])[0]
        yield soften(one, guide_of(one), torch.sigmoid(out.pred_masks[0, 0])), tokens, kept["object_pointer"].flatten()


@pytest.mark.parametrize("frames", [range(10), range(9, -1, -1)], ids=["forwards", "backwards"])
def test_following_is_what_transformers_own_session_does(engine, small, frames):
    """Each step from what the session remembered: random weights make much of a rounding, and more with every step."""
    wanted = list(sessions_steps(engine, small, frames))[1:]
    memory = engine.new_memory()
    engine.remember(memory, frames[0], engine.encode(small[frames[0]][0]), small[frames[0]][1], is_human=True)
    for frame, (matte, tokens, pointer) in zip(frames[1:], wanted, strict=True):
        made = engine.step(memory, frame, engine.encode(small[frame][0]))
        assert np.abs(made.astype(int) - matte).mean() < 0.5
        # tokens are rounded to bfloat16
        for own, its, share in ((memory.recent[-1].tokens, tokens, 0.01), (memory.recent[-1].pointer, pointer, 0.005)):
            assert (own.float() - its.float()).abs().max() < share * its.abs().max()
        memory.recent[-1] = replace(memory.recent[-1], tokens=tokens, pointer=pointer)
    assert np.std(np.stack([matte for matte, *_ in wanted])) > 20


def test_objects_in_one_batch_get_what_they_get_alone(engine, small):
    """Of different ages, so that their memories differ in length too."""
    encoded = [engine.encode(picture) for picture, _ in small]

    def memories():
        for age, shift in ((1, 0), (1, 80), (3, 40)):
            memory = engine.new_memory()
            engine.remember(memory, 4 - age, encoded[4 - age], np.roll(small[0][1], shift, 1), is_human=True)
            for frame in range(5 - age, 4):
                engine.step(memory, frame, encoded[frame])
            yield memory

    together, alone = list(memories()), list(memories())
    for frame in (4, 5):
        batch = engine.step_all(together, frame, encoded[frame])
        single = [engine.step(memory, frame, encoded[frame]) for memory in alone]
        assert max(np.abs(a.astype(int) - b).mean() for a, b in zip(batch, single, strict=True)) < 1.0
    assert not np.array_equal(batch[0], batch[1])


def bytes_of(kind, config) -> int:
    """The size of the safetensors file that holds a model of this kind: a length, a head in JSON, the tensors."""
    import torch

    with torch.device("meta"):
        tensors = kind(config).state_dict()
    names = {torch.float32: "F32", torch.int64: "I64"}
    head, offset = {"__metadata__": {"format": "pt"}}, 0
    # as the format lays them out: wide types first, then by name
    for name, tensor in sorted(tensors.items(), key=lambda item: (-item[1].itemsize, item[0])):
        end = offset + tensor.numel() * tensor.itemsize
        head[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, end]}
        offset = end
    length = len(json.dumps(head, separators=(",", ":")))
    return 8 + -(-length // 8) * 8 + offset


def test_the_architectures_are_those_of_the_published_files_to_the_byte():
    from transformers import EdgeTamVideoModel, Sam2VideoModel

    from inference.engines import edgetam, sam2

    assert bytes_of(Sam2VideoModel, sam2.base_plus()) == 323_476_296
    assert bytes_of(EdgeTamVideoModel, edgetam.published()) == 55_912_824


def test_the_largest_memory_of_the_published_models_travels_in_four_megabytes():
    """Noise, which does not deflate, at sam2's size."""
    import torch

    from inference.engines.sam import memory as memories

    shape = memories.Shape(b"8 bytes.", tokens=64 * 64, channels=64, pointer=256)
    memory = memories.Memory()
    chance = torch.Generator().manual_seed(1)
    for frame in range(30):
        grid = torch.randint(-(2**15), 2**15, (shape.tokens, shape.channels), dtype=torch.int16, generator=chance)
        entry = memories.Entry(frame, grid.view(torch.bfloat16), torch.randn(shape.pointer, generator=chance))
        memories.remember(memory, entry, is_human=frame % 5 == 0)
    data = memories.dump(memory, shape)
    assert 3_600_000 < len(data) < 4_000_000
    assert memories.dump(memories.load(data, shape, device.CPU.where), shape) == data


# -- weights and choice


@pytest.mark.parametrize("name", weights.CHECKPOINTS)
def test_missing_weights_are_told_in_one_sentence_with_the_remedy(name, monkeypatch, tmp_path):
    monkeypatch.setenv("PLAYHEAD_WEIGHTS", str(tmp_path))
    with pytest.raises(InferenceError) as told:
        engines.load_engine(name)
    sentence = str(told.value)
    assert str(tmp_path / name / "model.safetensors") in sentence
    assert weights.CHECKPOINTS[name].address in sentence
    assert sentence.count(". ") == 0


def test_weights_that_were_altered_are_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("PLAYHEAD_WEIGHTS", str(tmp_path))
    path = weights.local_file("edgetam")
    path.parent.mkdir()
    path.write_bytes(b"not the weights")
    with pytest.raises(InferenceError, match=r"SHA-256 .* not 8858f8e4"):
        weights.fetch("edgetam")


@pytest.mark.parametrize("name", BUILDERS)
def test_a_verified_file_is_loaded_whole_or_told_not_to_fit(name, monkeypatch, tmp_path, small):
    monkeypatch.setenv("PLAYHEAD_WEIGHTS", str(tmp_path))
    engine = BUILDERS[name]()
    kind, config = type(engine.network.model), engine.network.model.config
    engine.network.model.save_pretrained(tmp_path / name)
    (tmp_path / name / "config.json").unlink()  # a checkpoint is the one file
    digest = hashlib.sha256(weights.local_file(name).read_bytes()).hexdigest()
    monkeypatch.setitem(weights.CHECKPOINTS, name, replace(weights.CHECKPOINTS[name], sha256=digest))
    again = SamEngine(name, type(engine.network)(weights.load_model(name, kind, config), device.CPU))
    prompt, picture = Prompt(0, (Point(0.5, 0.5),)), small[0][0]
    made, remade = (each.segment(each.encode(picture), prompt).astype(int) for each in (engine, again))
    # weights that lie elsewhere in memory may be summed in another order: the last bit of 255 is theirs
    assert np.abs(made - remade).max() <= 1
    config.memory_attention_num_layers += 1
    with pytest.raises(InferenceError, match=f"does not fit the engine {name}: .* memory_attention.layers.2"):
        weights.load_model(name, kind, config)


def test_weights_that_cannot_be_fetched_are_told_in_one_sentence(monkeypatch, tmp_path):
    monkeypatch.delenv("PLAYHEAD_WEIGHTS", raising=False)
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(InferenceError, match="set PLAYHEAD_WEIGHTS to FOLDER"):
        weights.fetch("edgetam")


def test_auto_takes_the_best_engine_that_has_a_gpu_and_its_weights(monkeypatch, tmp_path):
    monkeypatch.setenv("PLAYHEAD_WEIGHTS", str(tmp_path))
    monkeypatch.setattr(device, "has_gpu", lambda: False)
    assert engines.choose("auto") == "builtin"
    monkeypatch.setattr(device, "has_gpu", lambda: True)
    assert engines.choose("auto") == "builtin"
    for name in ("edgetam", "sam2"):
        weights.local_file(name).parent.mkdir()
        weights.local_file(name).touch()
        assert engines.choose("auto") == name


def test_builtin_loads_without_transformers():
    code = "import sys, inference.tasks; inference.tasks.load_engine('builtin'); print('transformers' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# -- on a GPU


def click_and_follow(engine, pictures):
    """A click followed for twenty frames; the later ten also from the memory's bytes."""
    encoded = [engine.encode(picture) for picture in pictures]
    height, width = pictures[0].shape[:2]
    memory = engine.new_memory()
    mattes = [engine.segment(encoded[0], Prompt(0, (Point(160 / 640, 180 / 360),)))]
    engine.remember(memory, 0, encoded[0], mattes[0], is_human=True)
    mattes += [engine.step(memory, frame, encoded[frame]) for frame in range(1, 10)]
    again = engine.load(engine.dump(memory))
    for frame in range(10, 20):
        mattes.append(engine.step(memory, frame, encoded[frame]))
        assert np.array_equal(mattes[-1], engine.step(again, frame, encoded[frame]))
    assert all(matte.shape == (height, width) for matte in mattes)
    return mattes


@pytest.mark.parametrize("name", BUILDERS)
def test_half_precision_gives_much_the_same_first_mask(name, easy):
    """As a GPU runs it, on the CPU."""
    import torch

    pictures = [picture[::4, ::4] for picture, _ in easy[0][:20]]
    half = device.Device(torch.device("cpu"), torch.bfloat16)
    mattes = click_and_follow(BUILDERS[name](half), pictures)
    whole = BUILDERS[name]()
    wanted = whole.segment(whole.encode(pictures[0]), Prompt(0, (Point(160 / 640, 180 / 360),)))
    assert np.abs(mattes[0].astype(int) - wanted).mean() < 0.2 * np.std(wanted)


@pytest.mark.gpu
@pytest.mark.parametrize("name", BUILDERS)
def test_on_a_gpu_a_click_is_followed_and_its_memory_travels(name, easy):
    """With the published weights where they are, compiled; else with random ones."""
    if not device.has_gpu():
        pytest.skip("needs an NVIDIA GPU")
    has_weights = weights.find(name) is not None
    engine = engines.load_engine(name) if has_weights else BUILDERS[name](device.best_device())
    pictures, truths = zip(*easy[0][:20], strict=True)
    mattes = click_and_follow(engine, pictures)
    if has_weights:
        assert min(iou(a, b) for a, b in zip(mattes, truths, strict=True)) > 0.9
