"""The document at one time -> what to draw, bottom to top. Twin of frontend/src/engine/plan.ts, on the same vectors."""

from collections.abc import Callable
from typing import Any

from editor.render import transitions
from editor.render.clips import is_still, source_frame_tick, source_tick
from editor.render.effects import is_neutral
from editor.render.keyframes import pose_at

Facts = dict[str, Any]


def plan_at(reading: dict[str, Any], at: int, facts: Callable[[str], Facts | None]) -> list[dict[str, Any]]:
    """Draw items of the timeline at tick `at`.

    `facts(asset)` -> {kind, width, height} of the source as displayed, or None when unknown (the clip is skipped).
    Rectangles are in output pixels and may be fractional or lie outside the frame.
    """
    width, height = reading["settings"]["width"], reading["settings"]["height"]
    order = [track["id"] for track in reading["tracks"] if track["kind"] == "video" and not track["hidden"]]
    items: list[dict[str, Any]] = []
    for track in order:
        lane = [clip for clip in reading["clips"] if clip["track"] == track]
        for index, clip in enumerate(lane):
            end = clip["start"] + clip["length"]
            if not clip["start"] <= at < end:
                continue
            # clips of a track follow each other: only neighbours can touch
            last = (
                lane[index - 1]
                if index and lane[index - 1]["start"] + lane[index - 1]["length"] == clip["start"]
                else None
            )
            following = lane[index + 1] if index + 1 < len(lane) and lane[index + 1]["start"] == end else None
            own = _items(clip, at, width, height, facts)
            if (share := transitions.share(last, clip, at)) is not None:
                before = _items(last, at, width, height, facts) if last else []
                items.extend(transitions.between(before, own, clip["transition"], share, width, height))
            elif following and (share := transitions.share(clip, following, at)) is not None:
                after = _items(following, at, width, height, facts)
                items.extend(transitions.between(own, after, following["transition"], share, width, height))
            else:
                items.extend(own)
    return items


def _items(
    clip: dict[str, Any], at: int, width: int, height: int, facts: Callable[[str], Facts | None]
) -> list[dict[str, Any]]:
    posed = pose_at(clip, source_tick(clip, at))
    item = _item(posed, at, width, height, facts)
    return _matted(item, posed.get("matte") if posed["kind"] == "media" else None) if item else []


def _item(
    clip: dict[str, Any], at: int, width: int, height: int, facts: Callable[[str], Facts | None]
) -> dict[str, Any] | None:
    """`clip`: as it is at the time."""
    source_ticks = source_frame_tick(clip, at)
    speed = 0 if is_still(clip) else clip["speed"]
    if clip["kind"] in ("colour", "text"):
        w, h = float(width), float(height)
    elif clip["kind"] == "media":
        source = facts(clip["asset"])
        if source is None or source["kind"] == "audio" or not source["width"] or not source["height"]:
            return None
        fit = min(width / source["width"], height / source["height"])
        w, h = source["width"] * fit, source["height"] * fit
    else:
        return None
    title = {"title": clip["title"]} if clip["kind"] == "text" and clip.get("title") else {}
    transform = clip["transform"]
    w, h = w * transform["scale"], h * transform["scale"]
    return {
        "clip": clip["id"],
        "kind": clip["kind"],
        "asset": clip["asset"],
        "sourceTicks": source_ticks,
        "rect": {"x": transform["x"] * width - w / 2, "y": transform["y"] * height - h / 2, "w": w, "h": h},
        "rotation": transform["rotation"],
        "opacity": transform["opacity"] * _fade(clip, at),
        "colour": clip["colour"],
        "matte": None,
        "part": _part(transform),
        "effects": [effect for effect in clip.get("effects", []) if effect["on"] and not is_neutral(effect)],
        "blend": clip.get("blend", "normal"),
        **({} if speed == 1 else {"speed": speed}),
        **title,
    }


def _fade(clip: dict[str, Any], at: int) -> float:
    """0..1, by the fades at the clip's ends."""
    since, left = at - clip["start"], clip["start"] + clip["length"] - at
    fade_in, fade_out = clip["audio"]["fadeIn"], clip["audio"]["fadeOut"]
    rise = max(0, min(1, since / fade_in)) if fade_in > 0 else 1
    return float(rise * max(0, min(1, left / fade_out))) if fade_out > 0 else rise


def _matted(item: dict[str, Any], matte: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Bottom to top: the picture where it stays behind its object, what that casts, and the object."""
    if not matte:
        return [item]
    mode = matte["mode"]
    shape = {"id": matte["id"], "mode": mode, "feather": matte["feather"]}
    if mode == "remove":
        return [{**item, "matte": shape}]
    shape["mode"] = "keep"
    casts, kept = _casts(item, matte, shape), {**item, "matte": shape}
    if mode == "keep":
        return [*casts, kept]
    if mode == "whole":
        return [item, *casts, kept] if casts else [item]
    behind: dict[str, Any] = {"id": "", "kind": "blur", "on": True, "values": {"radius": matte.get("blur")}}
    if mode == "recolour":
        values = {"amount": matte["strength"], "light": 1}
        behind = {"id": "", "kind": "wash", "on": True, "values": values, "colour": matte["colour"]}
    effects = item["effects"] if is_neutral(behind) else [*item["effects"], behind]
    return [{**item, "effects": effects}, *casts, kept]


def _casts(item: dict[str, Any], matte: dict[str, Any], shape: dict[str, Any]) -> list[dict[str, Any]]:
    """The shadow, which lies under the outline."""
    base = {**item, "matte": shape, "effects": [], "blend": "normal"}
    rect, thousandth, casts = item["rect"], item["rect"]["h"] / 1000, []
    if matte.get("shadow", 0) > 0:
        away = {"x": rect["x"] + matte["shadowX"] * thousandth, "y": rect["y"] + matte["shadowY"] * thousandth}
        opacity = item["opacity"] * matte["shadow"]
        cast = {"kind": "shadow", "width": 0, "soft": matte["shadowSoft"]}
        casts.append(
            {**base, "rect": {**rect, **away}, "opacity": opacity, "colour": matte["shadowColour"], "cast": cast}
        )
    if matte.get("outline", 0) > 0:
        cast = {"kind": "outline", "width": matte["outline"], "soft": matte["outlineSoft"]}
        casts.append({**base, "colour": matte["outlineColour"], "cast": cast})
    return casts


def _part(transform: dict[str, float]) -> dict[str, float] | None:
    """What is left of the picture, 0..1 of it; None for all of it."""
    left, top = transform.get("cropLeft", 0), transform.get("cropTop", 0)
    right, bottom = 1 - transform.get("cropRight", 0), 1 - transform.get("cropBottom", 0)
    whole = left <= 0 and top <= 0 and right >= 1 and bottom >= 1
    return None if whole else {"left": left, "top": top, "right": right, "bottom": bottom}
