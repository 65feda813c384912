"""Which clips are heard, and how each begins and ends beside its neighbours. Twin of frontend/src/engine/heard.ts."""

from typing import Any

from editor.render.clips import is_still, source_tick
from editor.render.keyframes import pose_at
from editor.render.transitions import spans

Clip = dict[str, Any]
RAMP = 3_528_000  # 5 ms: sound that begins or ends without a fade of its own does so without a click
NEAR = 705_600  # 1 ms: what goes on as near as this goes on without a break


def heard_clips(reading: dict[str, Any]) -> list[Clip]:
    """Clips on audio tracks that are not muted, and only on soloed ones where any is; in the reading's order.

    Each as far as it is heard, with the fades that its neighbours give it, its track's volume as `level`, and as
    `crosses` which of its fades keep the power of both sounds alike while one goes over into the other.
    """
    levels = heard_tracks(reading)
    pictures = {(c["link"], c["start"]): c for c in reading["clips"] if c.get("link") and c.get("transition")}
    clips = [c for c in reading["clips"] if c["track"] in levels and c["kind"] == "media" and not is_still(c)]
    found = []
    for index, clip in enumerate(clips):
        last = clips[index - 1] if index and _touch(clips[index - 1], clip) else None
        following = clips[index + 1] if index + 1 < len(clips) and _touch(clip, clips[index + 1]) else None
        comes = last and _crossing(last, clip, pictures.get((clip["link"], clip["start"])))
        goes = following and _crossing(clip, following, pictures.get((following["link"], following["start"])))
        ramp, audio = min(RAMP, clip["length"] // 4), dict(clip["audio"])
        audio["fadeIn"] = max(audio["fadeIn"], 0 if last and _goes_on(last, clip) else ramp)
        audio["fadeOut"] = max(audio["fadeOut"], 0 if following and _goes_on(clip, following) else ramp)
        shown = {**clip, "audio": audio, "level": levels[clip["track"]], "crosses": (bool(comes), bool(goes))}
        if goes:
            shown["length"] += goes[1]
            audio["fadeOut"] = sum(goes)
        if comes:
            start = clip["start"] - _head(clip, comes[0])
            earlier = clip["start"] - start
            audio["fadeIn"] = earlier + comes[1]
            shown |= {"start": start, "in": source_tick(clip, start), "length": shown["length"] + earlier}
        found.append(shown)
    return found


def heard_tracks(reading: dict[str, Any]) -> dict[str, float]:
    """Volumes of the tracks that are heard."""
    tracks = [track for track in reading["tracks"] if track["kind"] == "audio"]
    soloed = [track for track in tracks if track["solo"]]
    return {track["id"]: track.get("gain", 1) for track in soloed or tracks if not track["muted"]}


def _touch(a: Clip, b: Clip) -> bool:
    return bool(a["track"] == b["track"] and a["start"] + a["length"] == b["start"])


def _crossing(a: Clip, b: Clip, picture: Clip | None) -> tuple[int, int] | None:
    """How long both are heard before and after their cut, unless a fade is set by hand there."""
    if not picture or a["audio"]["fadeOut"] or b["audio"]["fadeIn"]:
        return None
    return spans(picture["transition"], a["length"], b["length"])


def _head(clip: Clip, wanted: int) -> int:
    """How much earlier a clip can begin; backwards its source's end is not known, and past it lies silence."""
    return min(wanted, int(clip["in"] / clip["speed"])) if clip["speed"] > 0 else wanted


def _goes_on(a: Clip, b: Clip) -> bool:
    """The second goes on where the first ends, as loud and from the same side."""
    same = a["asset"] == b["asset"] and a["speed"] == b["speed"]
    if not same or a["audio"]["fadeOut"] or b["audio"]["fadeIn"]:
        return False
    if abs(source_tick(a, a["start"] + a["length"]) - b["in"]) > NEAR:
        return False
    p, q = pose_at(a, b["in"])["audio"], pose_at(b, b["in"])["audio"]
    return all(abs(p.get(name, 0) - q.get(name, 0)) < 1e-3 for name in ("gain", "pan"))
