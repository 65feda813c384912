"""The draw list, on the vectors that the browser's plan is held to as well."""

import json
from pathlib import Path
from typing import Any

import pytest

from editor.render.plan import plan_at

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "plan.json").read_text())


@pytest.mark.parametrize("row", VECTORS, ids=[row["name"] for row in VECTORS])
def test_the_draw_list_is_that_of_the_shared_vectors(row: dict[str, Any]) -> None:
    assert plan_at(row["reading"], row["t"], row["facts"].get) == row["expect"]
