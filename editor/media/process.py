"""One asset from its original to READY, or to FAILED with a sentence. Safe to repeat from the start."""

import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from editor import storage
from editor.flows import uploads as flow
from editor.lib.timebase import seconds_to_ticks
from editor.media.derive import derive_film, derive_picture, filmstrip_of
from editor.media.errors import NotPlayable
from editor.media.frames import is_variable, read_table
from editor.media.probe import STILL_SECONDS, Probed, probe
from editor.models import Asset

DISK_RESERVE = 256 << 20
TYPES = {".mp4": "video/mp4", ".jpg": "image/jpeg", ".png": "image/png", ".json": "application/json"}
_STALE_S = 24 * 3600


def process(asset_id: str) -> None:
    """Raises only what a retry may cure (S3 or Redis away)."""
    asset = Asset.objects.filter(pk=asset_id, state=Asset.State.PROCESSING).first()
    if asset is None:
        return
    room = settings.VAR / "tmp"
    room.mkdir(parents=True, exist_ok=True)
    _clear_stale(room)
    with tempfile.TemporaryDirectory(prefix=f"media-{asset.pk}-", dir=room) as folder:
        try:
            _process(asset, Path(folder))
        except NotPlayable as error:
            flow.do_fail(asset, str(error))


def _clear_stale(room: Path) -> None:
    """Folders of workers that were killed."""
    for folder in room.iterdir():
        if time.time() - folder.stat().st_mtime > _STALE_S:
            shutil.rmtree(folder, ignore_errors=True)


def _process(asset: Asset, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < 2 * asset.size + DISK_RESERVE:
        raise NotPlayable(
            f"The server has {free >> 20} MiB of disk left and needs {(2 * asset.size + DISK_RESERVE) >> 20}. "
            "Tell its operator, then add the file again."
        )
    original = folder / "original"
    storage.get_file(asset.original_key, original)
    found = probe(original)
    flow.do_progress(asset, 0.05)
    out = folder / "out"
    out.mkdir()
    fields = _picture(original, out, found) if found.kind == "image" else _film(asset, original, out, found)
    keys = {}
    for name in sorted(path.name for path in out.iterdir()):
        key = f"derived/{asset.pk}/{name}"
        storage.put_file(out / name, key, TYPES[Path(name).suffix])
        keys[f"{Path(name).stem}_key"] = key
    flow.do_ready(
        asset,
        kind=found.kind,
        width=found.width,
        height=found.height,
        rate_num=found.rate_num,
        rate_den=found.rate_den,
        has_audio=found.has_audio,
        **fields,
        **keys,
    )


def _picture(original: Path, out: Path, found: Probed) -> dict[str, Any]:
    derive_picture(original, out)
    duration = seconds_to_ticks(STILL_SECONDS)
    (out / "frames.json").write_text(json.dumps({"ticks": [0], "duration": duration}))
    info = {**found.info, "filmstrip": {**filmstrip_of(duration), "count": 1, "interval": duration}}
    return {"duration": duration, "frame_count": 1, "info": info}


def _film(asset: Asset, original: Path, out: Path, found: Probed) -> dict[str, Any]:
    last = [0.0]

    def report(done: float) -> None:
        if done - last[0] >= 0.04:
            last[0] = done
            flow.do_progress(asset, 0.05 + 0.9 * done)

    derive_film(original, out, found, report)
    if found.kind == "audio":
        return {"duration": found.duration, "info": found.info}
    table, duration = read_table(out / "proxy.mp4")
    (out / "frames.json").write_text(json.dumps({"ticks": table, "duration": duration}))
    info = {**found.info, "vfr": is_variable(table), "filmstrip": filmstrip_of(found.duration)}
    return {"duration": duration, "frame_count": len(table), "info": info}
