"""Folders of var/tmp in which workers keep files while they work; those of killed workers are cleared away.

A lock that the kernel takes back with the process says that a folder is in use: it holds without Redis too.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

_STALE_S = 60  # one younger may not be locked yet


def _home() -> Path:
    home: Path = settings.VAR / "tmp"
    home.mkdir(parents=True, exist_ok=True)
    return home


@contextmanager
def workroom(name: str) -> Iterator[Path]:
    """A folder <name>-<random>, gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=_home()) as folder:
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield Path(folder)
        finally:
            os.close(handle)


def clear() -> None:
    """Remove folders that nobody works in."""
    for folder in _home().iterdir():
        try:
            if time.time() - folder.stat().st_mtime > _STALE_S and not _is_in_use(folder):
                shutil.rmtree(folder, ignore_errors=True)
        except FileNotFoundError:
            continue


def _is_in_use(folder: Path) -> bool:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
