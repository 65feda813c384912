"""The timeline at scale, seen from the browser: a project of 1,000 clips opened, dragging and editing among 10,000."""

from pathlib import Path

from editor.bench.browser import drive
from editor.bench.material import make_clip
from editor.bench.server import running

CLIP_SECONDS = 12


def measure(room: Path, clip: Path | None) -> dict[str, float]:
    """Milliseconds: see docs/performance.md."""
    if clip is None:
        clip = room / "editor.mp4"
        make_clip(clip, CLIP_SECONDS)
    with running(room / "var") as (address, _):
        return drive("editor.mjs", address, clip)
