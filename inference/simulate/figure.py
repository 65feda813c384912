"""docs/scaling.png: what the policy is worth, and a spike."""

from pathlib import Path
from typing import Any

from inference.contracts import InferenceError
from inference.simulate.report import Run

LOOKS = {
    "race": ("#1864ab", "-"),
    "unsorted": ("#2b8a3e", "--"),
    "fifo": ("#e8590c", "-."),
    "segments": ("#862e9c", ":"),
}
BUCKET_S = 5.0


def draw(path: Path, rows: list[dict[str, Any]], spikes: dict[str, Run], caption: str) -> None:
    """rows: figures with `viewers`, `workers`, `policy`. spikes: a name for the legend and its run. Writes a PNG."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise InferenceError("Drawing needs matplotlib: pip install -r requirements.txt.") from error
    figure = Figure(figsize=(12, 4.2), dpi=110, layout="constrained")
    masks, stalls, spike = figure.subplots(1, 3)
    for policy in dict.fromkeys(row["policy"] for row in rows):
        mine = sorted((row for row in rows if row["policy"] == policy), key=lambda row: -row["workers"])
        load = [row["viewers"] / row["workers"] for row in mine]
        colour, line = LOOKS[policy]
        look = {"color": colour, "linestyle": line, "marker": "o", "markersize": 3.5, "label": policy}
        masks.plot(load, [row["first_mask_ms_p95"] for row in mine], **look)
        stalls.plot(load, [100 * row["stall_ratio"] for row in mine], **look)
    masks.axhline(300, color="#868e96", linewidth=1)
    masks.set(title="First mask, p95", ylabel="milliseconds", yscale="log", xlabel="viewers per worker")
    stalls.set(title="Played without a mask", ylabel="% of the time played", xlabel="viewers per worker")
    masks.legend(title=None, frameon=False)
    for (name, run), line in zip(spikes.items(), ("-", "--", ":"), strict=False):
        starts = [BUCKET_S * n for n in range(int(run.setting.seconds / BUCKET_S))]
        ratios = [100 * run.figures(start, start + BUCKET_S)["stall_ratio"] for start in starts]
        spike.plot(starts, ratios, linestyle=line, color="#1864ab", label=name)
    spike.set(title="A spike", ylabel="% of the time played without a mask", xlabel="seconds")
    spike.legend(frameon=False, loc="upper right")
    for axes in (masks, stalls, spike):
        axes.grid(alpha=0.3)
    figure.suptitle(caption, fontsize=10)
    figure.savefig(path)
