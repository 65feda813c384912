"""Whether masks are there before the playhead is, seen from the browser: one viewer, then four on four mattes.

And what it costs that the only worker is killed in the middle.
"""

from pathlib import Path

from editor.bench.browser import drive
from editor.bench.material import make_clip
from editor.bench.server import running

CLIP_SECONDS = 20
RATE = 24


def measure(room: Path, clip: Path | None) -> dict[str, float]:
    """Figures of one viewer, and those of the race with the suffix _4 for four at once."""
    if clip is None:
        clip = room / "race.mp4"
        make_clip(clip, CLIP_SECONDS, rate=RATE)
    figures: dict[str, float] = {}
    for viewers, suffix in ((1, ""), (4, "_4")):
        with running(room / f"var{suffix}") as (address, _):
            seen = drive("race.mjs", address, clip, str(viewers))
            if viewers == 1:
                seen |= drive("killed.mjs", address, clip, room / "var")
        figures |= {name + suffix: value for name, value in seen.items()}
    return figures
