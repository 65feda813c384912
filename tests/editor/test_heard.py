"""What is heard beside its neighbours, on the vectors that the browser is held to as well."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from editor.lib.timebase import TICKS_PER_SECOND
from editor.render.heard import heard_clips
from editor.render.sound import _gain, panned
from editor.render.tempo import SAMPLE_RATE

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "sound.json").read_text())


@pytest.mark.parametrize("row", VECTORS, ids=[row["name"] for row in VECTORS])
def test_sound_begins_and_ends_as_the_vectors_say(row: dict[str, Any]) -> None:
    heard = heard_clips(row)
    fades = ("fadeIn", "fadeOut")
    found = [
        {name: clip[name] for name in ("id", "start", "length", "in", "level")}
        | {name: clip["audio"][name] for name in fades}
        | {"crosses": list(clip["crosses"])}
        for clip in heard
    ]
    assert found == row["expect"]
    by_id = {clip["id"]: clip for clip in heard}
    for key, seconds, gain in row["gains"]:
        clip = by_id[key]
        at = np.array([round(seconds * SAMPLE_RATE)])
        assert _gain(clip, at, clip["length"] * SAMPLE_RATE // TICKS_PER_SECOND)[0] == pytest.approx(gain, abs=2e-3)


def test_a_pan_brings_one_side_over_to_the_other_and_no_voice_gets_louder() -> None:
    both = np.array([[0.5] * 3, [0.25] * 3], np.float32)
    left, middle, right = panned(both, np.array([-1, 0, 1], np.float32)).T
    assert left == pytest.approx([0.375, 0], abs=1e-6)
    assert middle == pytest.approx([0.5, 0.25], abs=1e-6)
    assert right == pytest.approx([0, 0.375], abs=1e-6)
