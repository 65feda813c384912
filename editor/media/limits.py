"""Untrusted media is decoded in child processes under limits of memory, processor time and patience."""

import resource
import subprocess
import threading
from collections.abc import Callable

MAX_DURATION_S = 6 * 3600
MAX_VIDEO_SIDE = 8192
MAX_PICTURE_SIDE = 16_384
MAX_PICTURE_PIXELS = 100_000_000
PROBE_TIMEOUT_S = 120
_MEMORY = 6 << 30


class TooMuch(Exception):
    """The child ran out of what it was allowed, or died of it."""


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(
    command: list[str], *, timeout_s: float, on_line: Callable[[str], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a child under the limits and return it, whatever its exit code.

    `on_line` gets its standard output line by line while it runs. Raises TooMuch after `timeout_s`.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        preexec_fn=_limit,
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
        raise
    finally:
        clock.cancel()
    if late.is_set():
        raise TooMuch(f"no end after {timeout_s:.0f} s")
    return subprocess.CompletedProcess(command, process.returncode, "".join(said), "".join(errors)[-4000:])
