"""The figures are checked where they can be worked out by hand; the command line on a clip made here."""

import json

import numpy as np
import pytest
from PIL import Image

from inference import metrics
from inference.evaluate import main

from .conftest import easy_clip


def square(top, left, side, size=100):
    mask = np.zeros((size, size), np.uint8)
    mask[top : top + side, left : left + side] = 255
    return mask


def test_j_is_what_two_masks_share_over_what_they_cover():
    assert metrics.region(square(0, 0, 20), square(0, 10, 20)) == pytest.approx(200 / 600)
    assert metrics.region(square(0, 0, 0), square(0, 0, 0)) == 1.0
    assert metrics.region(square(0, 0, 10), square(0, 0, 0)) == 0.0


def test_f_forgives_an_outline_within_the_tolerance_and_no_other():
    truth = square(30, 30, 40)
    assert metrics.boundary(square(31, 31, 40), truth) == 1.0  # the diagonal of 141 pixels forgives 2
    assert metrics.boundary(square(34, 34, 40), truth) < 0.2
    assert metrics.boundary(square(0, 0, 0), truth) == 0.0


def test_alpha_errors_grow_with_the_difference_and_flicker_only_with_change():
    truth = square(30, 30, 40)
    half = (truth // 2).astype(np.uint8)
    assert metrics.absolute(half, truth) == pytest.approx(0.16 * (1 - 127 / 255))
    assert metrics.gradient(truth, truth) == 0.0 < metrics.gradient(half, truth)
    assert metrics.flicker(half, half, truth, truth) == 0.0  # wrong, and steadily so
    assert metrics.flicker(half, truth, truth, truth) == pytest.approx(0.4 * (1 - 127 / 255), rel=1e-3)


def test_the_next_click_goes_into_the_middle_of_the_largest_error():
    assert metrics.worst_spot(square(0, 0, 0), square(20, 40, 21)) == (30, 50, True)
    assert metrics.worst_spot(square(20, 40, 21), square(0, 0, 0)) == (30, 50, False)
    assert metrics.worst_spot(square(20, 40, 21), square(20, 40, 21)) is None


@pytest.fixture
def data(tmp_path):
    for part in ("frames", "masks"):
        (tmp_path / "disc" / part).mkdir(parents=True)
    for frame, (picture, truth) in enumerate(easy_clip(10)):
        Image.fromarray(picture).save(tmp_path / f"disc/frames/{frame:05d}.jpg", quality=95)
        Image.fromarray(truth).save(tmp_path / f"disc/masks/{frame:05d}.png")
    return tmp_path


def test_the_report_holds_every_figure_and_a_montage_is_drawn(data, capsys):
    sheet = data / "sheet.png"
    assert main(["--data", str(data), "--engine", "builtin", "--json", "--montage", str(sheet)]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["jf"] == pytest.approx((report["j"] + report["f"]) / 2)
    assert report["j"] > 0.85
    assert set(report["clicks_iou"]) == {"1", "3", "5"}
    assert report["clicks_iou"]["5"] > 0.8
    assert report["correction"]["human_untouched"]
    assert report["correction"]["after"] > 0.85
    assert report["sequences"]["disc"]["j"] == report["j"]
    wanted = {"f", "box_iou", "mad", "grad", "dtssd", "fps", "ms_p50", "ms_p95", "peak_mb", "second_object_cost"}
    assert wanted <= set(report)
    assert Image.open(sheet).width > 6 * 320


def test_a_folder_without_sequences_or_without_a_mask_a_frame_is_told(data, tmp_path, capsys):
    (data / "disc/masks/00003.png").unlink()
    assert main(["--data", str(data)]) == 1
    assert "10 frames and 9 masks" in capsys.readouterr().err
    assert main(["--data", str(tmp_path / "nowhere")]) == 1
    assert "holds no sequence" in capsys.readouterr().err
