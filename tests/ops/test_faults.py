"""Everything that may break while mattes are made: real gpu workers, a real Redis and S3, real signals.

After each fault the mattes are those of an undisturbed run, nothing is stuck and nothing is left over.
"""

import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from editor import leases
from editor.celery import app
from editor.flows import mattes
from editor.models import Matte, Project
from editor.services import Services, redis_answers, spawn_valkey
from inference import live
from inference.contracts import Viewer
from inference.mattes import MatteFrame, decode, decode_chunk
from inference.storage import Storage
from tests.editor.kit import make_asset, make_person
from tests.inference.conftest import HEIGHT, RATE, WIDTH, centre, easy_clip, write_proxy

from .crew import ARGUMENTS, Crew
from .gate import Gate

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 30
PROXY = "derived/faults/proxy.mp4"
LONG_S = 60  # an upper bound against a hang, not an expectation
FIRST = {"points": [{"x": centre(0)[0] / WIDTH, "y": centre(0)[1] / HEIGHT, "keep": True}]}
Alphas = dict[int, bytes]


class Stand:
    """What the tests act on: workers, the way to S3 that theirs is, and people's clicks."""

    def __init__(self, services: Services, crew: Crew, gate: Gate) -> None:
        self.services, self.crew, self.gate = services, crew, gate
        self.client = leases.connection()
        self.storage = Storage(dict(services.env))

    def project(self, name: str = "olivia") -> Project:
        return Project.objects.create(owner=make_person(name), name="Film")

    def click(self, project: Project) -> Matte:
        """Another object of the clip, clicked on its first frame."""
        fields = {"width": WIDTH, "height": HEIGHT, "rate_num": RATE, "frame_count": COUNT, "proxy_key": PROXY}
        asset = project.assets.first() or make_asset(project, **fields)
        matte = mattes.do_create(asset)
        self.live(matte).measured(7000, 1000.0)  # its slices are short at first, however fast this machine is
        return mattes.do_set_prompt(matte, 0, FIRST)

    def live(self, matte: Matte) -> live.Live:
        return live.Live(self.client, str(matte.pk))

    def pushed(self, *of: Matte) -> list[MatteFrame]:
        """All frames that workers gave to whoever watches."""
        streams = [self.client.xrange(live.key(str(matte.pk), "stream")) for matte in of]
        return [decode(fields[b"f"])[0] for stream in streams for _, fields in stream]

    def length(self, *of: Matte) -> int:
        return sum(self.client.xlen(live.key(str(matte.pk), "stream")) for matte in of)

    def at_rest(self, matte: Matte) -> list[MatteFrame]:
        """Frames of the newest revision, as often as they are stored."""
        keys = self.storage.keys(f"mattes/{matte.pk}/")
        frames = [frame for key in keys for frame in decode_chunk(self.storage.get(key))]
        return [frame for frame in frames if frame.revision == matte.revision]

    def until(self, true: Callable[[], object]) -> None:
        """The sweep, which is a thread of the CPU workers, has its turn here more often."""
        began = time.monotonic()
        for turn in itertools.count():
            if true():
                return
            assert time.monotonic() < began + LONG_S, f"waited in vain: {self.client.keys()}\n{self.crew.said()}"
            if turn % 25 == 24:
                mattes.do_sweep()
            time.sleep(0.02)

    def is_done(self, matte: Matte) -> bool:
        idle = self.client.get(live.key(str(matte.pk), "idle"))
        return idle is not None and int(idle) == matte.revision and not self.live(matte).is_worked_on()

    def kill(self, name: str = "one", *, is_free: bool = True) -> None:
        """is_free: its leases are free at once, as they are three seconds later."""
        self.crew.kill(name)
        if is_free:
            for key in self.client.keys("lease:matte:*"):
                self.client.delete(key)

    def finish(self, alone: Alphas, *of: Matte, is_once: bool = True) -> None:
        """All of them come out as in an undisturbed run, and of the work nothing is left. is_once: no frame twice."""
        for matte in of:
            self.until(lambda matte=matte: self.is_done(matte))  # type: ignore[misc]
            made = self.at_rest(matte)
            frames = [frame.frame for frame in made]
            assert sorted(frames if is_once else set(frames)) == list(range(COUNT))
            assert [frame.frame for frame in made if frame.alpha.tobytes() != alone[frame.frame]] == []
        self.until(lambda: not self.left(*of))

    def left(self, *of: Matte) -> list[str]:
        """What lies about that is no finished matte."""
        lists = ("lease:matte:*", "gpu*", *(f"matte:*:{part}" for part in ("storing", "knocked")))
        folders = [f"{folder}/{matte.pk}/" for folder in ("drafts", "checkpoints") for matte in of]
        return [
            *(key.decode() for pattern in lists for key in self.client.keys(pattern)),
            *(key for folder in folders for key in self.storage.keys(folder)),
        ]


