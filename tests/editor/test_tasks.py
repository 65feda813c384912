"""Work is done once, by whoever lives: leases, the sweep, and a worker killed in the middle."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings

import inference.leases
from editor import leases, storage, sweep, workrooms
from editor.media import process as media
from editor.media.errors import NotPlayable
from editor.media.process import MAX_ATTEMPTS, process
from editor.models import Asset, Project
from editor.services import Services
from editor.tasks import process_asset
from tests.editor.clips import make_video
from tests.editor.kit import make_asset, make_person

pytestmark = pytest.mark.usefixtures("services")


@pytest.fixture(autouse=True)
def empty_redis(services: Services) -> Iterator[None]:
    leases.connection().flushdb()
    yield
    leases.connection().flushdb()


def until(true: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def queued(queue: str) -> int:
    return int(leases.connection().llen(queue))


def put_processing(project: Project, path: Path, **fields: Any) -> Asset:
    key = f"originals/{uuid.uuid4()}/{path.name}"
    storage.put_file(path, key)
    fresh = {"proxy_key": "", "kind": "unknown", "state": "processing", "size": path.stat().st_size}
    return make_asset(project, path.name, **{**fresh, "original_key": key, **fields})


@pytest.fixture
def project(db: None) -> Project:
    return Project.objects.create(owner=make_person(), name="Film")


def test_a_lease_has_one_holder_and_is_free_afterwards() -> None:
    with leases.lease("media:a") as first, leases.lease("media:a") as second, leases.lease("media:b") as other:
        assert first
        assert second is None
        assert other
    with leases.lease("media:a") as again:
        assert again


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leases that last 0.6 s."""
    monkeypatch.setattr(inference.leases, "LEASE_MS", 600)


@pytest.mark.usefixtures("hasty")
def test_a_lease_is_renewed_while_its_holder_works() -> None:
    with leases.lease("media:a") as held:
        time.sleep(1.5)
        assert leases.is_held("media:a")
        assert held
        assert not held.is_lost


@pytest.mark.usefixtures("hasty")
def test_a_lease_that_redis_lost_is_its_holders_again() -> None:
    with leases.lease("media:a") as held:
        leases.connection().flushdb()
        until(lambda: leases.is_held("media:a"))
        assert held
        held.confirm()
    assert not leases.is_held("media:a")


@pytest.mark.usefixtures("hasty")
def test_a_holder_hears_that_another_took_its_lease() -> None:
    with leases.lease("media:a") as held:
        leases.connection().set("lease:media:a", "another")
        assert held
        until(lambda: held.is_lost)
    assert leases.is_held("media:a")


def test_a_holder_hears_of_it_before_it_writes() -> None:
    """As after a suspension: its clock stood still, and the renewing thread has not had its turn."""
    with leases.lease("media:a") as held:
        leases.connection().set("lease:media:a", "another")
        assert held
        assert not held.is_lost
        with pytest.raises(leases.Lost):
            held.confirm()


@pytest.mark.usefixtures("hasty")
def test_without_redis_a_lease_holds_until_it_would_have_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    away = redis.Redis.from_url("redis://127.0.0.1:1/0")
    with leases.lease("media:a") as held:
        assert held
        monkeypatch.setattr(held, "_client", away)
        held.confirm()
        until(lambda: held.is_lost)
        with pytest.raises(leases.Lost):
            held.confirm()


def test_a_lease_of_a_dead_holder_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    leases.connection().set("lease:media:a", "somebody dead", px=200)
    time.sleep(0.4)
    with leases.lease("media:a") as mine:
        assert mine


def test_releasing_does_not_take_the_lease_of_another() -> None:
    with leases.lease("media:a"):
        leases.connection().set("lease:media:a", "another")
    assert leases.is_held("media:a")


def test_the_sweep_queues_what_nobody_works_on_and_only_once(project: Project) -> None:
    make_asset(project, state="processing")
    held = make_asset(project, state="processing")
    make_asset(project, state="ready")
    with leases.lease(f"media:{held.pk}"):
        sweep.sweep()
        sweep.sweep()
    assert queued("media") == 1
    leases.connection().delete("media")  # the message is taken
    with leases.lease(f"media:{held.pk}"):
        sweep.sweep()
    assert queued("media") == 0


