"""Values over time. Twin of frontend/src/model/keyframes.ts and params.ts, on tests/vectors/keyframes.json.

A keyframe stands at a source time, like a clip's `in`: cutting, trimming and slipping leave it on its picture. The sums
are the browser's in the same order, so that both give the same bits.
"""

import math
from collections.abc import Callable, Iterable
from typing import Any

from editor.render.effects import EFFECTS, Range
from editor.render.looks import MATTE, MATTE_COLOURS, TITLE, TITLE_COLOURS

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
COLOUR: Range = (0, 0, 0xFFFFFF)
CURVES = {"in": (0.42, 0.0, 1.0, 1.0), "out": (0.0, 0.0, 0.58, 1.0), "both": (0.42, 0.0, 0.58, 1.0)}


def _straight(start: float, end: float, share: float) -> float:
    return float(start + (end - start) * share)


def mixed_colours(start: float, end: float, share: float) -> float:
    """Of colours 0xrrggbb, each channel by itself."""
    mixed = 0
    for shift in (16, 8, 0):
        level = math.floor(_straight(_channel(start, shift), _channel(end, shift), share) + 0.5)
        mixed |= min(255, max(0, level)) << shift
    return mixed


def _channel(colour: float, shift: int) -> int:
    return math.floor(_held(colour, COLOUR)) >> shift & 0xFF


def value_at(keys: list[Plain], at: float, mix: Callable[[float, float, float], float] = _straight) -> float:
    """The value at source time `at`: before the first keyframe the first's, after the last the last's.

    `mix`: what lies between two values, at 0..1 of the way, which a curve may overshoot.
    """
    after = next((index for index, key in enumerate(keys) if key["at"] > at), None)
    if after is None:
        return float(keys[-1]["value"])
    if after == 0:
        return float(keys[0]["value"])
    last, following = keys[after - 1], keys[after]
    share = (at - last["at"]) / (following["at"] - last["at"])
    return mix(last["value"], following["value"], eased(last["ease"], share))


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
    for part in ("title", "matte"):
        if clip.get(part):
            posed[part] = dict(clip[part])
    for param, keys in keyframes.items():
        owner, name, limits = _place(posed, param)
        if owner is not None and name in owner:
            owner[name] = (
                _hex(value_at(keys, at, mixed_colours)) if limits is None else _held(value_at(keys, at), limits)
            )
    return posed


def _place(clip: Plain, param: str) -> tuple[Plain | None, str, Range | None]:
    """Where in a clip a parameter is: the table it stands in, its name there, and its range; a colour has none.

    'scale' is the clip's own, 'title.size' its title's, 'matte.feather' its matte's, 'e1.radius' that of an effect.
    """
    if param in TRANSFORM:
        return clip["transform"], param, TRANSFORM[param]
    if param in ("gain", "pan"):
        return clip["audio"], param, GAIN if param == "gain" else PAN
    part, _, name = param.rpartition(".")
    if part in _PARTS:
        figures, colours = _PARTS[part]
        table = clip.get(part)
    else:
        effect = next((each for each in clip["effects"] if each["id"] == part), None)
        figures, colours = EFFECTS.get(effect["kind"], {}) if effect else {}, ("colour",)
        table = effect["values"] if effect and name in figures else effect
    return (table, name, figures.get(name)) if name in figures or name in colours else (None, name, None)


_PARTS: dict[str, tuple[dict[str, Range], Iterable[str]]] = {
    "title": (TITLE, TITLE_COLOURS),
    "matte": (MATTE, MATTE_COLOURS),
}


def _hex(colour: float) -> str:
    return f"#{math.floor(_held(colour, COLOUR)):06x}"


def _held(value: float, limits: Range) -> float:
    return min(limits[2], max(limits[1], value))


def _cubic(a: float, b: float, s: float) -> float:
    return 3 * (1 - s) * (1 - s) * s * a + 3 * (1 - s) * s * s * b + s * s * s
