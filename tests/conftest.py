"""Tests run beside a developer's own server, so nothing here may touch its `var/`, ports or queue."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from editor import services as embedded

# pytest-django has read the settings before this file is imported: what they took from a developer's var/ is
# replaced here, and the environment is set for the processes that tests start.
VAR = Path(tempfile.mkdtemp(prefix="playhead-tests-"))
atexit.register(shutil.rmtree, VAR, ignore_errors=True)
(VAR / "scratch").mkdir()
ENVIRON = {name: value for name, value in os.environ.items() if name != "REDIS_URL" and not name.startswith("S3_")}
os.environ.clear()
os.environ.update(ENVIRON)
os.environ["TMPDIR"] = str(VAR / "scratch")  # of processes that tests start: killed ones leave things about


def _point_at(env: dict[str, str]) -> None:
    os.environ.update(env)
    settings.VAR = VAR
    for name in ("REDIS_URL", "S3_ENDPOINT", "S3_BUCKET", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY"):
        setattr(settings, name, env[name])
    settings.S3_PUBLIC_ENDPOINT = env["S3_ENDPOINT"]
    settings.CELERY_BROKER_URL = env["REDIS_URL"]
    settings.CHANNEL_LAYERS["default"]["CONFIG"]["hosts"] = [{"address": env["REDIS_URL"]}]


_point_at(embedded.plan(VAR, ENVIRON))


@pytest.fixture(scope="session")
def services() -> Iterator[embedded.Services]:
    """A real SeaweedFS and a real Valkey, empty, on ports of their own; settings and os.environ point at them."""
    running = embedded.start(VAR, ENVIRON)
    _point_at(running.env)
    yield running
    running.stop()