@pytest.fixture(scope="module")
def stand(services: Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    leases.connection().flushall()  # other tests leave tasks, which these workers would take
    gate = Gate(services.env["S3_ENDPOINT"])
    folder = tmp_path_factory.mktemp("workers")
    crew = Crew({"S3_ENDPOINT": gate.url, "OMP_NUM_THREADS": "1"}, folder)
    found = Stand(services, crew, gate)
    found.storage.put(PROXY, write_proxy(picture for picture, _ in easy_clip(COUNT)))
    yield found
    crew.close()
    gate.close()
    leases.connection().flushall()


@pytest.fixture(scope="module")
def kept() -> dict[str, Alphas]:
    return {}


@pytest.fixture
def alone(stand: Stand, kept: dict[str, Alphas]) -> Alphas:
    """frame -> alpha, of a run that nothing disturbs."""
    stand.crew.start()
    if not kept:
        matte = stand.click(stand.project("noah"))
        stand.until(lambda: stand.is_done(matte))
        kept["alone"] = {frame.frame: frame.alpha.tobytes() for frame in stand.at_rest(matte)}
        assert sorted(kept["alone"]) == list(range(COUNT))
    return kept["alone"]


@pytest.mark.parametrize(
    ("line", "at", "passed_by"),
    [
        (f"GET \\S*/{PROXY}", "before", 0),
        ("PUT \\S*/mattes/", "half", 2),
        ("PUT \\S*/mattes/", "answered", 2),
        ("PUT \\S*/checkpoints/", "half", 1),
        ("PUT \\S*/checkpoints/", "answered", 1),
    ],
    ids=["first mask", "chunk in the middle", "chunk told to nobody", "memory in the middle", "memory told to nobody"],
)
def test_a_worker_killed_in(stand: Stand, alone: Alphas, line: str, at: str, passed_by: int) -> None:
    held = stand.gate.hold(line, at, passed_by=passed_by)
    if at == "before":
        stand.kill()  # a fresh one has nothing of the film
        stand.crew.start()
    matte = stand.click(stand.project())
    stand.until(held.arrived.is_set)
    assert not stand.is_done(matte)
    stand.kill()
    held.drop()
    stand.crew.start()
    stand.finish(alone, matte)


def test_a_worker_killed_in_a_slice_whose_newest_memory_is_cut_short(stand: Stand, alone: Alphas) -> None:
    held = stand.gate.hold("PUT \\S*/mattes/", passed_by=3)
    matte = stand.click(stand.project())
    stand.until(held.arrived.is_set)
    stand.kill()
    held.drop()
    *_, newest = sorted(stand.storage.keys(f"checkpoints/{matte.pk}/"))
    stand.storage.put(newest, stand.storage.get(newest)[:1000])
    stand.crew.start()
    stand.finish(alone, matte)
    assert "checkpoint not used" in stand.crew.log("one").read_text()


def test_a_worker_that_is_suspended_loses_its_matte_to_another_and_writes_nothing_more(
    stand: Stand, alone: Alphas
) -> None:
    """Nobody frees its lease: it runs out. What was on its way to S3 still comes there, as good as the other's."""
    held = stand.gate.hold("PUT \\S*/mattes/", passed_by=2)
    matte = stand.click(stand.project())
    stand.until(held.arrived.is_set)
    stand.crew.send(signal.SIGSTOP)
    stand.crew.start("two")
    stand.until(lambda: stand.is_done(matte))
    length = stand.length(matte)
    stand.crew.send(signal.SIGCONT)
    held.release()
    stand.crew.dismiss()  # it was told to finish what it was at
    stand.finish(alone, matte, is_once=False)
    assert stand.length(matte) - length <= 4  # a frame that was stepped, those on their way out
    stand.crew.dismiss("two")


def test_two_workers_race_for_one_matte(stand: Stand, alone: Alphas) -> None:
    stand.crew.start("two")
    matte = stand.click(stand.project())
    for _ in range(20):
        app.send_task("gpu.slice", args=[str(matte.pk)])
        time.sleep(0.02)
    stand.finish(alone, matte)
    assert sorted(frame.frame for frame in stand.pushed(matte)) == list(range(COUNT))
    stand.crew.dismiss("two")


def test_a_worker_whose_clock_is_five_minutes_off(stand: Stand, alone: Alphas, tmp_path: Path) -> None:
    """It works on a matte that is watched, dies, and one whose clock is right goes on."""
    stand.crew.dismiss()
    command = [sys.executable, "-m", "tests.ops.skewed", "300", "-A", "inference.app", *ARGUMENTS, "-n", "skewed"]
    env = {**os.environ, "S3_ENDPOINT": stand.gate.url, "OMP_NUM_THREADS": "1"}
    with (tmp_path / "skewed.log").open("w") as log:
        skewed = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=log, stderr=log)
    try:
        matte = stand.click(stand.project())
        stand.live(matte).hint("somebody", Viewer(20))
        stand.until(lambda: any(frame.frame == 20 for frame in stand.pushed(matte)))  # it knows who looks where
        assert stand.client.pttl(f"lease:matte:{matte.pk}") < 5_000
    finally:
        skewed.kill()
        skewed.wait()
    stand.crew.start()
    stand.finish(alone, matte)


