"""How many people a worker serves: python -m inference.simulate --engine gpu --viewers 2000 --workers 120,160,200

Drives inference.schedule and the queue over simulated people who play, seek, click and look away (assumptions.py says
how often) and prints, for each number of workers: first masks, lead, stalls, use of the workers. Policies: race (ours),
unsorted (its slices, served in the order of their queueing), fifo (whole clips in the order of the clicks), segments
(three seconds of a clip at a time). --measure CLIP takes this machine's own service times.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from inference.contracts import InferenceError
from inference.engines import load_engine
from inference.simulate import figure
from inference.simulate.assumptions import SERVICES
from inference.simulate.policies import POLICIES
from inference.simulate.report import Run, Setting

VIEWERS_PER_WORKER = {"builtin": (1, 1.5, 2, 2.5, 3, 4), "gpu": (8, 10, 12, 14, 16, 20)}
KINDS = {"builtin": "measured", "gpu": "assumed"}
SPIKE_SHARE = 0.2  # of the viewers
COLUMNS = {
    "first_mask_ms_p50": "first mask ms p50",
    "first_mask_ms_p95": "p95",
    "first_mask_ms_p99": "p99",
    "lead_s_p50": "lead s",
    "stall_ratio": "stalled",
    "worker_use": "use",
}


def simulate(setting: Setting) -> dict[str, Any]:
    """The setting and its figures, flat."""
    of = {name: value for name, value in asdict(setting).items() if name != "service"}
    return {**of, **{name: round(value, 4) for name, value in Run(setting).figures().items()}}


def _whole(text: str) -> list[int]:
    found = [int(part) for part in text.split(",")]
    if min(found) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: give whole numbers from 1 on, such as 40,60,80")
    return found


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m inference.simulate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", choices=SERVICES, default="builtin", help="whose service times")
    parser.add_argument("--measure", type=Path, metavar="CLIP", help="print this machine's, on a clip 540 pixels high")
    parser.add_argument("--times", type=json.loads, default={}, help="others, such as '{\"step_ms\": 20}'")
    parser.add_argument("--viewers", type=int, default=1000)
    parser.add_argument("--workers", type=_whole, default=[], help="such as 40,60,80; a range that fits if left out")
    parser.add_argument("--policy", action="append", choices=POLICIES, help="race if left out; may be given again")
    parser.add_argument("--seconds", type=float, default=240, help="simulated and measured, after a minute to warm up")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="a list of flat objects, one a run")
    parser.add_argument("--figure", type=Path, metavar="PNG", help="draw all policies and a spike")
    args = parser.parse_args(argv)
    if args.viewers < 1 or args.seconds <= 0:
        parser.error("--viewers and --seconds must be above 0")
    workers = args.workers or [max(1, round(args.viewers / load)) for load in VIEWERS_PER_WORKER[args.engine]]
    policies = list(POLICIES) if args.figure else args.policy or ["race"]
    try:
        service = replace(SERVICES[args.engine], **args.times)
    except TypeError as error:
        parser.error(f"--times: {error}; there are {', '.join(asdict(SERVICES[args.engine]))}")
    base = Setting(args.viewers, 1, service=service, seconds=args.seconds, seed=args.seed)
    settings = [replace(base, workers=count, policy=policy) for count in workers for policy in policies]
    try:
        if args.measure:
            from inference.simulate.measure import service_times  # loads torch

            print(json.dumps(service_times(load_engine(), args.measure)))
            return 0
        with ProcessPoolExecutor() as pool:
            rows = list(pool.map(simulate, settings))
        if args.figure:
            _draw(args.figure, rows, base, args.engine)
    except (InferenceError, OSError) as error:
        print(f"simulate: {error}", file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps(rows))
    else:
        _print(rows)
    return 0


def _print(rows: list[dict[str, Any]]) -> None:
    print(f"{'workers':>8} {'policy':10}" + "".join(f"{title:>{max(len(title) + 2, 9)}}" for title in COLUMNS.values()))
    for row in rows:
        cells = [
            f"{row[name]:{max(len(title) + 2, 9)}.{0 if '_ms_' in name else 3}f}" for name, title in COLUMNS.items()
        ]
        print(f"{row['workers']:8} {row['policy']:10}" + "".join(cells))


def _draw(path: Path, rows: list[dict[str, Any]], base: Setting, engine: str) -> None:
    ours = [row for row in rows if row["policy"] == "race" and row["stall_ratio"] < 0.02]
    enough = min((row["workers"] for row in ours), default=max(row["workers"] for row in rows))
    spike = replace(base, workers=enough, spike=round(base.viewers * SPIKE_SHARE))
    more = replace(spike, more_workers=enough // 2)
    spikes = {f"{enough} workers": Run(spike), f"half as many more {more.more_after_s:.0f} s later": Run(more)}
    figure.draw(path, rows, spikes, f"{base.viewers} viewers, {KINDS[engine]} service times of {engine!r}, simulated")


if __name__ == "__main__":
    sys.exit(main())
