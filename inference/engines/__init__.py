"""Engines by name."""

import os

from inference import cache
from inference.contracts import InferenceError
from inference.engines.base import Engine


def _builtin() -> Engine:
    from inference.engines.builtin.engine import BuiltinEngine

    return BuiltinEngine()


def _sam2() -> Engine:
    from inference.engines import sam2

    return sam2.load()


def _edgetam() -> Engine:
    from inference.engines import edgetam

    return edgetam.load()


# imported when asked for: transformers takes seconds, and builtin needs none of it
LOADERS = {"builtin": _builtin, "sam2": _sam2, "edgetam": _edgetam}
NAMES = (*LOADERS, "auto")


def load_engine(name: str = "") -> Engine:
    """The engine, loaded once a process. `name` '' takes PLAYHEAD_ENGINE, or builtin. Raises InferenceError."""
    chosen = choose(name)
    return cache.once(f"engine:{chosen}", LOADERS[chosen])


def choose(name: str = "") -> str:
    """The name of the engine that load_engine() gives. Raises InferenceError for one that is not known."""
    chosen = name or os.environ.get("PLAYHEAD_ENGINE", "") or "builtin"
    if chosen not in NAMES:
        raise InferenceError(f"PLAYHEAD_ENGINE {chosen!r} is not known: use one of {', '.join(NAMES)}.")
    return _best() if chosen == "auto" else chosen


def _best() -> str:
    """Where there is a GPU, the best engine whose weights are there; else builtin."""
    from inference import device, weights

    if not device.has_gpu():
        return "builtin"
    return next((name for name in weights.CHECKPOINTS if weights.find(name)), "builtin")
