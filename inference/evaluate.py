"""Measure an engine on sequences with known masks: python -m inference.evaluate --data DIR --engine builtin

Reads DIR/sequence/frames/*.jpg and DIR/sequence/masks/*.png, one mask a frame. All modes unless --mode names some:
follow (the first mask is given: J, F, alpha errors, speed), clicks (the first frame from 1, 3, 5 simulated clicks and
from a box), correction (one click on the worst frame, J over the clip before and after). Means are over sequences.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from inference import footage, metrics, montage
from inference.contracts import BadPrompt, Box, InferenceError, Point, Prompt, SceneCut
from inference.engines import load_engine
from inference.engines.base import Alpha, Engine, Picture
from inference.follow import follow
from inference.footage import Footage

CLICKS = (1, 3, 5)
BESIDE = 24  # frames in which a second object is stepped beside the first
MODES = ("follow", "clicks", "correction")


@dataclass
class Timed:
    """An engine under a stopwatch: milliseconds of each encoding and each step."""

    engine: Engine
    encode_ms: list[float] = field(default_factory=list)
    step_ms: list[float] = field(default_factory=list)

    def encode(self, picture: Picture) -> Any:
        began = time.perf_counter()
        encoded = self.engine.encode(picture)
        self.encode_ms.append((time.perf_counter() - began) * 1000)
        return encoded

    def step(self, memory: Any, frame: int, encoded: Any, believed: Alpha | None = None) -> Alpha:
        began = time.perf_counter()
        alpha = self.engine.step(memory, frame, encoded, believed)
        self.step_ms.append((time.perf_counter() - began) * 1000)
        return alpha

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)


def track(
    engine: Engine, clip: Footage, humans: dict[int, Alpha], believed: dict[int, Alpha] | None = None
) -> list[Alpha]:
    """Every frame's matte from the human ones. believed: what frames were before the human ones among them."""
    mattes = dict(follow(engine, lambda frame: engine.encode(clip.picture(frame)), len(clip), humans, believed))
    nothing = np.zeros_like(next(iter(humans.values())))  # beyond a cut
    return [mattes.get(frame, nothing) for frame in range(len(clip))]


def quality(clip: Footage, mattes: list[Alpha]) -> dict[str, float]:
    """J and F without the first and the last frame, as DAVIS counts; alpha errors over all frames but the first."""
    truths = [clip.truth(frame) for frame in range(len(clip))]
    pairs = list(zip(mattes, truths, strict=True))
    counted = pairs[1:-1] or pairs[1:]
    j = float(np.mean([metrics.region(*pair) for pair in counted]))
    f = float(np.mean([metrics.boundary(*pair) for pair in counted]))
    changes = [metrics.flicker(mattes[i - 1], mattes[i], truths[i - 1], truths[i]) for i in range(1, len(clip))]
    return {
        "j": j,
        "f": f,
        "jf": (j + f) / 2,
        "mad": float(np.mean([metrics.absolute(*pair) for pair in pairs[1:]])),
        "grad": float(np.mean([metrics.gradient(*pair) for pair in pairs[1:]])),
        "dtssd": float(np.mean(changes)),
    }


def beside(engine: Engine, clip: Footage) -> tuple[float, float]:
    """Seconds for one object, encoding and steps, and for the steps of a second one in the same encoded frames.

    The second is what lies where the first would in a mirror: as large, and in another place. Counts frames up to
    BESIDE, while both are there.
    """
    truth = clip.truth(0)
    memories = [engine.new_memory(), engine.new_memory()]
    encoded = engine.encode(clip.picture(0))
    for memory, mask in zip(memories, (truth, np.ascontiguousarray(truth[:, ::-1])), strict=True):
        engine.remember(memory, 0, encoded, mask, is_human=True)
    one = two = 0.0
    for frame in range(1, min(len(clip), BESIDE + 1)):
        picture = clip.picture(frame)
        times = [time.perf_counter()]
        encoded, mattes = engine.encode(picture), []
        for memory in memories:
            try:
                mattes.append(engine.step(memory, frame, encoded))
            except SceneCut:
                break
            times.append(time.perf_counter())
        if len(mattes) < len(memories) or not all((matte > 127).any() for matte in mattes):
            break
        one, two = one + times[1] - times[0], two + times[2] - times[1]
    return one, two


def from_clicks(engine: Engine, clip: Footage, frame: int = 0) -> dict[str, Any]:
    """IoU after each of CLICKS clicks, every click put where the mask so far is most wrong; and from a tight box."""
    picture, truth = clip.picture(frame), clip.truth(frame)
    height, width = truth.shape
    points: list[Point] = []
    alpha = np.zeros_like(truth)
    ious, spent = {}, []
    encoded = engine.encode(picture)
    for count in range(1, max(CLICKS) + 1):
        spot = metrics.worst_spot(alpha, truth)
        if spot:
            row, column, keep = spot
            points.append(Point((column + 0.5) / width, (row + 0.5) / height, keep))
        began = time.perf_counter()
        alpha = engine.segment(encoded, Prompt(frame, tuple(points)))
        spent.append((time.perf_counter() - began) * 1000)
        ious[str(count)] = metrics.region(alpha, truth)
    rows, columns = np.nonzero(metrics.inside(truth))
    box = Box(columns.min() / width, rows.min() / height, (columns.max() + 1) / width, (rows.max() + 1) / height)
    try:
        boxed = engine.segment(encoded, Prompt(frame, box=box))
    except BadPrompt:
        boxed = np.zeros_like(truth)  # an engine that takes no boxes scores nothing
    return {
        "clicks_iou": {str(count): ious[str(count)] for count in CLICKS},
        "box_iou": metrics.region(boxed, truth),
        "click_ms": spent,
    }


