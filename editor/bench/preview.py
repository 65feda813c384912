"""How the preview feels: seeks, play and scrubbing on a proxy, one clip and two stacked with a matte."""

from pathlib import Path

from editor.bench.browser import drive
from editor.bench.material import make_clip
from editor.bench.server import running

CLIP_SECONDS = 12


def measure(room: Path, clip: Path | None) -> dict[str, float]:
    """Figures of one clip, and with the suffix _stacked of two."""
    if clip is None:
        clip = room / "preview.mp4"
        make_clip(clip, CLIP_SECONDS)
    with running(room / "var") as (address, _):
        return drive("preview.mjs", address, clip)
