"""One export from its row to its MP4 in S3.

Segments are rendered and kept in S3 one by one. A segment in S3 is done for good, so a worker that takes over a killed
one's export starts at the first missing segment.
"""

import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import av

from editor import leases, storage
from editor.flows import exports as flow
from editor.flows import matte_jobs
from editor.lib.timebase import frame_to_ticks
from editor.media.outages import AWAY
from editor.models import Asset, Export, Matte
from editor.render import mp4
from editor.render.at_once import in_order
from editor.render.compositor import Canvas
from editor.render.footage import CannotExport, Footage, Item
from editor.render.mattes import MatteFrames
from editor.render.paint import paint
from editor.render.plan import plan_at
from editor.render.shown import shown_clips, tables_of
from editor.workrooms import workroom
from inference.words import sentence

Picture = Canvas | av.VideoFrame
logger = logging.getLogger(__name__)
REPORT_EVERY_S = 0.5
# NumPy, SciPy and Pillow let other threads run, though not always; bounded, since each holds what it paints from
PAINTERS = min(os.cpu_count() or 1, 4) + 1
MATTE_PATIENCE_S = 120  # without one new mask in this time the export gives up
DISK_RESERVE = 512 << 20
MAX_ATTEMPTS = 4  # workers that one export may take with it


class Cancelled(Exception):
    """The person changed their mind."""


def render(export_id: str) -> None:
    """Nothing happens while another worker is at it. Its row tells the outcome; raises only what a retry may cure."""
    with leases.lease(f"export:{export_id}") as held:
        export = Export.objects.filter(pk=export_id).first() if held else None
        if held is None or export is None or not flow.do_start_export(export):
            return
        try:
            _work(export, held)
        except leases.Lost:
            logger.warning("Export %s is left to the worker that took it over", export_id)


def _work(export: Export, held: leases.Lease) -> None:
    try:
        with leases.attempts(f"export:{export.pk}") as attempt, ExitStack() as stack:
            if attempt > MAX_ATTEMPTS:
                raise CannotExport(
                    sentence("Rendering this stopped the server's workers several times. Its operator can see why.")
                )
            folder = stack.enter_context(workroom(f"export-{export.pk}"))
            _Rendering(export, folder, stack, held).run()
    except Cancelled:
        _forget_segments(str(export.pk))
    except CannotExport as error:
        _give_up(export, held, str(error))
    except (leases.Lost, *AWAY):
        raise
    except Exception:
        logger.exception("Export %s could not be rendered", export.pk)
        _give_up(export, held, sentence("Playhead made a mistake with this export; its operator finds why in the log."))


def _give_up(export: Export, held: leases.Lease, why: str) -> None:
    held.confirm()
    flow.do_fail_export(export, why)
    _forget_segments(str(export.pk))


def segment_key(export_id: str, number: int) -> str:
    return f"exports/{export_id}/segment-{number:05d}.mp4"


def _forget_segments(export_id: str) -> None:
    for key in storage.list_keys(f"exports/{export_id}/"):
        storage.delete(key)


def _not_ready(asset: Asset) -> str:
    """Of one that failed, or that was begun again since the export was asked for."""
    if asset.state == Asset.State.FAILED:
        return sentence("'{name}' is not ready (failed). Wait for it or remove its clips.", name=asset.name)
    if asset.state == Asset.State.UPLOADING:
        return sentence("'{name}' is not ready (uploading). Wait for it or remove its clips.", name=asset.name)
    return sentence("'{name}' is not ready (processing). Wait for it or remove its clips.", name=asset.name)


