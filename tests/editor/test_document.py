"""The reading of a Yjs document, on the vectors that the browser reads too."""

import json
import math
from pathlib import Path

import pycrdt
import pytest

from editor.render.document import read_document

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/document.json").read_text())
DEFAULTS = VECTORS["defaults"]


NO_NUMBERS = {"<NaN>": math.nan, "<Infinity>": math.inf}  # JSON has none


def build(plain):
    doc = pycrdt.Doc()
    doc.get("settings", type=pycrdt.Map).update(plain.get("settings", {}))
    for name in ("tracks", "clips", "markers"):
        rows = doc.get(name, type=pycrdt.Map)
        for key, row in plain.get(name, {}).items():
            if isinstance(row, dict):
                row = pycrdt.Map({field: NO_NUMBERS.get(str(value), value) for field, value in row.items()})
            rows[key] = row
    return doc


def filled(row, defaults):
    """`row` with what it leaves out, one level down too."""
    inner = {
        key: filled(row[key], value) for key, value in defaults.items() if isinstance(value, dict) and row.get(key)
    }
    return {**defaults, **row, **inner}


def whole(expect):
    """The reading that a case expects: the file names only what differs from the defaults."""
    return {
        "settings": filled(expect.get("settings", {}), DEFAULTS["settings"]),
        "tracks": [filled(track, DEFAULTS["track"]) for track in expect.get("tracks", [])],
        "clips": [filled(clip, DEFAULTS["clip"]) for clip in expect.get("clips", [])],
        "markers": [filled(marker, DEFAULTS["marker"]) for marker in expect.get("markers", [])],
        "problems": expect.get("problems", []),
    }


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_the_reading_is_that_of_the_vectors(case):
    # as text: 1.0 and 1 are the same number to Python, and not to whoever reads the JSON
    reading = json.dumps(read_document(build(case["plain"])), sort_keys=True)
    assert reading == json.dumps(whole(case["expect"]), sort_keys=True)


def test_numbers_that_are_none_fall_back():
    clip = {"track": "v1", "start": 0, "length": 5, "speed": math.nan, "transform": {"x": math.inf}}
    reading = read_document(build({"settings": {"width": math.nan}, "tracks": {"v1": {}}, "clips": {"a": clip}}))
    assert (reading["settings"]["width"], reading["clips"][0]["speed"]) == (1280, 1)
    assert reading["clips"][0]["transform"]["x"] == 0.5
