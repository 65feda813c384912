"""The plain reading of a project document. Twin of frontend/src/model/document.ts, on tests/vectors/document.json."""

import math
import re
from collections.abc import Iterator
from typing import Any

import pycrdt

from editor.lib.timebase import TICKS_PER_SECOND
from editor.render.effects import BLENDS, COLOURS, EFFECTS, Range
from editor.render.keyframes import GAIN, TRANSFORM
from editor.render.transitions import TRANSITIONS

MAPS = ("settings", "tracks", "clips", "markers")
RECOVERED = "recovered"  # id of the track that clips without one are shown on
MAX_SIDE = 8192
MAX_SAFE = 2**53 - 1
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
Plain = dict[str, Any]


def read_document(doc: pycrdt.Doc[Any]) -> Plain:
    """{settings, tracks, clips, markers, problems}, shaped as in frontend/src/model/types.ts.

    What is missing or of a wrong type gets its default; it never raises.
    """
    return read_plain({name: doc.get(name, type=pycrdt.Map).to_py() or {} for name in MAPS})


def read_plain(plain: Plain) -> Plain:
    """The same reading of the document's plain JSON."""
    rows = {
        name: [(key, row) for key, row in plain.get(name, {}).items() if isinstance(row, dict)] for name in MAPS[1:]
    }
    markers = [_marker(key, row) for key, row in rows["markers"]]
    markers.sort(key=lambda marker: (marker["at"], _utf16(marker["id"])))
    tracks = {key: _track(key, row) for key, row in rows["tracks"]}
    removed = {key for key, row in rows["tracks"] if row.get("removed") is True}
    placed = _place(tracks, removed, [(_clip(key, row), *_faults(row)) for key, row in rows["clips"]])
    return {"settings": _settings(plain.get("settings", {})), "markers": markers, **placed}


def _place(tracks: dict[str, Plain], removed: set[str], rows: list[tuple[Plain, bool, bool]]) -> Plain:
    """Tracks in drawing order, clips in their places on them, and what had to be settled.

    rows: each clip, whether it was repaired, and whether its start is not known.
    """
    problems: list[Plain] = []
    for clip, repaired, _ in rows:
        if repaired:
            problems.append({"clip": clip["id"], "kind": "repaired", "by": ""})
        if clip["track"] not in tracks:
            problems.append({"clip": clip["id"], "kind": "trackless", "by": ""})
            clip["track"] = RECOVERED
    used = {clip["track"] for clip, _, _ in rows}
    shown = [track for key, track in tracks.items() if key in used or key not in removed]
    if RECOVERED in used and RECOVERED not in tracks:
        shown.append({**_track(RECOVERED, {}), "name": "Recovered", "order": "~"})
    shown.sort(key=lambda track: (track["kind"] != "video", _utf16(track["order"]), _utf16(track["id"])))

    rank = {track["id"]: index for index, track in enumerate(shown)}

    def by_place(clip: Plain) -> tuple[int, int, bytes]:
        return rank[clip["track"]], clip["start"], _utf16(clip["id"])

    clips = _without_overlaps(sorted((clip for clip, _, adrift in rows if not adrift), key=by_place), problems)
    adrift = sorted((clip for clip, _, adrift in rows if adrift), key=lambda clip: _utf16(clip["id"]))
    clips = sorted([*clips, *_at_the_ends(clips, adrift)], key=by_place)
    problems.sort(key=lambda problem: (_utf16(problem["clip"]), problem["kind"]))
    return {"tracks": shown, "clips": clips, "problems": problems}


def _without_overlaps(ordered: list[Plain], problems: list[Plain]) -> list[Plain]:
    """The later start keeps its time and the earlier clip is shortened.

    Of those with one start the one with the largest id stays, and covers the others.
    """
    kept: list[Plain] = []
    for clip in reversed(ordered):
        following = kept[-1] if kept else None
        if (
            following is None
            or following["track"] != clip["track"]
            or clip["start"] + clip["length"] <= following["start"]
        ):
            kept.append(clip)
        elif following["start"] > clip["start"]:
            problems.append({"clip": clip["id"], "kind": "shortened", "by": following["id"]})
            kept.append({**clip, "length": following["start"] - clip["start"]})
        else:
            problems.append({"clip": clip["id"], "kind": "covered", "by": following["id"]})
    return kept[::-1]


