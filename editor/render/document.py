"""The plain reading of a project document. Twin of frontend/src/model/document.ts, on tests/vectors/document.json."""

import math
import re
from typing import Any

import pycrdt

MAX_SIDE = 8192
MAX_SAFE = 2**53 - 1
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
Plain = dict[str, Any]


def read_document(doc: pycrdt.Doc[Any]) -> Plain:
    """{settings, tracks, clips, resolved}. What is missing or of a wrong type gets its default; it never raises."""
    return read_plain({name: doc.get(name, type=pycrdt.Map).to_py() for name in ("settings", "tracks", "clips")})


def read_plain(plain: Plain) -> Plain:
    """The same reading of the document's plain JSON."""
    tracks = [_track(key, row) for key, row in plain["tracks"].items() if isinstance(row, dict)]
    tracks.sort(key=lambda track: (track["kind"] != "video", _utf16(track["order"]), _utf16(track["id"])))
    place = {track["id"]: index for index, track in enumerate(tracks)}
    clips = [_clip(key, row) for key, row in plain["clips"].items() if isinstance(row, dict)]
    clips = [clip for clip in clips if clip["track"] in place and clip["length"] > 0 and clip["start"] >= 0]
    clips.sort(key=lambda clip: (place[clip["track"]], clip["start"], _utf16(clip["id"])))
    kept, resolved = _resolve_overlaps(clips)
    return {"settings": _settings(plain["settings"]), "tracks": tracks, "clips": kept, "resolved": resolved}


def _resolve_overlaps(clips: list[Plain]) -> tuple[list[Plain], list[str]]:
    """The later start keeps its time and the earlier clip is shortened; of two with one start, the larger id stays."""
    kept, resolved = [], []
    for index, clip in enumerate(clips):
        following = clips[index + 1] if index + 1 < len(clips) else None
        if following and following["track"] == clip["track"] and clip["start"] + clip["length"] > following["start"]:
            resolved.append(clip["id"])
            if following["start"] > clip["start"]:
                kept.append({**clip, "length": following["start"] - clip["start"]})
        else:
            kept.append(clip)
    return kept, resolved


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


def _clip(key: str, row: Plain) -> Plain:
    transform = row["transform"] if isinstance(row.get("transform"), dict) else {}
    audio = row["audio"] if isinstance(row.get("audio"), dict) else {}
    return {
        "id": key,
        "track": _text(row.get("track")),
        "kind": row.get("kind") if row.get("kind") in ("media", "text", "colour") else "media",
        "asset": _text(row.get("asset")),
        "start": _time(row.get("start"), -1),
        "length": _time(row.get("length")),
        "in": max(0, _time(row.get("in"))),
        "speed": _number(row.get("speed"), 1, 0.01, 100),
        "colour": _colour(row.get("colour"), "#000000"),
        "transform": {
            "x": _number(transform.get("x"), 0.5, -10, 10),
            "y": _number(transform.get("y"), 0.5, -10, 10),
            "scale": _number(transform.get("scale"), 1, 0, 20),
            "rotation": _number(transform.get("rotation"), 0),
            "opacity": _number(transform.get("opacity"), 1, 0, 1),
        },
        "audio": {
            "gain": _number(audio.get("gain"), 1, 0, 4),
            "fadeIn": max(0, _time(audio.get("fadeIn"))),
            "fadeOut": max(0, _time(audio.get("fadeOut"))),
        },
        "matte": _matte(row.get("matte")),
        "link": _text(row.get("link")),
        "group": _text(row.get("group")),
    }


def _matte(value: Any) -> Plain | None:
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        return None
    mode = "remove" if value.get("mode") == "remove" else "keep"
    return {"id": value["id"], "mode": mode, "feather": _number(value.get("feather"), 0, 0, 50)}
