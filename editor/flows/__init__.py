"""The one home of every write: check_* says no, do_* writes and tells. HTTP, sockets, tasks and admin all call these.

A flow asks no rights: whoever calls it has asked access.py.
"""

from datetime import timedelta
from typing import Any

KEPT_IN_BIN = timedelta(days=30)  # footage and mattes; then the sweep deletes them for good


class Invalid(Exception):
    """What was asked for cannot be; str() is a sentence that names the value and the remedy."""


class Conflict(Exception):
    """It can be, but not as things stand. `more` goes into the answer beside the sentence."""

    def __init__(self, sentence: str, **more: Any) -> None:
        super().__init__(sentence)
        self.more = more
