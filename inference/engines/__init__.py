"""Engines by name."""

import os

from inference import cache
from inference.contracts import InferenceError
from inference.engines.base import Engine

NAMES = ("builtin",)


def load_engine(name: str = "") -> Engine:
    """The engine, loaded once a process. `name` '' takes PLAYHEAD_ENGINE, or builtin. Raises InferenceError."""
    chosen = name or os.environ.get("PLAYHEAD_ENGINE", "") or "builtin"
    if chosen == "auto":
        chosen = "builtin"
    if chosen not in NAMES:
        raise InferenceError(f"PLAYHEAD_ENGINE {chosen!r} is not known: use one of {', '.join(NAMES)}.")
    return cache.once(f"engine:{chosen}", _build_builtin)


def _build_builtin() -> Engine:
    from inference.engines.builtin.engine import BuiltinEngine

    return BuiltinEngine()
