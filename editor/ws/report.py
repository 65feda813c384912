"""What a browser tells of its masks: played, stalled, lead, first masks. Anybody may say anything: all is bounded."""

import math
from dataclasses import dataclass
from typing import Any

from inference.telemetry import FIRST_MASK, LEAD, PLAYED, STALLED, STALLS, tally

EVERY_S = 1.0  # more often than this is not listened to
SLACK_S = 15.0  # a message may have waited for the network
MAX_STALLS_PER_S = 30.0
MAX_FIRST_MASKS, MAX_FIRST_MASK_S, MAX_LEAD_S = 20, 600.0, 3600.0


@dataclass(frozen=True)
class Report:
    """Of the time since the last one. lead_s: the least while playing, None where nothing was to come."""

    played_s: float = 0.0
    stalled_s: float = 0.0
    stalls: int = 0
    lead_s: float | None = None
    first_masks_s: tuple[float, ...] = ()

    def count(self) -> None:
        tally.add(PLAYED, self.played_s)
        tally.add(STALLED, self.stalled_s)
        tally.add(STALLS, self.stalls)
        if self.lead_s is not None:
            tally.observe(LEAD, self.lead_s)
        for seconds in self.first_masks_s:
            tally.observe(FIRST_MASK, seconds)


def read_report(message: dict[str, Any], passed_s: float) -> Report:
    """passed_s: since the last one. More than can have happened is cut. Raises ValueError, KeyError, TypeError."""
    played = _number(message.get("played_s", 0), passed_s + SLACK_S)
    stalled = _number(message.get("stalled_s", 0), played)
    stalls = int(_number(message.get("stalls", 0), played * MAX_STALLS_PER_S))
    lead = message.get("lead_s")
    first = message.get("first_masks_ms", [])
    if not isinstance(first, list):
        raise TypeError("first_masks_ms is a list of milliseconds")
    return Report(
        played,
        stalled,
        stalls,
        None if lead is None else _number(lead, MAX_LEAD_S),
        tuple(_number(ms, MAX_FIRST_MASK_S * 1000) / 1000 for ms in first[:MAX_FIRST_MASKS]),
    )


def _number(value: Any, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or value < 0:
        raise ValueError(f"{str(value)[:20]!r} is no number from 0 on")
    return min(float(value), most)
