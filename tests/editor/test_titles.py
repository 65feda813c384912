"""A title's picture, as the export draws it; that the preview draws the same is in tests/e2e/parity.spec.ts."""

import numpy as np
import pytest

from editor.render.document import read_plain
from editor.render.titles import families, letters, title_picture


def title(**fields: object) -> dict:
    clip = {"track": "v1", "kind": "text", "start": 0, "length": 10, "title": {"text": "Title", **fields}}
    return read_plain({"tracks": {"v1": {}}, "clips": {"a": clip}})["clips"][0]["title"]


def ink(picture: np.ndarray) -> tuple[float, float]:
    """Where the letters begin and end across the picture, 0..1 of it."""
    columns = np.flatnonzero(picture[..., 3].max(axis=0) > 128)
    return columns[0] / picture.shape[1], columns[-1] / picture.shape[1]


@pytest.mark.parametrize("weight", [400, 700])
@pytest.mark.parametrize("font", families())
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


def test_letters_that_a_font_lacks_are_marked_and_nothing_fails() -> None:
    assert letters("a\U0001f600b\tc\r\n\u4f60", "Inter") == ["a?b c", "?"]
    assert letters("\u05e9", "BebasNeue") == ["?"]
    assert letters("\u05e9", "Rubik") == ["\u05e9"]
    assert title_picture(title(text="\U0001f600\ud800\u05e9\u202e", font="Gone"), 320, 180, 320)[..., 3].any()


def test_a_box_lies_under_the_letters_and_an_empty_title_is_nothing() -> None:
    boxed = title_picture(title(box=1, boxColour="#102030", colour="#ffffff"), 320, 180, 320)
    alpha = boxed[..., 3]
    assert (boxed[alpha == 255][:, :3].min(axis=0) == (0x10, 0x20, 0x30)).all()
    assert not title_picture(title(text=" \n", box=1), 320, 180, 320).any()
