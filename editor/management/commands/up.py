"""Run the whole product as one process tree: S3, Redis, web, workers."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from editor import services
from editor.flows import projects
from editor.management.commands.sample import KEY
from editor.processes import die_with_parent
from editor.supervisor import Program, Supervisor, program

MIN_FREE_BYTES = 1 << 30
READY_TIMEOUT_S = 120.0
SAMPLE_PATIENCE_S = 20.0  # drawn once, on the first run
HOPELESS_FAILURES = 4  # of one program, before it ever was ready


class Refused(Exception):
    """Why it cannot start; str() is a sentence that names the remedy."""


class Stop(BaseException):
    """Ctrl-C, TERM or HUP."""

    is_asked = False  # an exception that a signal raises inside a finaliser is swallowed there: the loops look again


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def raise_stop(number: int, frame: FrameType | None) -> None:
    """The first one stops everything in order; later ones must not leave half of the tree behind."""
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    Stop.is_asked = True
    raise Stop


def stop_if_asked() -> None:
    if Stop.is_asked:
        raise Stop


class Command(BaseCommand):
    help = "Start SeaweedFS, Valkey, the web server and the workers; Ctrl-C stops them in order."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 for every network")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--no-sample", action="store_true", help="make no sample project")
        parser.add_argument("--with-parent", action="store_true", help="stop when the process that started it dies")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["with_parent"]:
            die_with_parent(os.getppid(), signal.SIGTERM)()
        for number in SIGNALS:
            signal.signal(number, raise_stop)
        host, port = options["host"], options["port"]
        var = Path(settings.VAR).resolve()
        try:
            with only_one(var, port):
                check_disk(var)
                check_port(host, port)
                self.run(var, host, port, with_sample=not options["no_sample"])
        except (Refused, services.ServiceError) as problem:
            self.stderr.write(str(problem))
            sys.exit(1)
        except Stop:
            self.say("Stopped.")

    def say(self, line: str) -> None:
        with contextlib.suppress(OSError):  # a terminal that is gone must not keep us from stopping the rest
            self.stdout.write(line)
            self.stdout.flush()

    def run(self, var: Path, host: str, port: int, *, with_sample: bool) -> None:
        began = time.monotonic()
        supervisor = Supervisor(self.say, var)
        sample: subprocess.Popen[bytes] | None = None
        try:
            self.say("Starting the S3 server and Redis")
            planned = services.plan(var)
            supervisor.add(gpu_worker(var, port, planned))  # loads its libraries while the servers start
            running = services.start(var)
            if running.env != planned:  # another program took a port between the look and the bind
                supervisor.drop("gpu")
                supervisor.add(gpu_worker(var, port, running.env))
            for child in running.children:
                start = services.spawn_valkey if child.name == "valkey" else services.spawn_seaweedfs
                rank = 3 if child.name == "valkey" else 2
                supervisor.adopt(Program(child.name, partial(start, var), rank), child)
            self.say("Preparing the database and the pages")
            call_command("prepare", "--no-bucket")  # services.start has made it
            if not (Path(settings.BASE_DIR) / "frontend/dist/index.html").exists():
                self.say("The pages are not built, so the browser will show none: run `make setup` first.")
            if host not in ("127.0.0.1", "localhost") and not os.environ.get("S3_PUBLIC_ENDPOINT"):
                self.say(
                    f"Other machines will see the pages but no media: S3 answers at {running.env['S3_ENDPOINT']} only. "
                    "Set S3_PUBLIC_ENDPOINT to an address they reach it by, through a proxy that keeps the Host header."
                )
            self.say("Starting the web server and the workers")
            for each in programs(var, host, port, running.env):
                supervisor.add(each)
            if with_sample and not projects.has_sample(KEY):
                sample = start_sample(var, child_env(port, running.env))
            shown = "127.0.0.1" if host == "0.0.0.0" else host
            self.wait_until_ready(supervisor, f"http://{shown}:{port}", sample)
            self.say(f"Started in {time.monotonic() - began:.1f} s. Ctrl-C stops it; logs are in {var / 'log'}.")
            self.say(f"Playhead is ready: http://{shown}:{port}")
            while True:
                stop_if_asked()
                supervisor.check()
                time.sleep(0.2)
        finally:
            if sample and sample.poll() is None:
                sample.kill()
            supervisor.stop()
            services.remove_sockets(var)

    def wait_until_ready(self, supervisor: Supervisor, address: str, sample: subprocess.Popen[bytes] | None) -> None:
        """Web answers, each worker says so in its log, the sample project is there."""
        waiting = {each.name for each in supervisor.programs if each.name not in ("valkey", "seaweedfs")}
        until = time.monotonic() + READY_TIMEOUT_S
        patience = time.monotonic() + SAMPLE_PATIENCE_S
        while waiting or (sample and sample.poll() is None and time.monotonic() < patience):
            stop_if_asked()
            supervisor.check()
            for each in supervisor.programs:
                if each.failures >= HOPELESS_FAILURES:
                    log = Path(settings.VAR) / f"log/{each.name}.log"
                    raise Refused(
                        f"{each.name} does not start ({each.last_words}): see {log}, or ask manage.py doctor."
                    )
                if each.name in waiting and each.child and is_ready(each, address):
                    waiting.discard(each.name)
            if time.monotonic() > until:
                names = ", ".join(sorted(waiting))
                self.say(f"Still waiting for {names} after {READY_TIMEOUT_S:.0f} s; see {settings.VAR}/log.")
                until += READY_TIMEOUT_S
            time.sleep(0.1)
        if sample and sample.poll() is None:
            self.say("The sample project is still being drawn and will be there in a moment.")
        elif sample and sample.returncode:
            self.say(f"The sample project could not be made; see {settings.VAR}/log/sample.log.")


# -- checks before anything starts


@contextlib.contextmanager
def only_one(var: Path, port: int) -> Iterator[None]:
    """Hold var/up.lock. The kernel lets go of it however this process ends."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "up.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            who = file.read().strip() or "another process"
            raise Refused(
                f"Playhead runs on {var} already ({who}): use that one, stop it, or set PLAYHEAD_VAR to another folder."
            ) from None
        file.truncate(0)
        file.write(f"process {os.getpid()}, port {port}")
        file.flush()
        yield


