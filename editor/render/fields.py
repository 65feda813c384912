"""Rows of the document, field by field. Twin of frontend/src/model/fields.ts."""

from typing import Any

from editor.lib.timebase import TICKS_PER_SECOND
from editor.render.effects import BLENDS
from editor.render.keyframes import GAIN, PAN, TRANSFORM
from editor.render.looks import read_effects, read_keyframes, read_matte, read_title, read_transition
from editor.render.values import MAX_SAFE, Plain, colour, is_number, number, ranged, text, ticks, time, whole

MAX_SIDE = 8192


def read_settings(row: Plain) -> Plain:
    rate = row.get("rate")
    fraction = [whole(part, 0, 1, 1_000_000) for part in rate] if isinstance(rate, list) else []
    return {
        "width": whole(row.get("width"), 1280, 2, MAX_SIDE),
        "height": whole(row.get("height"), 720, 2, MAX_SIDE),
        "rate": fraction if len(fraction) == 2 and all(fraction) else [30, 1],
        "background": colour(row.get("background"), "#000000"),
    }


def read_track(key: str, row: Plain) -> Plain:
    flags = {name: row.get(name) is True for name in ("muted", "solo", "locked", "hidden")}
    kind = "audio" if row.get("kind") == "audio" else "video"
    return {
        "id": key,
        "kind": kind,
        "name": text(row.get("name"), key),
        "order": text(row.get("order")),
        "gain": number(row.get("gain"), *GAIN),
        **flags,
    }


def read_marker(key: str, row: Plain) -> Plain:
    shown = colour(row.get("colour"), "#4c9ffe")
    return {"id": key, "at": max(0, time(row.get("at"))), "label": text(row.get("label")), "colour": shown}


def _clip_place(row: Plain) -> Plain:
    """A length that is none is a second; a start that is none is 0, until there is an end to put the clip after."""
    length = ticks(row.get("length")) or 0
    return {
        "start": max(0, ticks(row.get("start")) or 0),
        "length": length if length > 0 else TICKS_PER_SECOND,
        "in": max(0, ticks(row.get("in")) or 0),
    }


def read_faults(row: Plain) -> tuple[bool, bool]:
    """Whether a clip's times or speed could not be taken as they are, and whether its start is not known."""
    place = _clip_place(row)
    start = ticks(row.get("start"))
    adrift = start is None or start < 0 or start > MAX_SAFE - place["length"]
    asked = {"in": place["in"], **row}
    changed = any(not is_number(asked.get(name)) or asked[name] != value for name, value in place.items())
    speed = row.get("speed", 1)
    return adrift or changed or not is_number(speed) or speed != _speed(speed), adrift


def _speed(value: Any) -> float:
    """Never so slow that nothing moves."""
    speed = number(value, 1, -100, 100)
    return speed if abs(speed) >= 0.01 else -0.01 if speed < 0 else 0.01


def read_clip(key: str, row: Plain) -> Plain:
    transform = row["transform"] if isinstance(row.get("transform"), dict) else {}
    audio = row["audio"] if isinstance(row.get("audio"), dict) else {}
    title = row["title"] if isinstance(row.get("title"), dict) else {}
    return {
        "id": key,
        "track": text(row.get("track")),
        "kind": row.get("kind") if row.get("kind") in ("media", "text", "colour") else "media",
        "asset": text(row.get("asset")),
        **_clip_place(row),
        "speed": _speed(row.get("speed")),
        "still": None if (still := ticks(row.get("still"))) is None else max(0, still),
        "colour": colour(row.get("colour"), "#000000"),
        "title": read_title(title) if row.get("kind") == "text" else None,
        "transition": read_transition(row.get("transition")),
        "transform": ranged(TRANSFORM, transform),
        "audio": {
            "gain": number(audio.get("gain"), *GAIN),
            "pan": number(audio.get("pan"), *PAN),
            "fadeIn": max(0, time(audio.get("fadeIn"))),
            "fadeOut": max(0, time(audio.get("fadeOut"))),
        },
        "matte": read_matte(row.get("matte")),
        "effects": read_effects(row.get("effects")),
        "blend": row.get("blend") if row.get("blend") in BLENDS else "normal",
        "keyframes": read_keyframes(row.get("keyframes")),
        "link": text(row.get("link")),
        "group": text(row.get("group")),
    }