class _Rendering:
    """What one run holds: the reading, the sources fetched so far, and where files go."""

    def __init__(self, export: Export, folder: Path, stack: ExitStack, held: leases.Lease) -> None:
        self.export, self.folder, self.held = export, folder, held
        self.reading: dict[str, Any] = export.reading
        self.rate = tuple(self.reading["settings"]["rate"])
        clips = shown_clips(self.reading)
        media = {clip["asset"] for clip in clips if clip["kind"] == "media"}
        tables = tables_of(clips)
        wanted = media | tables
        self.assets = {str(asset.pk): asset for asset in Asset.objects.filter(project=export.project, pk__in=wanted)}
        self.facts = {
            key: {"kind": asset.kind, "width": asset.width, "height": asset.height}
            for key, asset in self.assets.items()
        }
        if missing := media - self.assets.keys():
            gone = sentence(
                "{count} clip(s) have no source any more. Remove them and export again.", count=len(missing)
            )
            raise CannotExport(gone)
        if missing := tables - self.assets.keys():
            gone = sentence(
                "{count} colour table(s) are gone. Remove the effects and export again.", count=len(missing)
            )
            raise CannotExport(gone)
        settings = self.reading["settings"]
        self.footage = Footage(self.assets, folder, (settings["width"] * 2, settings["height"] * 2), stack)
        self.painters = stack.enter_context(ThreadPoolExecutor(PAINTERS, thread_name_prefix="painter"))
        self.matte_rows: dict[str, Matte] = {}

    def run(self) -> None:
        runs = mp4.segments(self.reading)
        if not runs:
            raise CannotExport(sentence("The timeline is empty. Put a clip on it and export again."))
        self._check_sources()
        self._wait_for_mattes(runs[-1].stop)
        export_id = str(self.export.pk)
        stored = set(storage.list_keys(f"exports/{export_id}/"))
        total = runs[-1].stop
        parts = []
        for number, run in enumerate(runs):
            part, key = self.folder / f"{number:05d}.mp4", segment_key(export_id, number)
            if key in stored:
                storage.get_file(key, part)
            else:
                mp4.encode_segment(part, self._frames(run, total), self.reading)
                storage.put_file(part, key, "video/mp4")
                leases.forget_attempts(f"export:{export_id}")
            parts.append(part)
            self._report_drawn(run.stop, total)
        whole = self.folder / "export.mp4"
        mp4.join(whole, parts, runs, self.reading, self.footage.original, lambda done: self._report(0.9 + 0.09 * done))
        self.held.confirm()
        storage.put_file(whole, f"exports/{export_id}.mp4", "video/mp4")
        self.held.confirm()
        flow.do_finish_export(self.export, key=f"exports/{export_id}.mp4", size=whole.stat().st_size)
        _forget_segments(export_id)

    def _report(self, progress: float) -> None:
        if self.held.is_lost:
            raise leases.Lost
        if not flow.do_report_progress(self.export, progress):
            raise Cancelled

    def _report_drawn(self, frames: int, total: int) -> None:
        self._report(0.05 + 0.85 * frames / total)

    def _check_sources(self) -> None:
        for asset in self.assets.values():
            if asset.state != Asset.State.READY:
                raise CannotExport(_not_ready(asset))
        size = sum(asset.size for asset in self.assets.values())
        free = shutil.disk_usage(self.folder).free
        if free < 2 * size + DISK_RESERVE:
            raise CannotExport(
                sentence(
                    "The server has {free} MiB free and needs {needed} MiB for this export.",
                    free=free >> 20,
                    needed=(2 * size + DISK_RESERVE) >> 20,
                )
            )

    # ---- mattes

    def _wait_for_mattes(self, total: int) -> None:
        """Open every matte the cut uses, and wait until each frame that will be drawn has its mask."""
        needed = self._matte_frames_needed(total)
        for matte_id in needed:
            matte = Matte.objects.filter(pk=matte_id, asset__project=self.export.project).first()
            if matte is None:
                raise CannotExport(
                    sentence("A clip's mask was deleted. Remove the mask from the clip and export again.")
                )
            self.matte_rows[matte_id] = matte
            self.footage.mattes[matte_id] = MatteFrames(matte_id, matte.invalidations)
        total_frames = sum(map(len, needed.values()))
        best, since = total_frames + 1, time.monotonic()
        while True:
            left = sum(len(self.footage.mattes[key].missing(frames)) for key, frames in needed.items())
            if left == 0:
                return
            if left < best:
                best, since = left, time.monotonic()
            elif time.monotonic() - since > MATTE_PATIENCE_S:
                reason = next(
                    (m.error for m in self.matte_rows.values() if m.error), sentence("no mask arrived any more")
                )
                raise CannotExport(
                    sentence("{left} of {all} mask frames are missing: {why}", left=left, all=total_frames, why=reason)
                )
            self._report(0.05 * (1 - left / total_frames))
            for key in needed:
                matte_jobs.do_want_all(self.matte_rows[key])
            time.sleep(1)
            for key in needed:
                self.matte_rows[key].refresh_from_db()
                self.footage.mattes[key] = MatteFrames(key, self.matte_rows[key].invalidations)

    def _matte_frames_needed(self, total: int) -> dict[str, list[int]]:
        needed: dict[str, set[int]] = {}
        if not any(clip["matte"] for clip in self.reading["clips"]):
            return {}
        for number in range(total):
            for item in self._plan(number):
                if item["matte"] and item["kind"] == "media":
                    needed.setdefault(item["matte"]["id"], set()).add(self.footage.frame_of(item))
        return {key: sorted(frames) for key, frames in needed.items()}

    # ---- pictures

    def _plan(self, number: int) -> list[Item]:
        items = plan_at(self.reading, frame_to_ticks(number, self.rate), self.facts.get)
        return [{**item, "effects": [self.footage.with_table(effect) for effect in item["effects"]]} for item in items]

    def _frames(self, run: range, total: int) -> Iterator[Picture]:
        return in_order(self.painters, self._drawings(run, total), PAINTERS + 1)

    def _drawings(self, run: range, total: int) -> Iterator[Callable[[], Picture]]:
        """What draws each frame, from what is read of it here: painters read nothing."""
        told = 0.0
        for number in run:
            if time.monotonic() - told >= REPORT_EVERY_S:
                self._report_drawn(number, total)
                told = time.monotonic()
            items = self._plan(number)
            untouched = self._untouched(items)
            if untouched is not None:
                yield partial(_as_it_is, untouched)
                continue
            reads = [self.footage.read(item) if item["kind"] == "media" else None for item in items]
            yield partial(paint, self.reading["settings"], items, reads)

    def _untouched(self, items: list[Item]) -> av.VideoFrame | None:
        """A top clip that fills the frame as it is needs no compositing: its pictures go to the encoder as decoded."""
        item = items[-1] if items else None
        if item is None or item["kind"] != "media" or item["matte"] or item["part"] or item["effects"]:
            return None
        if item["rotation"] or item["opacity"] < 1 or item["blend"] != "normal":
            return None
        shape, rect = self.reading["settings"], item["rect"]
        if (rect["x"], rect["y"], rect["w"], rect["h"]) != (0, 0, shape["width"], shape["height"]):
            return None
        frame = self.footage.decoded(item)
        if frame is None or frame.rotation or frame.color_range not in (0, 1):
            return None
        return frame if frame.format.name in ("yuv420p", "yuv422p", "yuv420p10le", "nv12") else None


def _as_it_is(frame: av.VideoFrame) -> av.VideoFrame:
    return frame
