"""Starts a whole Playhead on a folder of its own for the bench, and takes it away again."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="playhead-bench-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def running(var: Path) -> Iterator[tuple[str, float]]:
    """`manage.py up` on `var`. Yields (address, seconds until it answered)."""
    port = free_port()
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("S3_", "REDIS_"))}
    address = f"http://127.0.0.1:{port}"
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=settings.BASE_DIR,
        env={**inherited, "PLAYHEAD_VAR": str(var), "PLAYHEAD_PORT": str(port), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if address in line:
                break
        else:
            raise RuntimeError("manage.py up ended before it was ready:\n" + "".join(said[-20:]))
        # read on, or a full pipe would stop the services
        threading.Thread(target=process.stdout.read, daemon=True).start()
        with urllib.request.urlopen(f"{address}/api/me", timeout=10):
            yield address, time.monotonic() - begun
    finally:
        process.terminate()
        process.wait(timeout=60)
