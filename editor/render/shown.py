"""Which clips an export draws or plays. Twin of frontend/src/engine/shown.ts."""

from typing import Any

from editor.render.clips import is_still
from editor.render.heard import heard_tracks

Clip = dict[str, Any]


def shown_clips(reading: dict[str, Any]) -> list[Clip]:
    """What lies on tracks that are seen or heard; footage that only others show may be missing."""
    heard = heard_tracks(reading)
    seen = {track["id"] for track in reading["tracks"] if track["kind"] == "video" and not track["hidden"]}
    return [
        clip
        for clip in reading["clips"]
        if clip["track"] in seen or (clip["track"] in heard and clip["kind"] == "media" and not is_still(clip))
    ]


def tables_of(clips: list[Clip]) -> set[str]:
    """Colour tables that the clips' effects need."""
    effects = [effect for clip in clips for effect in clip.get("effects", [])]
    return {effect["lut"] for effect in effects if effect.get("lut") and effect["on"]}
