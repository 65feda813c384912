"""What a person said of an object in one frame: checked, and written as rows keep it.

A prompt is {points: [{x, y, keep}], box: {left, top, right, bottom} | None, strokes: [{places, width, keep}]}; places,
such as [[x, y], ...], are in 0..1 of the picture, a brush's width is a share of its width.
"""

from typing import Any

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
            raise Invalid(f"Frame {frame} is not in {asset.name}: its frames are 0 to {asset.frame_count - 1}.")
    else:
        _check_picture(asset, frame, picture)
    points, box, strokes = said.get("points", ()), said.get("box"), said.get("strokes", ())
    if len(points) > MAX_POINTS:
        raise Invalid(f"{len(points)} points on one frame are too many: {MAX_POINTS} at most.")
    if len(strokes) > MAX_STROKES:
        raise Invalid(f"{len(strokes)} brush strokes on one frame are too many: {MAX_STROKES} at most.")
    for point in points:
        _check_place(point["x"], point["y"], "point")
    if box:
        _check_place(box["left"], box["top"], "box's corner")
        _check_place(box["right"], box["bottom"], "box's corner")
        if not (box["left"] < box["right"] and box["top"] < box["bottom"]):
            raise Invalid("The box is empty: drag it from one corner of the object to the other.")
    for stroke in strokes:
        if not 1 <= len(stroke["places"]) <= MAX_PLACES:
            raise Invalid(f"A brush stroke of {len(stroke['places'])} places cannot be kept: it has 1 to {MAX_PLACES}.")
        if not 0.0 < stroke["width"] <= MAX_BRUSH:
            raise Invalid(f"A brush {stroke['width']:.3g} wide cannot paint: it must be over 0, at most {MAX_BRUSH}.")
        for x, y in stroke["places"]:
            _check_place(x, y, "place of a brush stroke")


def _check_picture(asset: Asset, frame: int, picture: bytes | None) -> None:
    if asset.state not in (Asset.State.UPLOADING, Asset.State.PROCESSING) or not picture:
        raise Conflict(f"{asset.name} is not ready for masks yet: wait until it is processed.")
    if not 0 <= frame < MAX_FRAMES:
        raise Invalid(f"Frame {frame} cannot be masked before {asset.name} is processed: it is too far in.")
    if len(picture) > MAX_PICTURE or not picture.startswith(PICTURE_STARTS):
        raise Invalid(f"The clicked picture is no JPEG or WebP of {MAX_PICTURE >> 10} KiB at most.")


def _check_place(x: float, y: float, name: str) -> None:
    if not (0.0 <= x <= 1.0 and 0.0 <= y <= 1.0):  # refuses NaN too
        raise Invalid(f"The {name} ({x:.3g}, {y:.3g}) is outside of the picture: x and y go from 0 to 1.")


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