def _at_the_ends(clips: list[Plain], adrift: list[Plain]) -> Iterator[Plain]:
    """Clips whose place is not known, each after the last of its track."""
    ends = {clip["track"]: clip["start"] + clip["length"] for clip in clips}
    for clip in adrift:
        start = ends.get(clip["track"], 0)
        ends[clip["track"]] = start + clip["length"]
        yield {**clip, "start": start}


def _utf16(text: str) -> bytes:
    """JavaScript compares strings by UTF-16 code units."""
    return text.encode("utf-16-be", "surrogatepass")


def _text(value: Any, otherwise: str = "") -> str:
    return value if isinstance(value, str) else otherwise


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _number(value: Any, otherwise: float, low: float = -1e9, high: float = 1e9) -> float:
    return _tidy(min(high, max(low, value))) if _is_number(value) else otherwise


def _tidy(value: float) -> float:
    """JSON from JavaScript has no 1.0: whole numbers are integers on both sides."""
    return int(value) if float(value).is_integer() else value


def _integer(value: Any) -> int | None:
    return int(value) if _is_number(value) and float(value).is_integer() and abs(value) <= MAX_SAFE else None


def _whole(value: Any, otherwise: int, low: int, high: int) -> int:
    number = _integer(value)
    return number if number is not None and low <= number <= high else otherwise


def _ticks(value: Any) -> int | None:
    """Whole ticks, fractions cut off; None for what is no time at all."""
    return math.floor(value) if _is_number(value) and abs(value) <= MAX_SAFE else None


def _time(value: Any, otherwise: int = 0) -> int:
    number = _integer(value)
    return otherwise if number is None else number


def _colour(value: Any, otherwise: str) -> str:
    return value if isinstance(value, str) and _COLOUR.fullmatch(value) else otherwise


def _settings(row: Plain) -> Plain:
    rate = row.get("rate")
    fraction = [_whole(part, 0, 1, 1_000_000) for part in rate] if isinstance(rate, list) else []
    return {
        "width": _whole(row.get("width"), 1280, 2, MAX_SIDE),
        "height": _whole(row.get("height"), 720, 2, MAX_SIDE),
        "rate": fraction if len(fraction) == 2 and all(fraction) else [30, 1],
        "background": _colour(row.get("background"), "#000000"),
    }


def _track(key: str, row: Plain) -> Plain:
    flags = {name: row.get(name) is True for name in ("muted", "solo", "locked", "hidden")}
    kind = "audio" if row.get("kind") == "audio" else "video"
    return {"id": key, "kind": kind, "name": _text(row.get("name"), key), "order": _text(row.get("order")), **flags}


def _marker(key: str, row: Plain) -> Plain:
    colour = _colour(row.get("colour"), "#4c9ffe")
    return {"id": key, "at": max(0, _time(row.get("at"))), "label": _text(row.get("label")), "colour": colour}


def _clip_place(row: Plain) -> Plain:
    """A length that is none is a second; a start that is none is 0, until there is an end to put the clip after."""
    length = _ticks(row.get("length")) or 0
    return {
        "start": max(0, _ticks(row.get("start")) or 0),
        "length": length if length > 0 else TICKS_PER_SECOND,
        "in": max(0, _ticks(row.get("in")) or 0),
    }


def _faults(row: Plain) -> tuple[bool, bool]:
    """Whether a clip's times or speed could not be taken as they are, and whether its start is not known."""
    place = _clip_place(row)
    start = _ticks(row.get("start"))
    adrift = start is None or start < 0 or start > MAX_SAFE - place["length"]
    asked = {"in": place["in"], **row}
    changed = any(not _is_number(asked.get(name)) or asked[name] != value for name, value in place.items())
    speed = row.get("speed", 1)
    return adrift or changed or not _is_number(speed) or speed != _speed(speed), adrift


def _speed(value: Any) -> float:
    """Never so slow that nothing moves."""
    speed = _number(value, 1, -100, 100)
    return speed if abs(speed) >= 0.01 else -0.01 if speed < 0 else 0.01


