"""A title's picture, as the export draws it; that the preview draws the same is in tests/e2e/parity.spec.ts."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from editor.render.document import read_plain
from editor.render.title_lines import families, title_lines
from editor.render.titles import title_picture

LINES = json.loads((Path(__file__).parents[1] / "vectors" / "title-lines.json").read_text())


def title(**fields: object) -> dict:
    clip = {"track": "v1", "kind": "text", "start": 0, "length": 10, "title": {"text": "Title", **fields}}
    return read_plain({"tracks": {"v1": {}}, "clips": {"a": clip}})["clips"][0]["title"]


def ink(picture: np.ndarray) -> tuple[float, float]:
    """Where the letters begin and end across the picture, 0..1 of it."""
    columns = np.flatnonzero(picture[..., 3].max(axis=0) > 128)
    return columns[0] / picture.shape[1], columns[-1] / picture.shape[1]


@pytest.mark.parametrize("weight", [400, 700])
@pytest.mark.parametrize("font", [name for name, facts in families().items() if not facts.get("helps")])
def test_every_font_has_its_file_and_draws(font: str, weight: int) -> None:
    left, right = ink(title_picture(title(font=font, weight=weight), 320, 180, 320))
    assert abs((left + right) / 2 - 0.5) < 0.03


def test_a_short_line_goes_where_it_is_aligned_within_the_widest() -> None:
    def last_line(align: str) -> tuple[float, float]:
        picture = title_picture(title(text="Wide words here\n|", align=align), 640, 360, 640)
        return ink(picture[185:])

    left, centre, right = (last_line(align)[0] for align in ("left", "centre", "right"))
    assert left < 0.4 < centre < 0.6 < right


def test_what_is_enlarged_is_drawn_finer_up_to_three_times() -> None:
    assert title_picture(title(), 320, 180, 160).shape == (180, 320, 4)
    assert title_picture(title(), 320, 180, 500).shape == (360, 640, 4)
    assert title_picture(title(), 320, 180, 9000).shape == (540, 960, 4)


@pytest.mark.parametrize("row", LINES, ids=[row["name"] for row in LINES])
def test_lines_and_their_fonts_are_those_of_the_shared_vectors(row: dict[str, Any]) -> None:
    lines = title_lines(title(**row["title"]), *row["frame"])
    assert [[list(run) for run in line] for line in lines] == row["lines"]


def test_a_line_that_is_too_long_goes_on_in_the_next_within_its_width() -> None:
    words = "Words that do not stand side by side on a frame of this width at all"
    narrow, wide = (ink(title_picture(title(text=words, width=width), 640, 360, 640)) for width in (300, 800))
    assert 0.2 < narrow[1] - narrow[0] < 0.31
    assert 0.5 < wide[1] - wide[0] < 0.81


def test_what_no_font_has_is_marked_and_nothing_fails() -> None:
    assert title_picture(title(text="\U0001f600\ud800\u05e9\u202e\u4f60", font="Gone"), 320, 180, 320)[..., 3].any()


def test_an_emoji_is_drawn_in_the_colour_of_the_title() -> None:
    picture = title_picture(title(text="\U0001f600", colour="#20c040"), 320, 180, 320)
    assert (picture[picture[..., 3] == 255][:, :3] == (0x20, 0xC0, 0x40)).all()
    assert (picture[..., 3] == 255).any()


def test_a_box_lies_under_the_letters_and_an_empty_title_is_nothing() -> None:
    boxed = title_picture(title(box=1, boxColour="#102030", colour="#ffffff"), 320, 180, 320)
    alpha = boxed[..., 3]
    assert (boxed[alpha == 255][:, :3].min(axis=0) == (0x10, 0x20, 0x30)).all()
    assert not title_picture(title(text=" \n", box=1), 320, 180, 320).any()
