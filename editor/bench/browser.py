"""Scripts of frontend/bench, which drive a running Playhead in Chromium and print one JSON object."""

import json
import subprocess
from pathlib import Path

from django.conf import settings


def drive(script: str, *arguments: str | Path) -> dict[str, float]:
    """The figures that the script printed last. Raises RuntimeError with its last words."""
    done = subprocess.run(
        ["node", f"bench/{script}", *map(str, arguments)],
        cwd=settings.BASE_DIR / "frontend",
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"bench/{script} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures
