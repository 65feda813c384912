"""How a clip looks, field by field of its row. Twin of frontend/src/model/looks.ts."""

from typing import Any

from editor.render.curves import read_curves
from editor.render.effects import COLOURS, EFFECTS, Range
from editor.render.transitions import SIDES, TRANSITIONS, usual_side
from editor.render.values import Plain, colour, is_number, number, ranged, text, ticks

TITLE: dict[str, Range] = {
    "size": (110, 10, 600),
    "width": (800, 20, 4000),
    "outline": (0, 0, 200),
    "shadow": (0, 0, 1),
    "box": (0, 0, 1),
}
TITLE_COLOURS = {"colour": "#ffffff", "outlineColour": "#000000", "boxColour": "#000000"}
_MOST_LETTERS = 2000

MATTE_COLOURS = {"colour": "#2f6fed", "outlineColour": "#ffffff", "shadowColour": "#000000"}
MATTE: dict[str, Range] = {
    "feather": (0, 0, 50),
    "blur": (20, 0, 100),
    "strength": (1, 0, 1),
    "outline": (0, 0, 100),
    "outlineSoft": (0, 0, 100),
    "shadow": (0, 0, 1),
    "shadowX": (12, -300, 300),
    "shadowY": (16, -300, 300),
    "shadowSoft": (12, 0, 100),
}


def read_matte(value: Any) -> Plain | None:
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        return None
    return {
        "id": value["id"],
        "mode": value.get("mode") if value.get("mode") in ("keep", "remove", "whole", "blur", "recolour") else "keep",
        **{name: colour(value.get(name), otherwise) for name, otherwise in MATTE_COLOURS.items()},
        **ranged(MATTE, value),
    }


def read_transition(row: Any) -> Plain | None:
    """One of an unknown kind or without a length is none."""
    length = ticks(row.get("length")) if isinstance(row, dict) else None
    if length is None or length <= 0 or row.get("kind") not in TRANSITIONS:
        return None
    before = min(length, max(0, ticks(row.get("before")) or 0))
    return {
        "kind": row["kind"],
        "from": row["from"] if text(row.get("from")) in SIDES else usual_side(row["kind"]),
        "length": length,
        "before": before,
        "colour": colour(row.get("colour"), "#000000"),
    }


def read_title(row: Plain) -> Plain:
    return {
        "text": text(row.get("text"))[:_MOST_LETTERS],
        "font": text(row.get("font"), "Inter"),
        "weight": 400 if row.get("weight") in (400, 400.0) else 700,
        "align": row.get("align") if row.get("align") in ("left", "centre", "right") else "centre",
        **{name: colour(row.get(name), otherwise) for name, otherwise in TITLE_COLOURS.items()},
        **ranged(TITLE, row),
    }


_MOST_EFFECTS = 32  # of one clip; the later ones are not looked at


def read_effects(value: Any) -> list[Plain]:
    """Those of unknown kinds too, with no figures; of two with one id the first stays."""
    found: dict[str, Plain] = {}
    for row in value[:_MOST_EFFECTS] if isinstance(value, list) else []:
        key = text(row.get("id")) if isinstance(row, dict) else ""
        if not key or key in found:
            continue
        kind, values = text(row.get("kind")), row.get("values")
        found[key] = {
            "id": key,
            "kind": kind,
            "on": row.get("on") is not False,
            "values": ranged(EFFECTS.get(kind, {}), values if isinstance(values, dict) else {}),
            **({"colour": colour(row.get("colour"), COLOURS[kind])} if kind in COLOURS else {}),
            **({"curves": read_curves(row.get("curves"))} if kind == "curves" else {}),
            **({"lut": text(row.get("lut"))} if kind == "lut" else {}),
        }
    return list(found.values())


_EASES = ("linear", "hold", "in", "out", "both")
_MOST_KEYS = 2000  # of one parameter; the later ones are not looked at


def read_keyframes(value: Any) -> Plain:
    """In their order, whatever order they come in; of two at one time the later in the list stays."""
    found = {}
    for param, rows in (value if isinstance(value, dict) else {}).items():
        keys = {}
        for row in rows[:_MOST_KEYS] if isinstance(rows, list) else []:
            at = ticks(row.get("at")) if isinstance(row, dict) else None
            if at is not None and is_number(row.get("value")):
                keys[at] = {"at": at, "value": number(row["value"], 0), "ease": _ease(row.get("ease"))}
        if keys:
            found[param] = [keys[at] for at in sorted(keys)]
    return found


def _ease(value: Any) -> str | list[float]:
    if isinstance(value, list) and len(value) == 4 and all(map(is_number, value)):
        return [number(part, 0, *((-10, 10) if index % 2 else (0, 1))) for index, part in enumerate(value)]
    return value if isinstance(value, str) and value in _EASES else "linear"
