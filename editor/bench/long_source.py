"""Makes a short film in a running Playhead two hours long, without two hours of encoding.

    PLAYHEAD_VAR=<its folder> python -m editor.bench.long_source ASSET

Its proxy is repeated by stream copy; frame table, peaks and filmstrip are made of that as of any other.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import django

SECONDS = 7200


def lengthen(asset_id: str, folder: Path) -> None:
    """The asset must be ready. Its row, proxy and derivatives are those of the long film afterwards."""
    from editor import storage
    from editor.bench.material import ffmpeg
    from editor.lib.timebase import TICKS_PER_SECOND
    from editor.media.filmstrip import filmstrip_of, write_filmstrip
    from editor.media.frames import read_table
    from editor.media.peaks import write_peaks
    from editor.models import Asset

    asset = Asset.objects.get(pk=asset_id)
    short, out = folder / "short.mp4", folder / "out"
    out.mkdir()
    storage.get_file(asset.proxy_key, short)
    proxy = out / "proxy.mp4"
    again = -(-SECONDS * TICKS_PER_SECOND // asset.duration) - 1
    ffmpeg("-stream_loop", str(again), "-i", str(short), "-c", "copy", "-movflags", "+faststart", str(proxy))
    write_peaks(proxy, out / "peaks.json")
    ticks, duration = read_table(proxy)
    (out / "frames.json").write_text(json.dumps({"ticks": ticks, "duration": duration}))
    strip = filmstrip_of(duration)
    write_filmstrip(proxy, out / "filmstrip.jpg", strip)
    keys = {"proxy": asset.proxy_key, "peaks": asset.peaks_key, "frames": asset.frames_key}
    for path in out.iterdir():
        kind = {".mp4": "video/mp4", ".jpg": "image/jpeg"}.get(path.suffix, "application/json")
        storage.put_file(path, keys.get(path.stem, asset.filmstrip_key), kind)
    asset.duration, asset.frame_count = duration, len(ticks)
    asset.info = {**asset.info, "filmstrip": strip}
    asset.save(update_fields=["duration", "frame_count", "info"])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "editor.settings")
    django.setup()
    with tempfile.TemporaryDirectory(prefix="playhead-bench-") as name:
        lengthen(sys.argv[1], Path(name))
