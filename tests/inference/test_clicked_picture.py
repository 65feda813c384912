"""A first mask from the picture that came with the click, before there is a proxy."""

import dataclasses
import io

import numpy as np
import pytest
from PIL import Image

from inference.contracts import BadVideo, FrameState, Invalidation
from inference.frames import PICTURE_BOX, read_picture

from .conftest import COUNT, iou
from .test_runner import pushed


def jpeg(picture, kind="JPEG"):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, kind, quality=92)
    return file.getvalue()


def without_proxy(stage, *prompts):
    return dataclasses.replace(stage.job(prompts=prompts), proxy_key="", frame_count=prompts[-1].frame + 1)


def test_a_clip_that_is_still_uploading_gets_its_clicked_mask_and_later_the_others(stage, easy, worker):
    picture, truth = easy[0][8]
    stage.live.keep_picture(8, jpeg(picture))
    stage.live.write_job(without_proxy(stage, stage.click(8)))
    worker.run_all(stage.matte)
    first = stage.at_rest()[8]
    assert list(stage.at_rest()) == [8]
    assert (first.state, first.alpha.shape) == (FrameState.HUMAN, truth.shape)
    assert iou(first.alpha, truth) > 0.85
    assert not stage.live.wants_work()
    stage.live.write_job(stage.job(2, [stage.click(8)], [Invalidation(2, 0, COUNT - 1)]))  # it has a proxy now
    worker.run_all(stage.matte)
    assert sorted(stage.at_rest()) == list(range(COUNT))
    assert iou(stage.at_rest()[8].alpha, first.alpha) > 0.95


def test_a_picture_that_got_lost_is_told_and_forgotten_with_the_proxy(stage, worker):
    stage.live.write_job(without_proxy(stage, stage.click(8)))
    worker.run_all(stage.matte)
    assert "when the clip is uploaded" in stage.live.error()
    assert pushed(stage) == []


def test_pictures_are_read_in_their_colours_and_no_larger_than_a_proxy():
    red = np.zeros((32, 64, 3), np.uint8)
    red[..., 0] = 200
    for kind in ("JPEG", "WEBP"):
        found = read_picture(jpeg(red, kind))
        assert found.shape == red.shape
        assert np.abs(found.astype(int) - red).max() < 12
    large = np.zeros((PICTURE_BOX[1] + 2, PICTURE_BOX[0], 3), np.uint8)
    for data in (jpeg(large), jpeg(red)[:200], b"RIFF", b"", jpeg(red, "PNG")):
        with pytest.raises(BadVideo):
            read_picture(data)
