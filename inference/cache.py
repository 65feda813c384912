"""Load once under a lock, and keep warm things within a byte budget."""

import dataclasses
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")
_lock = threading.RLock()
_loaded: dict[str, Any] = {}


def once(key: str, build: Callable[[], T]) -> T:
    """What `build` made the first time; later callers wait for it and share it."""
    with _lock:
        if key not in _loaded:
            _loaded[key] = build()
        found: T = _loaded[key]
        return found


class WarmCache:
    """Least recently used things out first once their bytes exceed the budget. Not for several threads."""

    def __init__(self, budget_bytes: int) -> None:
        self._budget = budget_bytes
        self._held: OrderedDict[str, tuple[int, Any, Callable[[], None] | None]] = OrderedDict()

    def get(self, key: str) -> Any | None:
        if key not in self._held:
            return None
        self._held.move_to_end(key)
        return self._held[key][1]

    def put(self, key: str, value: Any, size_bytes: int, close: Callable[[], None] | None = None) -> None:
        """`close` is called when the thing has to go; the newest one always stays."""
        self.drop(key)
        self._held[key] = (size_bytes, value, close)
        while len(self._held) > 1 and sum(size for size, _, _ in self._held.values()) > self._budget:
            self.drop(next(iter(self._held)))

    def drop(self, key: str) -> None:
        found = self._held.pop(key, None)
        if found and found[2]:
            found[2]()


def size_of(value: Any) -> int:
    """Bytes of the arrays and tensors in a value, however they are wrapped."""
    size = getattr(value, "nbytes", None)
    if isinstance(size, int):
        return size
    if isinstance(value, (bytes, bytearray)):
        return len(value)
    if isinstance(value, Mapping):
        return sum(map(size_of, value.values()))
    if isinstance(value, (list, tuple)):
        return sum(map(size_of, value))
    if dataclasses.is_dataclass(value):
        return sum(size_of(getattr(value, field.name)) for field in dataclasses.fields(value))
    return 0
