"""Which clips an export needs, on the vectors that the browser is held to as well."""

import json
from pathlib import Path
from typing import Any

import pytest

from editor.render.shown import shown_clips

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "shown.json").read_text())


@pytest.mark.parametrize("row", VECTORS, ids=[row["name"] for row in VECTORS])
def test_an_export_needs_what_is_seen_or_heard(row: dict[str, Any]) -> None:
    assert [clip["id"] for clip in shown_clips(row)] == row["expect"]
