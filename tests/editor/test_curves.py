"""Curves of light, on the vectors that the browser is held to as well."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from editor.render.curves import STRAIGHT, curve_at, read_curves, table_of

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "curves.json").read_text())


@pytest.mark.parametrize("row", VECTORS, ids=[row["name"] for row in VECTORS])
def test_levels_become_what_the_vectors_say(row: dict[str, Any]) -> None:
    found = [curve_at(row["points"], at) for at, _ in row["values"]]
    assert found == pytest.approx([value for _, value in row["values"]], abs=1e-12)


def test_each_channel_is_curved_after_all_together() -> None:
    table = table_of(read_curves({"all": [[0, 1], [1, 0]], "red": [[0, 0], [1, 0.5]]}))
    assert table[0] == pytest.approx([128 / 255, 1, 1], abs=1e-6)
    assert table[255].tolist() == [0, 0, 0]
    assert np.array_equal(table_of(read_curves(None))[:, 1] * 255, np.arange(256))


def test_points_are_sorted_held_and_one_a_level() -> None:
    assert read_curves({"red": [[2, 0.5], [0, 0], [0, 0.25], ["x", 1], [0.5]]})["red"] == [[0, 0.25], [1, 0.5]]
    assert read_curves({"red": [[0.5, 0.5]], "green": "S"}) == dict.fromkeys(("all", "red", "green", "blue"), STRAIGHT)