def check_disk(var: Path) -> None:
    free = shutil.disk_usage(var).free
    if free < MIN_FREE_BYTES:
        raise Refused(
            f"Only {free / 2**20:.0f} MiB are free where {var} lies, and Playhead wants {MIN_FREE_BYTES >> 20}: "
            f"make room, or set PLAYHEAD_VAR to a folder on a larger disk."
        )


def check_port(host: str, port: int) -> None:
    until = time.monotonic() + 2  # a run that was killed lets go in a moment
    while not services.is_free(port, host):
        if time.monotonic() > until:
            raise Refused(
                f"Port {port} on {host} is taken by another program: stop it, or choose another with --port "
                f"(with make: PLAYHEAD_PORT={port + 1} make run)."
            )
        time.sleep(0.1)


# -- what runs


def child_env(port: int, env: dict[str, str]) -> dict[str, str]:
    """`env`: what clients of the servers need."""
    return {**env, "DJANGO_SETTINGS_MODULE": "editor.settings", "PLAYHEAD_PORT": str(port), "PYTHONUNBUFFERED": "1"}


def programs(var: Path, host: str, port: int, env: dict[str, str]) -> list[Program]:
    """Web and what works on its database, web first."""
    web = [sys.executable, "-m", "editor.serve", "-b", host, "-p", str(port)]
    own = child_env(port, env)
    return [
        program("web", web, var=var, env=own, cwd=settings.BASE_DIR, rank=0, grace_s=3),
        worker("editor", "media", var, own, nice=5),
        worker("editor", "export", var, own, nice=10),
    ]


def gpu_worker(var: Path, port: int, env: dict[str, str]) -> Program:
    """One process: the engine stays loaded, and CUDA does not survive a fork. Somebody waits for what it makes."""
    # torch spreads one slice over the cores; the bound keeps a big machine from losing time in hand-overs
    threads = os.environ.get("OMP_NUM_THREADS") or str(min(os.cpu_count() or 1, 8))
    own = {**child_env(port, env), "OMP_NUM_THREADS": threads, "OMP_WAIT_POLICY": "PASSIVE"}
    return worker("inference.app", "gpu", var, own, "--pool", "solo", nice=0)


def worker(app: str, queue: str, var: Path, env: dict[str, str], *more: str, nice: int) -> Program:
    """Those of batches yield the processor: a page that answers matters more than a batch that ends sooner."""
    command = [sys.executable, "-m", "celery", "-A", app, "worker", "-Q", queue, "-n", f"{queue}@%h", "-c", "1"]
    command += ["--without-gossip", "--without-mingle", "-l", "INFO", *more]
    return program(queue, command, var=var, env=env, cwd=settings.BASE_DIR, rank=1, grace_s=8, nice=nice)


def start_sample(var: Path, env: dict[str, str]) -> subprocess.Popen[bytes]:
    with (var / "log/sample.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "manage.py", "sample"],
            cwd=settings.BASE_DIR,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent(os.getpid()),
            start_new_session=True,
        )


def is_ready(each: Program, address: str) -> bool:
    if each.name == "web":
        return web_answers(address)
    return each.child is not None and " ready." in each.child.said()


def web_answers(address: str) -> bool:
    """Asks for a share link that is not there: goes through to the database, makes no guest, wants no login."""
    try:
        urllib.request.urlopen(f"{address}/api/shared/none", timeout=5).close()
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except OSError:
        return False
    return True