def corrected(engine: Engine, clip: Footage, mattes: list[Alpha]) -> dict[str, Any]:
    """One click on the worst frame of `mattes`, then the clip again. J without the first and last frame, each time."""
    truths = [clip.truth(frame) for frame in range(len(clip))]
    scores = [metrics.region(*pair) for pair in zip(mattes, truths, strict=True)]
    worst = int(np.argmin(scores))
    spot = metrics.worst_spot(mattes[worst], truths[worst])
    if not spot:
        return {"before": 1.0, "after": 1.0, "frame": worst, "frame_after": 1.0, "human_untouched": True}
    height, width = truths[0].shape
    point = Point((spot[1] + 0.5) / width, (spot[0] + 0.5) / height, spot[2])
    alpha = engine.segment(engine.encode(clip.picture(worst)), Prompt(worst, (point,)), mattes[worst])
    humans = {0: truths[0], worst: alpha}
    after = track(engine, clip, humans, dict(enumerate(mattes[1:], 1)))
    rescored = [metrics.region(*pair) for pair in zip(after, truths, strict=True)]
    return {
        "before": float(np.mean(scores[1:-1])),
        "after": float(np.mean(rescored[1:-1])),
        "frame": worst,
        "frame_before": scores[worst],
        "frame_after": rescored[worst],
        "human_untouched": all(np.array_equal(after[frame], given) for frame, given in humans.items()),
    }


def evaluate(engine: Engine, clips: list[Footage], modes: Sequence[str], sheet: montage.Sheet | None) -> dict[str, Any]:
    """The whole report; `sequences` holds each one's own."""
    sequences: dict[str, dict[str, Any]] = {}
    watch = Timed(engine)
    click_ms: list[float] = []
    costs: list[float] = []
    engine.encode(clips[0].picture(0))  # what is compiled at the first call is not this clip's time
    for clip in clips:
        figures = sequences[clip.name] = {"frames": len(clip)}
        if "clicks" in modes:
            figures |= from_clicks(engine, clip)
            click_ms += figures.pop("click_ms")
        if "follow" in modes or "correction" in modes:
            mattes = track(watch, clip, {0: clip.truth(0)})
            figures |= quality(clip, mattes)
            if "follow" in modes:
                one, two = beside(engine, clip)
                if one:
                    costs.append(two / one)
            if "correction" in modes:
                figures["correction"] = corrected(engine, clip, mattes)
            if sheet:
                sheet.add(clip, mattes)
        print(_line(clip.name, figures), file=sys.stderr, flush=True)
    report = _mean(list(sequences.values()))
    report.pop("frames")
    if watch.step_ms:
        frame_ms = np.median(watch.encode_ms) + np.array(watch.step_ms)
        report |= {
            "fps": 1000 / float(frame_ms.mean()),
            "ms_p50": float(np.percentile(frame_ms, 50)),
            "ms_p95": float(np.percentile(frame_ms, 95)),
            "encode_ms_p50": float(np.median(watch.encode_ms)),
        }
    if costs:
        report["second_object_cost"] = float(np.median(costs))  # of a clip in the middle: one may have been disturbed
    if click_ms:
        report["click_ms_p95"] = float(np.percentile(click_ms, 95))
    report["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report["sequences"] = sequences
    return report


def _mean(figures: list[dict[str, Any]]) -> dict[str, Any]:
    """Key by key, into nested ones; of truths whether all hold."""
    mean: dict[str, Any] = {}
    for name, value in figures[0].items():
        values = [each[name] for each in figures]
        if isinstance(value, dict):
            mean[name] = _mean(values)
        elif isinstance(value, bool):
            mean[name] = all(values)
        else:
            mean[name] = float(np.mean(values))
    mean.pop("frame", None)
    return mean


def _line(name: str, figures: dict[str, Any]) -> str:
    """One row of the table."""
    row = [f"{name:16}{figures.get('frames', ''):>5}"]
    for column in ("j", "f", "jf", "mad", "grad", "dtssd"):
        row.append(f"{column} {figures[column]:.3f}" if column in figures else "")
    if "clicks_iou" in figures:
        row.append("clicks " + " ".join(f"{value:.2f}" for value in figures["clicks_iou"].values()))
        row.append(f"box {figures['box_iou']:.2f}")
    if "correction" in figures:
        row.append(f"corrected {figures['correction']['before']:.2f} to {figures['correction']['after']:.2f}")
    return "  ".join(part for part in row if part)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m inference.evaluate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--engine", default="")
    parser.add_argument("--mode", action="append", choices=MODES, help="may be given more than once")
    parser.add_argument("--sequence", action="append", default=[], help="only this one; may be given more than once")
    parser.add_argument("--json", action="store_true", help="one object on standard output")
    parser.add_argument("--montage", type=Path, metavar="PNG", help="a picture of mattes over frames, to look at")
    args = parser.parse_args(argv)
    modes = args.mode or MODES
    try:
        clips = footage.read(args.data, args.sequence)
        sheet = montage.Sheet() if args.montage else None
        report = evaluate(load_engine(args.engine), clips, modes, sheet)
        if sheet:
            sheet.save(args.montage)
    except (InferenceError, OSError) as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 1
    sequences = report["sequences"]
    print(_line("mean", report), file=sys.stderr)
    if args.json:
        print(json.dumps(report))
    else:
        print("\n".join(_line(name, figures) for name, figures in {**sequences, "mean": report}.items()))
        print("  ".join(f"{key} {value:.3g}" for key, value in report.items() if isinstance(value, float)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