def test_a_revision_raised_a_hundred_times(stand: Stand, alone: Alphas) -> None:
    matte = stand.click(stand.project())
    other = {"points": [{"x": 0.5, "y": 0.5, "keep": True}]}
    for turn in range(99):
        mattes.do_set_prompt(matte, 0, other if turn % 2 == 0 else FIRST)
    mattes.do_set_prompt(matte, 0, FIRST)
    assert matte.revision == 101
    stand.finish(alone, matte)


@pytest.mark.parametrize("at", ["half", "answered"])
def test_a_matte_deleted_while_it_is_stored_leaves_nothing(stand: Stand, alone: Alphas, at: str) -> None:
    held = stand.gate.hold("PUT \\S*/mattes/", at, passed_by=1)
    matte = stand.click(stand.project())
    pk = str(matte.pk)
    stand.until(held.arrived.is_set)
    mattes.do_purge(matte)
    held.release()
    folders = [f"{folder}/{pk}/" for folder in ("mattes", "drafts", "checkpoints")]
    stand.until(lambda: not stand.client.keys(f"*{pk}*") and not stand.client.keys("gpu*"))
    assert [key for folder in folders for key in stand.storage.keys(folder)] == []


def test_redis_restarted_empty_while_a_chunk_is_stored(stand: Stand, alone: Alphas) -> None:
    """Queue, lease, jobs and what was known of S3 are gone."""
    held = stand.gate.hold("PUT \\S*/mattes/", "half", passed_by=2)
    matte = stand.click(stand.project())
    stand.until(held.arrived.is_set)
    valkey = next(child for child in stand.services.children if child.name == "valkey")
    valkey.kill()
    shutil.rmtree(settings.VAR / "valkey")
    stand.services.children[stand.services.children.index(valkey)] = spawn_valkey(settings.VAR)
    stand.until(lambda: redis_answers(settings.REDIS_URL))
    assert stand.client.keys("matte:*") == []
    mattes.do_sweep()
    held.release()
    stand.finish(alone, matte)


def test_s3_refuses_for_ten_seconds(stand: Stand, alone: Alphas) -> None:
    held = stand.gate.hold("PUT \\S*/mattes/", passed_by=2)
    matte = stand.click(stand.project())
    stand.until(held.arrived.is_set)
    stand.gate.shut()
    held.drop()
    time.sleep(10)
    assert not stand.is_done(matte)
    stand.gate.open()
    stand.finish(alone, matte)


def test_ten_mattes_of_one_person_do_not_keep_a_first_mask_of_another_waiting(stand: Stand, alone: Alphas) -> None:
    olivia, emma = stand.project(), stand.project("emma")
    ten = [stand.click(olivia) for _ in range(10)]
    stand.until(lambda: all(stand.length(matte) for matte in ten))
    matte = stand.click(emma)
    seconds, micros = stand.client.time()
    stand.until(lambda: stand.length(matte))
    (first, _), *_ = stand.client.xrange(live.key(str(matte.pk), "stream"), count=1)
    span = (seconds * 1000 + micros // 1000, first)
    meanwhile = [each.pk for each in ten if stand.client.xrange(live.key(str(each.pk), "stream"), *span)]
    assert len(meanwhile) <= 2  # the slice that ran, or ended just then
    assert not all(stand.is_done(each) for each in ten)
    for each in ten:
        mattes.do_purge(each)
    stand.finish(alone, matte)


def test_twenty_random_kills_restarts_and_disconnects(stand: Stand, alone: Alphas) -> None:
    chance = random.Random(20)
    project = stand.project()
    watched = [stand.click(project) for _ in range(2)]

    def kill() -> None:
        stand.kill()
        stand.crew.start()

    def restart() -> None:
        stand.crew.dismiss()
        stand.crew.start()

    def lose_redis() -> None:
        stand.client.client_kill_filter(_type="normal", skipme=True)

    deeds = [kill] * 10 + [restart] * 4 + [stand.gate.cut] * 3 + [lose_redis] * 3
    chance.shuffle(deeds)
    for deed in deeds:
        if all(stand.is_done(matte) for matte in watched):
            watched.append(stand.click(project))
        for matte in watched:
            stand.live(matte).hint("somebody", Viewer(chance.randrange(COUNT), chance.choice([0.0, 24.0, -24.0])))
        goal = stand.length(*watched) + chance.randint(1, 6)
        stand.until(lambda goal=goal: stand.length(*watched) >= goal or all(map(stand.is_done, watched)))  # type: ignore[misc]
        deed()
        for matte in watched:
            stand.live(matte).leave("somebody")
    stand.finish(alone, *watched)
