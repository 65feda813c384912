"""Values of the document: what is missing or of a wrong type gets its default. Twin of frontend/src/model/values.ts."""

import math
import re
from typing import Any

Plain = dict[str, Any]
Range = tuple[float, float, float]  # what it is otherwise, the least, the most
MAX_SAFE = 2**53 - 1
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def text(value: Any, otherwise: str = "") -> str:
    return value if isinstance(value, str) else otherwise


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def number(value: Any, otherwise: float, low: float = -1e9, high: float = 1e9) -> float:
    return tidy(min(high, max(low, value))) if is_number(value) else otherwise


def tidy(value: float) -> float:
    """JSON from JavaScript has no 1.0: whole numbers are integers on both sides."""
    return int(value) if float(value).is_integer() else value


def integer(value: Any) -> int | None:
    return int(value) if is_number(value) and float(value).is_integer() and abs(value) <= MAX_SAFE else None


def whole(value: Any, otherwise: int, low: int, high: int) -> int:
    number = integer(value)
    return number if number is not None and low <= number <= high else otherwise


def ticks(value: Any) -> int | None:
    """Whole ticks, fractions cut off; None for what is no time at all."""
    return math.floor(value) if is_number(value) and abs(value) <= MAX_SAFE else None


def time(value: Any, otherwise: int = 0) -> int:
    number = integer(value)
    return otherwise if number is None else number


def colour(value: Any, otherwise: str) -> str:
    return value if isinstance(value, str) and _COLOUR.fullmatch(value) else otherwise


def ranged(ranges: dict[str, Range], row: Plain) -> Plain:
    return {name: number(row.get(name), *limits) for name, limits in ranges.items()}
