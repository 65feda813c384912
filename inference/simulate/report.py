"""A run, and its figures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.simulate.assumptions import SERVICES, Habits, Service
from inference.simulate.clock import Clock
from inference.simulate.people import Person, Seen
from inference.simulate.policies import POLICIES
from inference.simulate.world import World

WARM_UP_S = 60.0


@dataclass(frozen=True)
class Setting:
    """What a run is of. spike: so many of the viewers all begin a clip within `spike_within_s`."""

    viewers: int
    workers: int
    policy: str = "race"
    service: Service = SERVICES["builtin"]
    seconds: float = 240.0  # measured, after WARM_UP_S
    seed: int = 1
    spike: int = 0
    spike_at_s: float = 60.0  # of the measured time
    spike_within_s: float = 10.0
    more_workers: int = 0  # that come `more_after_s` after the spike
    more_after_s: float = 60.0


class Run:
    """Runs when it is made. `at` and spans are seconds of the measured time."""

    def __init__(self, setting: Setting, habits: Habits | None = None) -> None:
        self.setting = setting
        clock, self.seen = Clock(), Seen()
        self.world = world = World(clock, POLICIES[setting.policy], setting.service, setting.workers)
        given = (clock, world, habits or Habits(), setting.seed, self.seen)
        people = [Person(number, *given) for number in range(setting.viewers)]
        clock.after(WARM_UP_S, world.measure)
        for person in people[: setting.spike]:
            hurry = lambda person=person: person.hurry(setting.spike_within_s)  # noqa: E731
            clock.after(WARM_UP_S + setting.spike_at_s, hurry)
        if setting.more_workers:
            after = WARM_UP_S + setting.spike_at_s + setting.more_after_s
            clock.after(after, lambda: world.add_workers(setting.more_workers))
        clock.run(WARM_UP_S + setting.seconds)
        world.settle()

    def figures(self, begin: float = 0.0, end: float = float("inf")) -> dict[str, float]:
        """Of what began in the span; use of workers and frames are of the whole measured time."""
        low, high = begin + WARM_UP_S, end + WARM_UP_S

        def within(pairs: list[tuple[float, float]]) -> NDArray[np.float64]:
            return np.array([value for at, value in pairs if low <= at < high])

        first, waits = within(self.world.first_masks) * 1000, within(self.world.waits) * 1000
        leads = within(self.seen.leads)
        plays = [play for play in self.seen.plays if low <= play[0] < high]
        played = sum(play[1] for play in plays)
        world, setting = self.world, self.setting
        return {
            "clicks": len(first),
            **{f"first_mask_ms_p{percent}": _percentile(first, percent) for percent in (50, 95, 99)},
            "lead_s_p50": _percentile(leads, 50),
            "lead_s_p5": _percentile(leads, 5),
            "stall_ratio": sum(play[2] for play in plays) / max(played, 1e-9),
            "stalls_per_minute": 60 * sum(play[3] for play in plays) / max(played, 1e-9),
            "queue_wait_ms_p95": _percentile(waits, 95),
            "worker_use": world.busy_s / max(world.worker_s, 1e-9),
            "loads_per_slice": world.loads / max(world.slices, 1),
            "frames_per_viewer_s": world.frames_made / max(setting.viewers, 1) / setting.seconds,
        }


def _percentile(values: NDArray[np.float64], percent: int) -> float:
    return float(np.percentile(values, percent)) if len(values) else 0.0
