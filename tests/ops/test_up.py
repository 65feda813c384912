"""`manage.py up` as an operator meets it: starts, answers, survives, stops. Real processes, a var of its own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from celery import Celery

from editor import services as embedded
from editor.management.commands import up as command

ROOT = Path(__file__).resolve().parents[2]
LONG_S = 240  # an upper bound against a hang, not an expectation


class Run:
    """One `manage.py up`, its output in a file."""

    def __init__(self, var: Path, port: int, *arguments: str) -> None:
        clean = {k: v for k, v in os.environ.items() if k != "REDIS_URL" and not k.startswith("S3_")}
        self.var, self.port, self.output = var, port, var.parent / f"up-{time.monotonic_ns()}.txt"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", "--no-sample", "--port", str(port), *arguments],
                cwd=ROOT,
                env={**clean, "PLAYHEAD_VAR": str(var)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def text(self) -> str:
        return self.output.read_text()

    def ready(self) -> "Run":
        wait_until(lambda: "Playhead is ready" in self.text() or self.process.poll() is not None, self.text)
        assert self.process.poll() is None, self.text()
        return self

    def processes(self) -> dict[str, int]:
        return dict(json.loads((self.var / "processes.json").read_text()))

    def env(self) -> dict[str, str]:
        return embedded.client_env(self.var, {})


def wait_until(done: Callable[[], object], told: Callable[[], str] = lambda: "") -> None:
    until = time.monotonic() + LONG_S
    while not done():
        assert time.monotonic() < until, told()
        time.sleep(0.05)


def tree(root: int) -> set[int]:
    """`root` and everything it started, by /proc."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def alive(pids: set[int]) -> set[int]:
    """Those that still run; a zombie does not."""
    running = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state not in "ZX":
            running.add(pid)
    return running


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []
    port = embedded.free_ports(1)[0]

    def go(*arguments: str, at: int = port) -> Run:
        runs.append(Run(tmp_path / "var", at, *arguments))
        return runs[-1]

    yield go
    for run in runs:
        run.process.terminate()
        run.process.wait(60)


def get(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_kill_takes_the_whole_tree_and_the_next_run_has_everything(start: Callable[..., Run]) -> None:
    first = start().ready()
    assert get(f"http://127.0.0.1:{first.port}/api/me") == 200
    queue = redis.Redis.from_url(first.env()["REDIS_URL"])
    embedded.s3_client(first.env()).put_object(Bucket="playhead", Key="kept", Body=b"film" * 500_000)
    queue.xadd("kept", {"f": b"frame"})
    family = tree(first.process.pid)
    assert len(family) >= 9  # itself, guardian, two servers, web, four workers

    first.process.kill()
    first.process.wait()
    wait_until(lambda: not alive(family), lambda: f"left: {alive(family)}")

    second = start().ready()
    assert second.env() == first.env()
    assert embedded.s3_client(second.env()).get_object(Bucket="playhead", Key="kept")["ContentLength"] == 2_000_000
    assert redis.Redis.from_url(second.env()["REDIS_URL"]).xlen("kept") == 1
    assert get(f"http://127.0.0.1:{second.port}/api/me") == 200

    family = tree(second.process.pid)
    second.process.send_signal(signal.SIGINT)
    assert second.process.wait(LONG_S) == 0
    assert not alive(family)
    told = [line for line in second.text().splitlines() if line.startswith("Stopp")]
    assert told == [
        "Stopping web",
        "Stopping gpu, media, export",
        "Stopping seaweedfs",
        "Stopping valkey",
        "Stopped.",
    ]


def test_what_dies_is_started_again(start: Callable[..., Run]) -> None:
    run = start().ready()
    children = {name: run.processes()[name] for name in ("seaweedfs", "valkey", "web", "gpu")}
    for pid in children.values():
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: all(f"{name} was killed (signal 9)" in run.text() for name in children), run.text)
    wait_until(lambda: command.web_answers(f"http://127.0.0.1:{run.port}"))
    wait_until(lambda: embedded.redis_answers(run.env()["REDIS_URL"]))
    wait_until(lambda: embedded.s3_problem(run.env()) is None)
    wait_until(lambda: (run.var / "log/gpu.log").read_text().count(" ready.") == 2)
    with Celery(broker=run.env()["REDIS_URL"]) as app:  # media and export lost their queue and found it again

        def answering() -> set[str]:
            return {name.split("@")[0] for each in app.control.ping(timeout=1) for name in each}

        wait_until(lambda: answering() == {"media", "export", "gpu"})


def test_it_goes_down_with_the_make_that_started_it(tmp_path: Path) -> None:
    port = embedded.free_ports(1)[0]
    clean = {k: v for k, v in os.environ.items() if k != "REDIS_URL" and not k.startswith("S3_")}
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, sys; subprocess.run(sys.argv[1:])",
            *[sys.executable, "manage.py", "up", "--no-sample", "--with-parent", "--port", str(port)],
        ],
        cwd=ROOT,
        env={**clean, "PLAYHEAD_VAR": str(tmp_path / "var")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: len(tree(parent.pid)) >= 5)
        family = tree(parent.pid)
    finally:
        parent.kill()
        parent.wait()
    wait_until(lambda: not alive(family), lambda: f"left: {alive(family)}")


def test_a_taken_port_is_told_in_one_sentence(start: Callable[..., Run]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        run = start(at=other.getsockname()[1])
        assert run.process.wait(LONG_S) == 1
    assert run.text().count("\n") == 1
    assert f"Port {run.port} on 127.0.0.1 is taken" in run.text()
    assert "--port" in run.text()


def test_a_second_run_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with command.only_one(tmp_path, 8000):
        told = f"Playhead runs on {tmp_path} already .process {os.getpid()}, port 8000."
        with pytest.raises(command.Refused, match=told), command.only_one(tmp_path, 8001):
            pass
    with command.only_one(tmp_path, 8001):
        pass


def test_a_full_disk_is_told_with_the_figure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=100 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(command.Refused, match=r"Only 100 MiB are free .* wants 1024"):
        command.check_disk(tmp_path)
