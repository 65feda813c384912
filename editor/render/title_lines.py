"""Which letters stand in which line of a title, and in which font. Twin of frontend/src/engine/title-lines.ts, on
tests/vectors/title-lines.json: lines end by sums of whole numbers that both read from fonts.json, never by measuring.
"""

import json
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).resolve().parents[2] / "frontend" / "fonts"
_FIRST, _EMOJI = "Inter", "NotoEmoji"
_HELPERS = (_FIRST, "Rubik", _EMOJI)  # where letters are taken from that a font lacks, in this order
# what says how an emoji looks, or makes one of several: there is one look, and each stands by itself
_SELECTORS = "\ufe0e\ufe0f"
_JOINS = "\u200d\u20e3\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"

Letter = tuple[str, str]  # with its family
Run = tuple[str, str]  # family, letters of it in the order they are read


@lru_cache(1)
def families() -> dict[str, Any]:
    """By name as documents have it: ascent and descent in sizes, weights, the code points it covers, in runs, and by
    weight how far each of them goes, in thousandths of the size."""
    found: dict[str, Any] = json.loads((FONTS / "fonts.json").read_text())
    return found


def family_of(title: dict[str, Any]) -> str:
    return str(title["font"]) if title["font"] in families() else _FIRST


def face_of(family: str, weight: int) -> str:
    """The font file of a family at a weight, or at the only one it has: 'Inter-700'."""
    weights = families()[family]["weights"]
    return f"{family}-{weight if weight in weights else weights[0]}"


def title_lines(title: dict[str, Any], width: int, height: int) -> list[list[Run]]:
    """The lines of a title on a frame of `width` x `height`, in any unit."""
    family = family_of(title)
    most = (title["width"] * width * 1000) / (title["size"] * height)
    lines = title["text"].replace("\r", "").replace("\t", " ").split("\n")
    return [_runs(part) for line in lines for part in _wrapped(_letters(line, family), title["weight"], most)]


@lru_cache(16)
def _places(family: str) -> dict[int, int]:
    """Where each code point is in the family's tables."""
    codes = (code for low, high in families()[family]["covers"] for code in range(low, high + 1))
    return {code: place for place, code in enumerate(codes)}


def _source(letter: str, family: str, last: str | None) -> str | None:
    """Where a letter comes from; None: no font has it. What is no letter stays with those before it."""
    code = ord(letter)
    if last and last != _EMOJI and unicodedata.category(letter)[0] not in "LN" and code in _places(last):
        return last
    return next((each for each in (family, *_HELPERS) if code in _places(each)), None)


def _letters(line: str, family: str) -> list[Letter]:
    instead = "\ufffd" if 0xFFFD in _places(family) else "?"
    found: list[Letter] = []
    for letter in line:
        last = found[-1][1] if found else None
        if letter in _SELECTORS or (last == _EMOJI and letter in _JOINS):
            continue
        source = _source(letter, family, last)
        found.append((letter, source) if source else (instead, family))
    return found


def _length(letters: list[Letter], weight: int) -> int:
    """Of letters side by side, thousandths of the size; kerning is not counted."""
    return sum(
        families()[family]["advances"][face_of(family, weight).removeprefix(f"{family}-")][_places(family)[ord(letter)]]
        for letter, family in letters
    )


def _wrapped(line: list[Letter], weight: int, most: float) -> list[list[Letter]]:
    """Ends a line at the last space before it would be longer than `most`; spaces there are not shown."""
    words: list[list[Letter]] = [[]]
    for letter in line:
        if letter[0] == " ":  # a word carries the space before it
            words.append([letter])
        else:
            words[-1].append(letter)
    lines: list[list[Letter]] = []
    current: list[Letter] = []
    length = 0
    for word in words:
        more = _length(word, weight)
        if length + more > most and len(word) > 1 and any(letter != " " for letter, _ in current):
            while current[-1][0] == " ":
                current.pop()
            lines.append(current)
            current = word[1:]
            length = _length(current, weight)
        else:
            current = current + word
            length += more
    return [*lines, current]


def _runs(letters: list[Letter]) -> list[Run]:
    """Each emoji by itself, so that no font makes one of two."""
    runs: list[Run] = []
    for letter, family in letters:
        if runs and runs[-1][0] == family != _EMOJI:
            runs[-1] = (family, runs[-1][1] + letter)
        else:
            runs.append((family, letter))
    return runs
