"""Colour tables, on the vectors that the browser reads too."""

import json
from pathlib import Path
from typing import Any

import pytest

from editor.lib.cube import NotACube, parse_cube

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "cube.json").read_text())


@pytest.mark.parametrize("row", VECTORS, ids=[row["name"] for row in VECTORS])
def test_a_table_is_read_or_refused_as_the_vectors_say(row: dict[str, Any]) -> None:
    try:
        cube = parse_cube(row["text"].encode())
        found = {"size": cube.size, "low": list(cube.low), "high": list(cube.high), "table": list(cube.table)}
    except NotACube as error:
        found = {"error": str(error)}
    assert found == row["expect"]


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(NotACube, match="is text"):
        parse_cube(b"LUT_3D_SIZE 2\n\xff\xfe")
