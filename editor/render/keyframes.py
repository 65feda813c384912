"""Values over time. Twin of frontend/src/model/keyframes.ts and params.ts, on tests/vectors/keyframes.json.

A keyframe stands at a source time, like a clip's `in`: cutting, trimming and slipping leave it on its picture. The sums
are the browser's in the same order, so that both give the same bits.
"""

from typing import Any

from editor.render.effects import EFFECTS, Range
from editor.render.looks import TITLE

Plain = dict[str, Any]

TRANSFORM: dict[str, Range] = {
    "x": (0.5, -10, 10),
    "y": (0.5, -10, 10),
    "scale": (1, 0, 20),
    "rotation": (0, -1e9, 1e9),
    "opacity": (1, 0, 1),
    "cropLeft": (0, 0, 1),
    "cropTop": (0, 0, 1),
    "cropRight": (0, 0, 1),
    "cropBottom": (0, 0, 1),
}
GAIN: Range = (1, 0, 4)
PAN: Range = (0, -1, 1)
CURVES = {"in": (0.42, 0.0, 1.0, 1.0), "out": (0.0, 0.0, 0.58, 1.0), "both": (0.42, 0.0, 0.58, 1.0)}


def value_at(keys: list[Plain], at: float) -> float:
    """The value at source time `at`: before the first keyframe the first's, after the last the last's."""
    after = next((index for index, key in enumerate(keys) if key["at"] > at), None)
    if after is None:
        return float(keys[-1]["value"])
    if after == 0:
        return float(keys[0]["value"])
    last, following = keys[after - 1], keys[after]
    share = (at - last["at"]) / (following["at"] - last["at"])
    return float(last["value"] + (following["value"] - last["value"]) * eased(last["ease"], share))


def eased(ease: str | list[float], share: float) -> float:
    """0..1 of the way in time -> of the way in value, which a bezier may overshoot."""
    if ease == "hold":
        return 0.0
    if ease == "linear":
        return share
    x1, y1, x2, y2 = CURVES[ease] if isinstance(ease, str) else ease
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        if _cubic(x1, x2, middle) < share:
            low = middle
        else:
            high = middle
    return _cubic(y1, y2, (low + high) / 2)


def pose_at(clip: Plain, at: int) -> Plain:
    """The clip as it is at source time `at`: the same object where nothing changes over time."""
    keyframes = clip.get("keyframes")
    if not keyframes:
        return clip
    copies = [{**effect, "values": dict(effect["values"])} for effect in clip.get("effects", [])]
    posed = {**clip, "transform": dict(clip["transform"]), "audio": dict(clip["audio"]), "effects": copies}
    if clip.get("title"):
        posed["title"] = dict(clip["title"])
    by_id = {effect["id"]: effect for effect in copies}
    for param, keys in keyframes.items():
        if param in TRANSFORM:
            posed["transform"][param] = _held(value_at(keys, at), TRANSFORM[param])
        elif param in ("gain", "pan"):
            posed["audio"][param] = _held(value_at(keys, at), GAIN if param == "gain" else PAN)
        elif param.startswith("title.") and posed.get("title"):
            if limits := TITLE.get(param.removeprefix("title.")):
                posed["title"][param.removeprefix("title.")] = _held(value_at(keys, at), limits)
        elif "." in param:
            effect_id, name = param.rsplit(".", 1)
            effect = by_id.get(effect_id)
            limits = EFFECTS.get(effect["kind"], {}).get(name) if effect else None
            if effect and limits:
                effect["values"][name] = _held(value_at(keys, at), limits)
    return posed


def _held(value: float, limits: Range) -> float:
    return min(limits[2], max(limits[1], value))


def _cubic(a: float, b: float, s: float) -> float:
    return 3 * (1 - s) * (1 - s) * s * a + 3 * (1 - s) * s * s * b + s * s * s
