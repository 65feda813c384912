"""What a person said of an object in one frame: checked, and written as rows keep it.

A prompt is {points: [{x, y, keep}], box: {left, top, right, bottom} | None, strokes: [{places, width, keep}]}; places,
such as [[x, y], ...], are in 0..1 of the picture, a brush's width is a share of its width.
"""

from typing import Any

from django.utils.translation import gettext as _

from editor.flows import Conflict, Invalid
from editor.models import Asset
from inference.contracts import MAX_BRUSH, MAX_FRAMES, MAX_PLACES, MAX_POINTS, MAX_STROKES

MAX_PICTURE = 1 << 20  # bytes
PICTURE_STARTS = (b"\xff\xd8\xff", b"RIFF")
PLACE_DIGITS = 4  # of a stroke's places: finer than a pixel of any proxy

Said = dict[str, Any]


def check(asset: Asset, frame: int, said: Said, picture: bytes | None = None) -> None:
    """Raises Invalid, or Conflict while there is nothing to look at yet: neither a proxy nor the clicked picture."""
    if asset.state == Asset.State.READY and asset.proxy_key and asset.frame_count > 0:
        if not 0 <= frame < asset.frame_count:
            refusal = _("Frame {frame} is not in {name}: its frames are 0 to {last}.")
            raise Invalid(refusal.format(frame=frame, name=asset.name, last=asset.frame_count - 1))
    else:
        _check_picture(asset, frame, picture)
    points, box, strokes = said.get("points", ()), said.get("box"), said.get("strokes", ())
    if len(points) > MAX_POINTS:
        refusal = _("{count} points on one frame are too many: {most} at most.")
        raise Invalid(refusal.format(count=len(points), most=MAX_POINTS))
    if len(strokes) > MAX_STROKES:
        refusal = _("{count} brush strokes on one frame are too many: {most} at most.")
        raise Invalid(refusal.format(count=len(strokes), most=MAX_STROKES))
    for point in points:
        _check_place(
            point["x"], point["y"], _("The point ({x}, {y}) is outside of the picture: x and y go from 0 to 1.")
        )
    if box:
        outside = _("The box's corner ({x}, {y}) is outside of the picture: x and y go from 0 to 1.")
        _check_place(box["left"], box["top"], outside)
        _check_place(box["right"], box["bottom"], outside)
        if not (box["left"] < box["right"] and box["top"] < box["bottom"]):
            raise Invalid(_("The box is empty: drag it from one corner of the object to the other."))
    for stroke in strokes:
        if not 1 <= len(stroke["places"]) <= MAX_PLACES:
            refusal = _("A brush stroke of {count} places cannot be kept: it has 1 to {most}.")
            raise Invalid(refusal.format(count=len(stroke["places"]), most=MAX_PLACES))
        if not 0.0 < stroke["width"] <= MAX_BRUSH:
            refusal = _("A brush {width} wide cannot paint: it must be over 0, at most {most}.")
            raise Invalid(refusal.format(width=f"{stroke['width']:.3g}", most=MAX_BRUSH))
        for x, y in stroke["places"]:
            outside = _("The place of a brush stroke ({x}, {y}) is outside of the picture: x and y go from 0 to 1.")
            _check_place(x, y, outside)


def _check_picture(asset: Asset, frame: int, picture: bytes | None) -> None:
    if asset.state not in (Asset.State.UPLOADING, Asset.State.PROCESSING) or not picture:
        raise Conflict(_("{name} is not ready for masks yet: wait until it is processed.").format(name=asset.name))
    if not 0 <= frame < MAX_FRAMES:
        refusal = _("Frame {frame} cannot be masked before {name} is processed: it is too far in.")
        raise Invalid(refusal.format(frame=frame, name=asset.name))
    if len(picture) > MAX_PICTURE or not picture.startswith(PICTURE_STARTS):
        refusal = _("The clicked picture is no JPEG or WebP of {most} KiB at most.")
        raise Invalid(refusal.format(most=MAX_PICTURE >> 10))


def _check_place(x: float, y: float, refusal: str) -> None:
    if not (0.0 <= x <= 1.0 and 0.0 <= y <= 1.0):  # refuses NaN too
        raise Invalid(refusal.format(x=f"{x:.3g}", y=f"{y:.3g}"))


def written(frame: int, said: Said) -> Said | None:
    """The row's entry, or None for nothing said."""
    points = [{"x": float(p["x"]), "y": float(p["y"]), "keep": bool(p.get("keep", True))} for p in said["points"]]
    strokes = [
        {
            "places": [[round(float(x), PLACE_DIGITS), round(float(y), PLACE_DIGITS)] for x, y in s["places"]],
            "width": float(s["width"]),
            "keep": bool(s.get("keep", True)),
        }
        for s in said.get("strokes", ())
    ]
    box = said.get("box") or None
    if not points and not box and not strokes:
        return None
    if box:
        box = {side: float(box[side]) for side in ("left", "top", "right", "bottom")}
    return {"frame": frame, "points": points, "box": box, "strokes": strokes}


def whole(entry: Said) -> Said:
    """An entry with all its keys: rows from before boxes and strokes have points alone."""
    return {"box": None, "strokes": [], **entry}