def test_a_failing_part_of_the_sweep_does_not_stop_the_rest(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    done = []

    def fail() -> None:
        raise RuntimeError("mattes are broken")

    monkeypatch.setattr(sweep.mattes, "do_sweep", fail)
    monkeypatch.setattr(sweep.uploads, "do_abort_abandoned", lambda: done.append(1))
    with pytest.raises(RuntimeError, match="mattes are broken"):
        sweep.sweep()
    assert done


def test_folders_of_killed_workers_are_cleared_and_those_in_use_stay() -> None:
    room = settings.VAR / "tmp"
    dead, fresh = (room / f"media-{uuid.uuid4()}-x" for _ in range(2))
    for folder in (dead, fresh):
        folder.mkdir(parents=True)
        (folder / "original").write_text("x")
    with workrooms.workroom("media-a") as alive:
        for folder in (dead, alive):
            os.utime(folder, (1, 1))
        workrooms.clear()
        assert [f.exists() for f in (dead, alive, fresh)] == [False, True, True]
    assert not alive.exists()


@pytest.mark.parametrize("outcome", [None, NotPlayable("It holds no picture."), OSError("its folder is gone")])
def test_a_worker_that_lost_its_asset_writes_nothing(
    project: Project, outcome: Exception | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asset = put_processing(project, make_video(tmp_path / "a.mp4"))

    def lose(*_: object) -> dict[str, Any]:
        leases.connection().set(f"lease:media:{asset.pk}", "another")
        if outcome:
            raise outcome
        return {}

    monkeypatch.setattr(media, "_film", lose)
    process(str(asset.pk))
    asset.refresh_from_db()
    assert (asset.state, asset.error) == ("processing", "")
    assert leases.is_held(f"media:{asset.pk}")


@pytest.mark.django_db(transaction=True)
def test_a_file_that_kills_its_workers_fails_in_the_end(tmp_path: Path) -> None:
    project = Project.objects.create(owner=make_person(), name="Film")
    asset = put_processing(project, make_video(tmp_path / "a.mp4"))
    leases.connection().set(f"attempts:media:{asset.pk}", MAX_ATTEMPTS)
    process(str(asset.pk))
    asset.refresh_from_db()
    assert asset.state == "failed"
    assert "stopped the server's workers" in asset.error


WORKER = """
import django; django.setup()
from editor.tasks import process_asset
process_asset.apply(args=[{pk!r}], throw=True)
"""
SEED = """
import django; django.setup()
from django.core.management import call_command
from editor.models import Asset, Project, User
call_command("migrate", verbosity=0)
project = Project.objects.create(owner=User.objects.create_user("olivia"), name="Film")
Asset.objects.create(pk={pk!r}, project=project, name="a.mp4", state="processing", size={size}, original_key={key!r})
"""


def processes_naming(text: str) -> list[str]:
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if text in file.read_text():
                found.append(file.parent.name)
    return found


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks for processes in /proc")
def test_another_finishes_the_work_of_a_killed_worker(tmp_path: Path) -> None:
    """Its own database file: the tests' lives in memory, where no other process sees it."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "editor.settings", "DATABASE_URL": f"sqlite:///{tmp_path}/db"}
    pk = str(uuid.uuid4())
    clip, key = make_video(tmp_path / "a.mp4", seconds=20, size="640x360"), f"originals/{pk}/a.mp4"
    storage.put_file(clip, key)

    def python(code: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-c", code], env=env, cwd=settings.BASE_DIR)

    def row() -> tuple[str, str, int]:
        with sqlite3.connect(tmp_path / "db") as database:
            found: tuple[str, str, int] = database.execute(
                "select state, poster_key, frame_count from editor_asset"
            ).fetchone()
        return found

    assert python(SEED.format(pk=pk, key=key, size=clip.stat().st_size)).wait() == 0
    first = python(WORKER.format(pk=pk))
    try:
        until(lambda: list((settings.VAR / "tmp").glob(f"media-{pk}-*/out/proxy.mp4")))
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    until(lambda: not processes_naming(f"media-{pk}"), 10)  # its FFmpeg died with it
    assert row()[0] == "processing"
    assert row()[1].endswith("poster.jpg")  # shown early
    assert leases.is_held(f"media:{pk}")
    assert python(WORKER.format(pk=pk)).wait() == 0  # too early: the lease is the dead one's still
    assert row()[0] == "processing"
    leases.connection().delete(f"lease:media:{pk}")  # as fifteen seconds do
    assert python(WORKER.format(pk=pk)).wait() == 0
    assert (row()[0], row()[2]) == ("ready", 500)


def test_two_at_once_do_the_work_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    going = threading.Event()

    def slow(asset_id: str) -> None:
        seen.append(asset_id)
        going.wait(5)

    monkeypatch.setattr(media, "_wanted", slow)
    one = threading.Thread(target=lambda: process_asset("a"))
    one.start()
    until(lambda: seen)
    process_asset("a")
    going.set()
    one.join()
    assert seen == ["a"]
