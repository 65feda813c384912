"""An export from its row to its MP4 in a real S3, and what a killed worker leaves for the next."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from django.conf import settings

from editor import leases, storage
from editor.flows import exports as flow
from editor.lib.timebase import TICKS_PER_SECOND
from editor.media.process import process
from editor.models import Asset, Export, Project
from editor.render import encode
from editor.render.document import read_plain
from tests.editor.clips import make_video
from tests.editor.kit import make_person

pytestmark = pytest.mark.usefixtures("services")
SECOND = TICKS_PER_SECOND


def reading(*clips: dict[str, Any], rate: int = 25) -> dict[str, Any]:
    tracks = {key: {"kind": kind, "order": key} for key, kind in (("v1", "video"), ("v2", "video"), ("a1", "audio"))}
    rows = {f"c{number}": clip for number, clip in enumerate(clips)}
    return read_plain({"settings": {"width": 320, "height": 180, "rate": [rate, 1]}, "tracks": tracks, "clips": rows})


def clip(track: str, asset: str, start: float = 0, length: float = 1, offset: float = 0, **more: Any) -> dict[str, Any]:
    times = {"start": int(start * SECOND), "length": int(length * SECOND), "in": int(offset * SECOND)}
    return {"track": track, "asset": asset, "kind": "media", **times, **more}


@pytest.fixture
def project(transactional_db: None) -> Project:
    return Project.objects.create(owner=make_person(), name="Film")


def add(project: Project, path: Path) -> Asset:
    key = f"originals/{uuid.uuid4()}/{path.name}"
    storage.put_file(path, key)
    asset = Asset.objects.create(
        project=project, name=path.name, size=path.stat().st_size, original_key=key, state="processing"
    )
    process(str(asset.pk))
    asset.refresh_from_db()
    assert asset.state == "ready", asset.error
    return asset


def run(project: Project, document: dict[str, Any]) -> Export:
    export = Export.objects.create(project=project, reading=document)
    encode.render(str(export.pk))
    export.refresh_from_db()
    return export


def rgb(frame: av.VideoFrame) -> np.ndarray:
    """As a browser shows it: untagged video is BT.709."""
    return frame.reformat(format="rgb24", src_colorspace="ITU709").to_ndarray()


def film(export: Export, tmp_path: Path) -> tuple[list[np.ndarray], bool]:
    path = tmp_path / "export.mp4"
    storage.get_file(export.key, path)
    with av.open(str(path)) as seen:
        pictures = [rgb(frame) for frame in seen.decode(video=0)]
        return pictures, bool(seen.streams.audio)


def test_a_cut_has_every_frame_and_its_sound_and_leaves_no_segments(project: Project, tmp_path: Path) -> None:
    asset = str(add(project, make_video(tmp_path / "a.mp4", seconds=2, size="320x180", sound=True)).pk)
    export = run(project, reading(clip("v1", asset, 0, 1.5, 0.2), clip("a1", asset, 0, 1.5, 0.2)))
    assert (export.state, export.error) == ("done", "")
    pictures, sound = film(export, tmp_path)
    assert len(pictures) == 38  # 37.5 frames: the last is half covered
    assert sound
    assert storage.list_keys(f"exports/{export.pk}/") == []
    with av.open(str(tmp_path / "a.mp4")) as source:
        wanted = [rgb(frame) for frame in source.decode(video=0)][5]
    assert np.abs(pictures[0].astype(int) - wanted).mean() < 6


def test_what_lies_on_a_higher_track_covers_what_lies_below(project: Project, tmp_path: Path) -> None:
    asset = str(add(project, make_video(tmp_path / "a.mp4", size="320x180")).pk)
    cover = {**clip("v2", "", 0, 1), "kind": "colour", "colour": "#ff0000", "transform": {"scale": 0.5}}
    pictures, sound = film(run(project, reading(clip("v1", asset), cover)), tmp_path)
    middle, corner = pictures[10][90, 160].astype(int), pictures[10][5, 5].astype(int)
    assert np.abs(middle - (255, 0, 0)).max() < 12
    assert np.abs(corner - (255, 0, 0)).max() > 60
    assert not sound


def test_effects_reach_the_file_even_on_a_clip_that_fills_the_frame(project: Project, tmp_path: Path) -> None:
    asset = str(add(project, make_video(tmp_path / "a.mp4", size="320x180")).pk)
    grey = {"id": "e", "kind": "colour", "values": {"saturation": -1}}
    fading = {"e.exposure": [{"at": 0, "value": -5}, {"at": SECOND // 2, "value": 0}]}
    pictures, _ = film(run(project, reading(clip("v1", asset, effects=[grey], keyframes=fading))), tmp_path)
    assert np.abs(pictures[-1][..., 0].astype(int) - pictures[-1][..., 2]).mean() < 3
    assert pictures[0].mean() < 0.4 * pictures[-1].mean()


def test_a_missing_source_on_a_hidden_track_stops_nothing(project: Project, tmp_path: Path) -> None:
    asset = str(add(project, make_video(tmp_path / "a.mp4", size="320x180")).pk)
    document = reading(clip("v1", asset), clip("v2", str(uuid.uuid4())))
    document["tracks"][1]["hidden"] = True
    assert len(film(run(project, document), tmp_path)[0]) == 25


def test_a_missing_source_and_an_empty_timeline_are_told_in_a_sentence(project: Project) -> None:
    gone = run(project, reading(clip("v1", str(uuid.uuid4()))))
    assert (gone.state, "no source any more" in gone.error) == ("failed", True)
    empty = run(project, reading())
    assert (empty.state, "timeline is empty" in empty.error) == ("failed", True)


def test_a_cancelled_export_stays_cancelled_and_keeps_nothing(project: Project, tmp_path: Path) -> None:
    asset = str(add(project, make_video(tmp_path / "a.mp4")).pk)
    export = Export.objects.create(project=project, reading=reading(clip("v1", asset)))
    flow.do_cancel_export(export)
    encode.render(str(export.pk))
    export.refresh_from_db()
    assert export.state == "cancelled"
    assert storage.list_keys(f"exports/{export.pk}") == []


@pytest.mark.parametrize("outcome", [None, encode.CannotExport("The file is gone."), RuntimeError("a mistake")])
def test_a_worker_that_lost_its_export_writes_nothing(
    project: Project, outcome: Exception | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = Export.objects.create(project=project, reading=reading({**clip("v1", ""), "kind": "colour"}))

    def lose(*_: object) -> None:
        leases.connection().set(f"lease:export:{export.pk}", "another")
        if outcome:
            raise outcome

    monkeypatch.setattr(encode.mp4, "join", lose)
    encode.render(str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.error, export.key) == ("running", "", "")
    assert len(storage.list_keys(f"exports/{export.pk}")) == 1  # a segment, for the one who took over


def test_an_export_that_cannot_be_rendered_ends_with_a_sentence(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(encode.mp4, "encode_segment", fail)
    export = run(project, reading({**clip("v1", ""), "kind": "colour"}))
    assert (export.state, "Playhead made a mistake" in export.error) == ("failed", True)


def test_an_export_that_kills_its_workers_fails_in_the_end(project: Project) -> None:
    export = Export.objects.create(project=project, reading=reading({**clip("v1", ""), "kind": "colour"}))
    leases.connection().set(f"attempts:export:{export.pk}", encode.MAX_ATTEMPTS)
    encode.render(str(export.pk))
    export.refresh_from_db()
    assert (export.state, "stopped the server's workers" in export.error) == ("failed", True)


WORKER = """
import django; django.setup()
from editor.tasks import render_export
render_export.apply(args=[{pk!r}], throw=True)
"""
SEED = """
import django; django.setup()
import json
from django.core.management import call_command
from editor.models import Asset, Export, Project, User
from editor.media.process import process
call_command("migrate", verbosity=0)
project = Project.objects.create(owner=User.objects.create_user("olivia"), name="Film")
Asset.objects.create(pk={asset!r}, project=project, name="a.mp4", state="processing", size=1, original_key={key!r})
process({asset!r})
Export.objects.create(pk={pk!r}, project=project, reading=json.loads({document!r}))
"""


def test_another_worker_goes_on_from_the_segments_of_a_killed_one(tmp_path: Path) -> None:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "editor.settings", "DATABASE_URL": f"sqlite:///{tmp_path}/db"}
    pk, asset = str(uuid.uuid4()), str(uuid.uuid4())
    key = f"originals/{asset}/a.mp4"
    storage.put_file(make_video(tmp_path / "a.mp4", seconds=16, size="1280x720"), key)
    document = json.dumps({**reading(clip("v1", asset, 0, 16)), "resolved": []})

    def python(code: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-c", code], env=env, cwd=settings.BASE_DIR)

    def state() -> str:
        with sqlite3.connect(tmp_path / "db") as database:
            return str(database.execute("select state from editor_export").fetchone()[0])

    assert python(SEED.format(pk=pk, asset=asset, key=key, document=document)).wait() == 0
    first = python(WORKER.format(pk=pk))
    begun = time.monotonic()
    while not storage.list_keys(f"exports/{pk}/"):
        assert time.monotonic() - begun < 120, "no segment was stored"
        time.sleep(0.05)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert state() == "running"
    segment = encode.segment_key(pk, 0)
    made = storage.client().head_object(Bucket=settings.S3_BUCKET, Key=segment)["LastModified"]
    leases.connection().delete(f"lease:export:{pk}")  # as fifteen seconds do
    second = python(WORKER.format(pk=pk))
    while second.poll() is None and storage.list_keys(f"exports/{pk}/"):
        answer = storage.client().list_objects_v2(Bucket=settings.S3_BUCKET, Prefix=segment).get("Contents", [])
        assert all(item["LastModified"] == made for item in answer)  # the first segment is not made again
        time.sleep(0.2)
    assert second.wait() == 0
    assert state() == "done"
    whole = tmp_path / "export.mp4"
    storage.get_file(f"exports/{pk}.mp4", whole)
    with av.open(str(whole)) as seen:
        assert sum(1 for _ in seen.decode(video=0)) == 400


def test_a_document_in_a_bad_way_is_exported_as_it_is_shown(project: Project, tmp_path: Path) -> None:
    asset = str(add(project, make_video(tmp_path / "a.mp4", size="320x180")).pk)
    unordered = {"opacity": [{"at": SECOND, "value": 1}, {"at": 0, "value": 1}, {"at": float("nan")}, "no keyframe"]}
    rows = [
        clip("v1", asset, length=1, wobble={"of": "another version"}, keyframes=unordered),
        clip("v1", asset, start=0.4, length=0.4),  # over the first
        {**clip("v1", asset), "start": SECOND, "length": -5},  # a second long
        {**clip("v2", asset), "start": float("nan"), "speed": float("inf"), "length": SECOND // 5},
        clip("nowhere", asset, length=0.2, effects=[{"id": "e", "kind": "zonk"}, 7]),
        {"track": "v2", "kind": "text", "start": SECOND, "length": SECOND, "title": {"text": "?", "font": "Zonk"}},
    ]
    shown = reading(*rows)
    assert {problem["kind"] for problem in shown["problems"]} == {"shortened", "repaired", "trackless"}
    pictures, _ = film(run(project, shown), tmp_path)
    ends = [each["start"] + each["length"] for each in shown["clips"]]
    assert len(pictures) == round(max(ends) / SECOND * 25)
