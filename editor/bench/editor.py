"""The editor as a hand feels it: what it loads, play, seeks and scrubbing, the timeline at scale, memory, drift."""

import sys
from pathlib import Path

from editor.bench.browser import drive
from editor.bench.material import make_beeps, make_clip
from editor.bench.server import running

CLIP_SECONDS = 12
LONG_SECONDS = 20  # of the piece that the two-hour source repeats
DRIFT_SECONDS = 130


def measure(room: Path, clip: Path | None) -> dict[str, float]:
    """See docs/performance.md for what each is."""
    if clip is None:
        clip = room / "editor.mp4"
        make_clip(clip, CLIP_SECONDS)
    piece, beeps = room / "piece.mp4", room / "beeps.mp4"
    make_clip(piece, LONG_SECONDS, size="960x540", bitrate="1M", rate=25)
    make_beeps(beeps, DRIFT_SECONDS)
    var = room / "var"
    with running(var) as (address, _):
        return {
            **drive("editor.mjs", address, clip),
            **drive("tab.mjs", address, piece, var, sys.executable),
            **drive("drift.mjs", address, beeps),
        }
