"""Child processes that never outlive this one: each in a group of its own, watched by the kernel and by a guardian."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOG_LIMIT_BYTES = 10_000_000


@dataclass
class Child:
    """A running program and the log it appends to."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    log_start: int

    @property
    def pid(self) -> int:
        return self.process.pid

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def stop(self, grace_s: float = 5.0) -> None:
        """TERM, wait, then KILL what is left of the group. Safe to call twice."""
        stop_all([self], grace_s)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()

    def said(self) -> str:
        """What this run of it has written so far."""
        with contextlib.suppress(OSError), self.log.open("rb") as file:
            file.seek(self.log_start)
            return file.read(1_000_000).decode(errors="replace")
        return ""

    def tail(self, lines: int = 4) -> str:
        """Its last words on one line, for an error sentence."""
        return " | ".join(self.said().splitlines()[-lines:])


def spawn(
    name: str, command: list[str], log: Path, env: Mapping[str, str], cwd: Path | None = None, nice: int = 0
) -> Child:
    """Start `command` with its output appended to `log`.

    Call from the main thread: the kernel's parent-death signal follows the thread that forked, not the process.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.1"))
    arm = die_with_parent(os.getpid())

    def before_exec() -> None:
        arm()
        if nice:
            os.nice(nice)

    with log.open("ab") as output:
        log_start = output.tell()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=before_exec,
        )
    return Child(name, process, log, log_start)


def die_with_parent(parent: int, number: int = signal.SIGKILL) -> Callable[[], None]:
    """What a process calls on itself to get `number` when `parent` dies. Linux only; elsewhere the guardian serves."""
    if not sys.platform.startswith("linux"):
        return lambda: None
    libc = ctypes.CDLL(None, use_errno=True)  # loaded before the fork: a forked child should not import

    def arm() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died between the fork and the call
            os.kill(os.getpid(), number)

    return arm


def stop_all(children: Iterable[Child], grace_s: float) -> None:
    """TERM to all at once, up to `grace_s` for all together, then KILL to every group."""
    children = list(children)
    for child in children:
        if child.is_alive():
            child.process.terminate()
    until = time.monotonic() + grace_s
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0.0, until - time.monotonic()))
    for child in children:
        child.kill()


class Guardian:
    """A tiny process that kills the groups it was told of once this process is gone.

    The parent-death signal is not inherited: it takes a worker down but not the pool processes the worker forked.
    """

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("guardian.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def watch(self, child: Child) -> None:
        self._tell(f"+{child.pid}")

    def forget(self, child: Child) -> None:
        """Before its number can be given to another process."""
        self._tell(f"-{child.pid}")

    def close(self) -> None:
        assert self.process.stdin
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.process.wait()

    def _tell(self, line: str) -> None:
        assert self.process.stdin
        with contextlib.suppress(OSError):  # without it the parent-death signal still serves
            self.process.stdin.write(f"{line}\n".encode())
            self.process.stdin.flush()
