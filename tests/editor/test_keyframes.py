"""Values over time, on the vectors that the browser is held to as well."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from editor.lib.timebase import TICKS_PER_SECOND
from editor.render.keyframes import mixed_colours, pose_at, value_at
from editor.render.sound import _gain

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "keyframes.json").read_text())


@pytest.mark.parametrize("row", VECTORS, ids=[row["name"] for row in VECTORS])
def test_values_are_those_of_the_shared_vectors_to_the_last_bit(row: dict[str, Any]) -> None:
    mix = [mixed_colours] if row.get("colours") else []
    assert [[at, value_at(row["keys"], at, *mix)] for at, _ in row["values"]] == row["values"]


def test_a_volume_follows_its_keyframes_under_the_fades() -> None:
    second = TICKS_PER_SECOND
    keys = [{"at": second, "value": 0, "ease": "linear"}, {"at": 2 * second, "value": 1, "ease": "hold"}]
    clip = {
        "start": 0,
        "in": second,
        "length": 3 * second,
        "speed": 1,
        "audio": {"gain": 4, "fadeIn": 0, "fadeOut": second},
        "keyframes": {"gain": [*keys, {"at": 7 * second // 2, "value": 0.5, "ease": "linear"}]},
    }
    at = np.array([0, 24_000, 48_000, 96_000, 119_999, 120_000, 143_999])
    assert _gain(clip, at, 144_000) == pytest.approx([0, 0.5, 1, 1, 0.5, 0.25, 0], abs=1e-4)


def test_a_titles_figures_change_over_time_like_any_other_held_to_their_range() -> None:
    keys = [{"at": 0, "value": 100, "ease": "linear"}, {"at": 100, "value": 9999, "ease": "linear"}]
    clip = {"transform": {}, "audio": {}, "effects": [], "title": {"size": 110, "font": "Lora"}}
    keyed = {**clip, "keyframes": {"title.size": keys, "title.font": keys}}
    assert pose_at(keyed, 1)["title"] == {"size": 100 + 9899 / 100, "font": "Lora"}
    assert pose_at(keyed, 100)["title"]["size"] == 600
    assert clip["title"]["size"] == 110
    assert pose_at({**keyed, "title": None}, 1)["title"] is None
