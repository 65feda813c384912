"""One asset from its original to READY, or to FAILED with a sentence. Safe to repeat from the start."""

import json
import logging
import shutil
import time
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from editor import leases, storage
from editor.flows import uploads as flow
from editor.lib.cube import MOST_BYTES, NotACube, parse_cube
from editor.lib.timebase import seconds_to_ticks
from editor.media.errors import Gone, NotPlayable
from editor.media.filmstrip import filmstrip_of, write_filmstrip
from editor.media.frames import rate_of, read_table
from editor.media.outages import AWAY
from editor.media.peaks import write_peaks
from editor.media.probe import STILL_SECONDS, Probed, probe
from editor.media.proxy import make_proxy
from editor.media.stills import derive_still
from editor.models import Asset
from editor.workrooms import workroom
from inference.telemetry import MEDIA, tally
from inference.words import sentence

log = logging.getLogger(__name__)
DISK_RESERVE = 256 << 20
MAX_ATTEMPTS = 4  # workers that one file may take with it
REPORT_EVERY_S = 0.5
TYPES = {".mp4": "video/mp4", ".jpg": "image/jpeg", ".png": "image/png", ".json": "application/json"}


def process(asset_id: str) -> None:
    """Nothing happens while another worker is at it. Raises only what a retry may cure (S3, Redis, database away)."""
    with leases.lease(f"media:{asset_id}") as held:
        asset = _wanted(asset_id) if held else None
        if held is None or asset is None:
            return
        try:
            _work(asset, held)
        except leases.Lost:
            log.warning("Asset %s is left to the worker that took it over", asset_id)


def _work(asset: Asset, held: leases.Lease) -> None:
    try:
        with leases.attempts(f"media:{asset.pk}") as attempt:
            if attempt > MAX_ATTEMPTS:
                raise NotPlayable(
                    sentence("Processing this file stopped the server's workers several times. Convert it to MP4.")
                )
            with workroom(f"media-{asset.pk}") as folder:
                _process(asset, folder, held)
    except NotPlayable as error:
        held.confirm()
        flow.do_fail(asset, str(error))
    except Gone:
        _forget(str(asset.pk))
    except (leases.Lost, *AWAY):
        raise
    except Exception:
        held.confirm()
        log.exception("Asset %s could not be processed", asset.pk)
        flow.do_fail(asset, sentence("Playhead made a mistake with this file; its operator finds why in the log."))


def _wanted(asset_id: str) -> Asset | None:
    return Asset.objects.filter(pk=asset_id, state=Asset.State.PROCESSING).first()


def _forget(asset_id: str) -> None:
    """Of an asset deleted meanwhile nothing stays."""
    if not Asset.objects.filter(pk=asset_id).exists():
        for key in storage.list_keys(f"derived/{asset_id}/"):
            storage.delete(key)


def _process(asset: Asset, folder: Path, held: leases.Lease) -> None:
    original, out = folder / "original", folder / "out"
    out.mkdir()
    with tally.timed(MEDIA, "fetch"):
        _fetch(asset, original)
    if asset.name.lower().endswith(".cube"):
        flow.do_ready(asset, kind=Asset.Kind.LUT, info=_table(original))
        return
    with tally.timed(MEDIA, "probe"):
        found = probe(original, out / "poster.jpg")
    facts: dict[str, Any] = {
        "kind": found.kind, "width": found.width, "height": found.height, "has_audio": found.has_audio,
        "rate_num": found.rate_num, "rate_den": found.rate_den, "duration": found.duration, "info": found.info,
    }  # fmt: skip
    flow.do_found(asset, **facts, **_store(asset, out), progress=0.05)
    facts |= _still(original, out) if found.kind == "image" else _film(asset, original, out, found, held)
    held.confirm()
    with tally.timed(MEDIA, "store"):
        keys = _store(asset, out)
    if _wanted(str(asset.pk)) is None:
        raise Gone
    held.confirm()
    flow.do_ready(asset, **facts, **keys)
    _forget(str(asset.pk))


def _table(original: Path) -> dict[str, Any]:
    if original.stat().st_size > MOST_BYTES:
        raise NotPlayable(sentence("This file is too large for a colour table."))
    try:
        return {"steps": parse_cube(original.read_bytes()).size}
    except NotACube as error:
        raise NotPlayable(str(error)) from error


def _fetch(asset: Asset, original: Path) -> None:
    free = shutil.disk_usage(original.parent).free
    wanted = 2 * asset.size + DISK_RESERVE
    if free < wanted:
        raise NotPlayable(
            sentence(
                "The server has {left} MiB of disk left and needs {needed}. "
                "Tell its operator, then add the file again.",
                left=free >> 20,
                needed=wanted >> 20,
            )
        )
    try:
        storage.get_file(asset.original_key, original)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
            raise NotPlayable(sentence("The uploaded file is no longer in storage. Add it again.")) from error
        raise


def _store(asset: Asset, out: Path) -> dict[str, str]:
    """Upload what lies in `out`, and take it away there; returns the row's key fields."""
    keys = {}
    for path in sorted(out.iterdir()):
        key = f"derived/{asset.pk}/{path.name}"
        storage.put_file(path, key, TYPES[path.suffix])
        keys[f"{path.stem}_key"] = key
        path.unlink()
    return keys


def _still(original: Path, out: Path) -> dict[str, Any]:
    with tally.timed(MEDIA, "still"):
        derive_still(original, out)
    duration = seconds_to_ticks(STILL_SECONDS)
    (out / "frames.json").write_text(json.dumps({"ticks": [0], "duration": duration}))
    strip = {**filmstrip_of(duration), "count": 1, "interval": duration}
    return {"duration": duration, "frame_count": 1, "info": {"filmstrip": strip}}


def _film(asset: Asset, original: Path, out: Path, found: Probed, held: leases.Lease) -> dict[str, Any]:
    told = time.monotonic()

    def report(done: float) -> None:
        nonlocal told
        if time.monotonic() - told >= REPORT_EVERY_S:
            told = time.monotonic()
            if _wanted(str(asset.pk)) is None:
                raise Gone
            if held.is_lost:
                raise leases.Lost
            flow.do_progress(asset, 0.05 + 0.85 * done)

    proxy = out / "proxy.mp4"
    with tally.timed(MEDIA, "proxy"):
        make_proxy(original, proxy, found, report)
    if found.has_audio:
        with tally.timed(MEDIA, "peaks"):
            write_peaks(proxy, out / "peaks.json")
    if found.kind == "audio":
        return {}
    with tally.timed(MEDIA, "frames"):
        ticks, duration = read_table(proxy)
    (out / "frames.json").write_text(json.dumps({"ticks": ticks, "duration": duration}))
    strip = filmstrip_of(duration)
    with tally.timed(MEDIA, "filmstrip"):
        write_filmstrip(proxy, out / "filmstrip.jpg", strip)
    rate, vfr = rate_of(ticks, duration, (found.rate_num, found.rate_den))
    return {
        "duration": duration,
        "frame_count": len(ticks),
        "rate_num": rate[0],
        "rate_den": rate[1],
        "info": {**found.info, "vfr": vfr, "filmstrip": strip},
    }
