"""The plain reading of a project document. Twin of frontend/src/model/document.ts, on tests/vectors/document.json."""

from collections.abc import Iterator
from typing import Any

import pycrdt

from editor.render.fields import read_clip, read_faults, read_marker, read_settings, read_track
from editor.render.values import Plain

MAPS = ("settings", "tracks", "clips", "markers")
RECOVERED = "recovered"  # id of the track that clips without one are shown on


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
    markers = [read_marker(key, row) for key, row in rows["markers"]]
    markers.sort(key=lambda marker: (marker["at"], _utf16(marker["id"])))
    tracks = {key: read_track(key, row) for key, row in rows["tracks"]}
    removed = {key for key, row in rows["tracks"] if row.get("removed") is True}
    placed = _place(tracks, removed, [(read_clip(key, row), *read_faults(row)) for key, row in rows["clips"]])
    return {"settings": read_settings(plain.get("settings", {})), "markers": markers, **placed}


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
        shown.append({**read_track(RECOVERED, {}), "name": "Recovered", "order": "~"})
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