def _clip(key: str, row: Plain) -> Plain:
    transform = row["transform"] if isinstance(row.get("transform"), dict) else {}
    audio = row["audio"] if isinstance(row.get("audio"), dict) else {}
    title = row["title"] if isinstance(row.get("title"), dict) else {}
    return {
        "id": key,
        "track": _text(row.get("track")),
        "kind": row.get("kind") if row.get("kind") in ("media", "text", "colour") else "media",
        "asset": _text(row.get("asset")),
        **_clip_place(row),
        "speed": _speed(row.get("speed")),
        "still": None if (still := _ticks(row.get("still"))) is None else max(0, still),
        "colour": _colour(row.get("colour"), "#000000"),
        "title": _title(title) if row.get("kind") == "text" else None,
        "transition": _transition(row.get("transition")),
        "transform": _ranged(TRANSFORM, transform),
        "audio": {
            "gain": _number(audio.get("gain"), *GAIN),
            "fadeIn": max(0, _time(audio.get("fadeIn"))),
            "fadeOut": max(0, _time(audio.get("fadeOut"))),
        },
        "matte": _matte(row.get("matte")),
        "effects": _effects(row.get("effects")),
        "blend": row.get("blend") if row.get("blend") in BLENDS else "normal",
        "keyframes": _keyframes(row.get("keyframes")),
        "link": _text(row.get("link")),
        "group": _text(row.get("group")),
    }


def _matte(value: Any) -> Plain | None:
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        return None
    mode = value.get("mode") if value.get("mode") in ("keep", "remove", "blur", "recolour") else "keep"
    return {
        "id": value["id"],
        "mode": mode,
        "feather": _number(value.get("feather"), 0, 0, 50),
        "blur": _number(value.get("blur"), 20, 0, 100),
        "strength": _number(value.get("strength"), 1, 0, 1),
        "colour": _colour(value.get("colour"), "#2f6fed"),
    }


def _ranged(ranges: dict[str, Range], row: Plain) -> Plain:
    return {name: _number(row.get(name), *limits) for name, limits in ranges.items()}


TITLE: dict[str, Range] = {"size": (110, 10, 600), "outline": (0, 0, 200), "shadow": (0, 0, 1), "box": (0, 0, 1)}
_MOST_LETTERS = 2000


def _transition(row: Any) -> Plain | None:
    """One of an unknown kind or without a length is none."""
    length = _ticks(row.get("length")) if isinstance(row, dict) else None
    if length is None or length <= 0 or row.get("kind") not in TRANSITIONS:
        return None
    return {"kind": row["kind"], "length": length, "colour": _colour(row.get("colour"), "#000000")}


def _title(row: Plain) -> Plain:
    return {
        "text": _text(row.get("text"))[:_MOST_LETTERS],
        "font": _text(row.get("font"), "Inter"),
        "weight": 400 if row.get("weight") in (400, 400.0) else 700,
        "align": row.get("align") if row.get("align") in ("left", "centre", "right") else "centre",
        "colour": _colour(row.get("colour"), "#ffffff"),
        "outlineColour": _colour(row.get("outlineColour"), "#000000"),
        "boxColour": _colour(row.get("boxColour"), "#000000"),
        **_ranged(TITLE, row),
    }


_MOST_EFFECTS = 32  # of one clip; the later ones are not looked at


def _effects(value: Any) -> list[Plain]:
    """Those of unknown kinds too, with no figures; of two with one id the first stays."""
    found: dict[str, Plain] = {}
    for row in value[:_MOST_EFFECTS] if isinstance(value, list) else []:
        key = _text(row.get("id")) if isinstance(row, dict) else ""
        if not key or key in found:
            continue
        kind, values = _text(row.get("kind")), row.get("values")
        found[key] = {
            "id": key,
            "kind": kind,
            "on": row.get("on") is not False,
            "values": _ranged(EFFECTS.get(kind, {}), values if isinstance(values, dict) else {}),
            **({"colour": _colour(row.get("colour"), COLOURS[kind])} if kind in COLOURS else {}),
        }
    return list(found.values())


_EASES = ("linear", "hold", "in", "out", "both")
_MOST_KEYS = 2000  # of one parameter; the later ones are not looked at


def _keyframes(value: Any) -> Plain:
    """In their order, whatever order they come in; of two at one time the later in the list stays."""
    found = {}
    for param, rows in (value if isinstance(value, dict) else {}).items():
        keys = {}
        for row in rows[:_MOST_KEYS] if isinstance(rows, list) else []:
            at = _ticks(row.get("at")) if isinstance(row, dict) else None
            if at is not None and _is_number(row.get("value")):
                keys[at] = {"at": at, "value": _number(row["value"], 0), "ease": _ease(row.get("ease"))}
        if keys:
            found[param] = [keys[at] for at in sorted(keys)]
    return found


def _ease(value: Any) -> str | list[float]:
    if isinstance(value, list) and len(value) == 4 and all(map(_is_number, value)):
        return [_number(part, 0, *((-10, 10) if index % 2 else (0, 1))) for index, part in enumerate(value)]
    return value if isinstance(value, str) and value in _EASES else "linear"
