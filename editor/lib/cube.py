"""Colour tables from .cube files, read strictly. Twin of frontend/src/model/cube.ts, on tests/vectors/cube.json."""

import math
import re
from array import array
from dataclasses import dataclass

from inference.words import sentence

MOST_BYTES = 16 << 20
LEAST, MOST = 2, 65  # steps a side
_FIGURE = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
Triple = tuple[float, float, float]


class NotACube(Exception):
    """str() is a sentence for the person who chose the file."""


@dataclass
class Cube:
    """size: steps a side. low, high: the colours of its first and last step. table: R, G, B, red changing fastest."""

    size: int
    low: Triple
    high: Triple
    table: "array[float]"


def parse_cube(data: bytes) -> Cube:
    """Raises NotACube."""
    if len(data) > MOST_BYTES:
        raise NotACube(sentence("This file is too large for a colour table."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotACube(sentence("This is no colour table: a .cube file is text.")) from None
    size, low, high = 0, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
    table = array("d")
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        words = line.split()
        if not words or words[0].startswith("#") or words[0] == "TITLE":
            continue
        figures = [_figure(word) for word in words]
        if len(words) == 3 and None not in figures and size:
            table.extend(figure for figure in figures if figure is not None)
        elif words[0] == "LUT_1D_SIZE":
            raise NotACube(
                sentence(
                    "This .cube holds a one-dimensional table; Playhead takes three-dimensional ones (LUT_3D_SIZE)."
                )
            )
        elif words[0] == "LUT_3D_SIZE" and len(words) == 2 and re.fullmatch(r"\d{1,6}", words[1]) and not size:
            size = int(words[1])
            if not LEAST <= size <= MOST:
                raise NotACube(
                    sentence(
                        "The table has {size} steps a side; Playhead takes {least} to {most}.",
                        size=size,
                        least=LEAST,
                        most=MOST,
                    )
                )
        elif words[0] in ("DOMAIN_MIN", "DOMAIN_MAX") and len(words) == 4 and None not in figures[1:]:
            low, high = (_triple(figures[1:]), high) if words[0] == "DOMAIN_MIN" else (low, _triple(figures[1:]))
        elif words[0] == "LUT_3D_INPUT_RANGE" and len(words) == 3 and None not in figures[1:]:
            low, high = _triple([figures[1]] * 3), _triple([figures[2]] * 3)
        elif not size:
            raise NotACube(sentence("This is no colour table: a .cube file says LUT_3D_SIZE before its figures."))
        else:
            raise NotACube(
                sentence("Line {number} is neither three figures nor anything that a .cube says.", number=number)
            )
    if not size:
        raise NotACube(sentence("This is no colour table: a .cube file says LUT_3D_SIZE before its figures."))
    if len(table) != 3 * size**3:
        raise NotACube(
            sentence(
                "The table holds {count} colours where {size} × {size} × {size} = {whole} belong.",
                count=len(table) // 3,
                size=size,
                whole=size**3,
            )
        )
    if any(a >= b for a, b in zip(low, high, strict=True)):
        raise NotACube(sentence("The table's domain begins where it ends, or after."))
    return Cube(size, low, high, table)


def _figure(word: str) -> float | None:
    if not _FIGURE.fullmatch(word):
        return None
    value = float(word)
    return value if math.isfinite(value) else None


def _triple(figures: list[float | None]) -> Triple:
    red, green, blue = (figure or 0.0 for figure in figures)
    return red, green, blue
