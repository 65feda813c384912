import json
from pathlib import Path

import numpy as np
import pytest

from editor.render.compositor import blank, draw, shape_matte


def item(x: float, y: float, w: float, h: float, rotation: float = 0, opacity: float = 1) -> dict:
    return {"rect": {"x": x, "y": y, "w": w, "h": h}, "rotation": rotation, "opacity": opacity}


def solid(width: int, height: int, rgba: tuple[int, int, int, int]) -> np.ndarray:
    out = np.empty((height, width, 4), np.uint8)
    out[:] = rgba
    return out


def test_an_opaque_source_replaces_what_lies_below() -> None:
    canvas = blank(16, 8, "#102030")
    draw(canvas, solid(16, 8, (200, 10, 20, 255)), item(0, 0, 16, 8), None)
    assert (canvas == (200, 10, 20)).all()


def test_half_opacity_mixes_halfway_within_one_level() -> None:
    canvas = blank(16, 8, "#000000")
    draw(canvas, solid(16, 8, (200, 100, 50, 255)), item(0, 0, 16, 8, opacity=0.5), None)
    assert np.abs(canvas.astype(int) - (100, 50, 25)).max() <= 1


def test_a_source_half_outside_is_cut_at_the_edge() -> None:
    canvas = blank(8, 8, "#000000")
    draw(canvas, solid(8, 8, (255, 255, 255, 255)), item(-4, 0, 8, 8), None)
    assert (canvas[:, :4] == 255).all()
    assert (canvas[:, 4:] == 0).all()


@pytest.mark.parametrize("mode", ["keep", "remove"])
def test_a_matte_keeps_or_removes_its_object(mode: str) -> None:
    matte = np.zeros((8, 8), np.uint8)
    matte[:, :4] = 255
    canvas = blank(8, 8, "#00ff00")
    draw(canvas, solid(8, 8, (255, 0, 0, 255)), item(0, 0, 8, 8), shape_matte(matte, mode, 0))
    left, right = ((255, 0, 0), (0, 255, 0)) if mode == "keep" else ((0, 255, 0), (255, 0, 0))
    assert (canvas[:, :4] == left).all()
    assert (canvas[:, 4:] == right).all()


def test_feather_softens_the_edge_and_leaves_the_inside_alone() -> None:
    matte = np.zeros((64, 64), np.uint8)
    matte[:, :32] = 255
    soft = shape_matte(matte, "keep", 6)
    assert 100 < soft[32, 32] < 155
    assert soft[32, 5] == 255
    assert soft[32, 60] == 0


def test_feather_blurs_as_the_preview_does() -> None:
    for row in json.loads((Path(__file__).parents[1] / "vectors" / "feather.json").read_text()):
        plane = np.array(row["plane"], np.uint8).reshape(-1, row["width"])
        assert shape_matte(plane, "keep", 2 * row["sigma"]).ravel().tolist() == row["blurred"]


def test_a_quarter_turn_moves_the_top_to_the_right() -> None:
    source = solid(8, 8, (0, 0, 0, 255))
    source[:4, :, 0] = 255
    canvas = blank(8, 8, "#000000")
    draw(canvas, source, item(0, 0, 8, 8, rotation=90), None)
    assert canvas[4, 6, 0] > 250
    assert canvas[4, 1, 0] < 5
