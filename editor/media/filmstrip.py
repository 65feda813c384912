"""The filmstrip: one JPEG sprite of small tiles, COLUMNS to a row."""

from pathlib import Path
from typing import Any

import av
from PIL import Image, ImageOps

from editor.lib.timebase import TICKS_PER_SECOND, ticks_to_seconds
from editor.media.poster import as_picture

TILE = (160, 90)
COLUMNS = 20
MAX_TILES = 400


def filmstrip_of(duration: int) -> dict[str, int]:
    """{count, columns, interval} for `duration` ticks: a tile a second, further apart where that would be too many."""
    seconds = max(1, -(-duration // TICKS_PER_SECOND))
    every = -(-seconds // MAX_TILES)
    return {"count": -(-seconds // every), "columns": COLUMNS, "interval": every * TICKS_PER_SECOND}


def write_filmstrip(proxy: Path, path: Path, strip: dict[str, int]) -> None:
    """Tiles of the proxy's key frames, of which it has two a second at 30 fps: hardly anything is decoded."""
    count = strip["count"]
    columns = min(count, COLUMNS)
    sheet = Image.new("RGB", (columns * TILE[0], -(-count // COLUMNS) * TILE[1]))
    interval_s = ticks_to_seconds(strip["interval"])
    with av.open(str(proxy), options={"protocol_whitelist": "file"}) as film:
        stream = film.streams.video[0]
        stream.codec_context.thread_count = 1  # with frame threads the first frame waits for more packets
        origin_s = float((stream.start_time or 0) * (stream.time_base or 0))
        for number in range(count):
            frame = _frame_near(film, stream, origin_s + number * interval_s, interval_s / 2)
            if frame is not None:
                tile = ImageOps.pad(as_picture(frame, (frame.width, frame.height), TILE), TILE, color="#000000")
                sheet.paste(tile, (number % COLUMNS * TILE[0], number // COLUMNS * TILE[1]))
    sheet.save(path, quality=80)


def _frame_near(film: Any, stream: Any, at_s: float, slack_s: float) -> Any:
    """The key frame at or before `at_s`, or where that is more than `slack_s` early, the frames after it."""
    film.seek(round(at_s / stream.time_base), stream=stream, backward=True)
    frame = None
    for frame in film.decode(stream):
        if frame.time is None or frame.time >= at_s - slack_s:
            break
    return frame
