"""Untrusted media is decoded in child processes under limits of memory, processor time and patience."""

import ctypes
import os
import resource
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

MAX_DURATION_S = 6 * 3600
MAX_VIDEO_SIDE = 8192
MAX_PICTURE_SIDE = 16_384
MAX_PICTURE_PIXELS = 100_000_000
PROBE_TIMEOUT_S = 120
_MEMORY = 6 << 30
_ROOT = Path(__file__).resolve().parents[2]
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


class TooMuch(Exception):
    """The child ran out of what it was allowed, or died of it."""


def _limits(cpu_s: int) -> Callable[[], None]:
    """What runs between fork and exec: no imports, no locks."""

    def limit() -> None:
        if hasattr(_LIBC, "prctl"):  # Linux: a killed worker's child does not go on by itself
            _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return limit


def _environment() -> dict[str, str]:
    """No keys, no passwords: a decoder that is taken over finds none."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in kept if name in os.environ}


def run(
    command: list[str], *, timeout_s: float, on_line: Callable[[str], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a child under the limits and return it, whatever its exit code. Its working folder is the repository's root.

    `on_line` gets its standard output line by line while it runs; what it raises ends the child. Raises TooMuch after
    `timeout_s`, or that many seconds of processor time on each of four cores.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        cwd=_ROOT,
        env=_environment(),
        preexec_fn=_limits(int(timeout_s * 4) + 1),
    )
    late = threading.Event()

    def give_up() -> None:
        late.set()
        process.kill()

    clock = threading.Timer(timeout_s, give_up)
    clock.start()
    errors: list[str] = []
    out, err = process.stdout, process.stderr
    assert out is not None
    assert err is not None
    reader = threading.Thread(target=lambda: errors.append(err.read()), daemon=True)
    reader.start()
    try:
        said = []
        for line in out:
            said.append(line)
            if on_line:
                on_line(line)
        process.wait()
        reader.join()
    except BaseException:
        process.kill()
        process.wait()
        raise
    finally:
        clock.cancel()
    if late.is_set() or process.returncode == -signal.SIGXCPU:
        raise TooMuch(f"no end after {timeout_s:.0f} s")
    return subprocess.CompletedProcess(command, process.returncode, "".join(said), "".join(errors)[-4000:])
