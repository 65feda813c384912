"""Teach the grouping network from examples on disk: `python -m inference.training.clicks --examples DIR --out FILE`.

Prompts are simulated: a point well inside the object, then each next one in the middle of the largest error of what
the network says so far; or a box, drawn roughly. It may run while examples are still being made.
"""

import argparse
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from scipy import ndimage

from inference.engines.builtin.grouping import Grouping

BATCH = 16
MOST_POINTS = 6
SMALLEST = 12  # cells of an object at stride 4
HELD_OUT = 1  # shards


def inner_point(wrong: NDArray[np.bool_], noise: np.random.Generator) -> tuple[float, float]:
    """(x, y) deep inside the largest part, not always in its very middle."""
    labels, count = ndimage.label(wrong)
    if count > 1:
        sizes = np.bincount(labels.ravel())[1:]
        wrong = labels == 1 + int(sizes.argmax())
    depth = ndimage.distance_transform_edt(np.pad(wrong, 1))[1:-1, 1:-1]
    deep = np.argwhere(depth >= depth.max() * noise.uniform(0.3, 1.0))
    row, column = deep[noise.integers(len(deep))]
    return (column + 0.5) / wrong.shape[1], (row + 0.5) / wrong.shape[0]


def rough_box(inside: NDArray[np.bool_], noise: np.random.Generator) -> torch.Tensor:
    rows, columns = np.nonzero(inside)
    height, width = inside.shape
    tall, wide = np.ptp(rows) + 1, np.ptp(columns) + 1
    edges = noise.normal(0, 0.03, 4) * (tall, tall, wide, wide)
    top, bottom = max(0, int(rows.min() + edges[0])), int(rows.max() + 1 + edges[1])
    left, right = max(0, int(columns.min() + edges[2])), int(columns.max() + 1 + edges[3])
    box = torch.zeros(1, height, width)
    box[:, top:bottom, left:right] = 1
    return box


class Batch:
    """Some examples and the prompts they have so far."""

    def __init__(self, rows: list[dict[str, NDArray[np.generic]]]) -> None:
        def stack(name: str) -> torch.Tensor:
            return torch.from_numpy(np.stack([row[name] for row in rows])).float()

        self.features = (stack("fine"), stack("coarse"), stack("deep"))
        self.rgb, self.alpha = stack("rgb") / 255, stack("alpha")[:, None] / 255
        if random.random() < 0.5:
            fine, coarse, deep = self.features
            self.features = (fine.flip(-1), coarse.flip(-1), deep.flip(-1))
            self.rgb, self.alpha = self.rgb.flip(-1), self.alpha.flip(-1)
        self.points = torch.zeros(len(rows), MOST_POINTS, 3)
        self.box = torch.zeros_like(self.alpha)
        self.belief = torch.zeros_like(self.alpha)

    def ask(self, model: Grouping) -> torch.Tensor:
        logits: torch.Tensor = model(self.features, self.rgb, self.points, self.box, self.belief)
        return logits

    def click(self, index: int, noise: np.random.Generator, rows: list[int]) -> None:
        """Puts the index-th point of these rows where the belief is most wrong."""
        inside, seen = self.alpha[:, 0].numpy() > 0.5, self.belief[:, 0].numpy() > 0.5
        for row in rows:
            missed, extra = inside[row] & ~seen[row], seen[row] & ~inside[row]
            is_missed = missed.sum() >= extra.sum()
            if (missed if is_missed else extra).any():
                x, y = inner_point(missed if is_missed else extra, noise)
                self.points[row, index] = torch.tensor([x, y, 1.0 if is_missed else -1.0])


def prompt(batch: Batch, model: Grouping, noise: np.random.Generator) -> None:
    """Boxes for some, one to six points for others, each answering the one before."""
    count = len(batch.alpha)
    boxed = [row for row in range(count) if noise.random() < 0.25]
    wanted = int(noise.choice([1, 1, 1, 2, 2, 3, 5]))
    for row in boxed:
        batch.box[row] = rough_box(batch.alpha[row, 0].numpy() > 0.5, noise)
    bare = boxed if noise.random() < 0.5 else []  # a box and nothing else
    for index in range(wanted):
        if index:
            with torch.no_grad():
                model.eval()
                batch.belief = torch.sigmoid(batch.ask(model))
                model.train()
        batch.click(index, noise, [row for row in range(count) if row not in bare])


def loss_of(logits: torch.Tensor, alpha: torch.Tensor) -> torch.Tensor:
    probability = torch.sigmoid(logits)
    overlap = (probability * alpha).sum((1, 2, 3))
    union = (probability + alpha - probability * alpha).sum((1, 2, 3))
    share = 1 - (overlap + 1) / (union + 1)
    return share.mean() + F.binary_cross_entropy_with_logits(logits, alpha)


def iou(logits: torch.Tensor, alpha: torch.Tensor) -> torch.Tensor:
    seen, inside = logits > 0, alpha > 0.5
    return (seen & inside).sum((1, 2, 3)) / (seen | inside).sum((1, 2, 3)).clamp_min(1)


@torch.inference_mode()
def validate(model: Grouping, shards: list[Path]) -> dict[str, float]:
    """Mean IoU on examples never learnt from, after 1, 3 and 5 points and from a box."""
    model.eval()
    noise = np.random.default_rng(0)
    found: dict[str, list[torch.Tensor]] = {"1": [], "3": [], "5": [], "box": []}
    for rows in (rows for shard in shards for rows in batches(shard)):
        batch = Batch(rows)
        for index in range(5):
            batch.click(index, noise, list(range(len(rows))))
            logits = batch.ask(model)
            batch.belief = torch.sigmoid(logits)
            if str(index + 1) in found:
                found[str(index + 1)].append(iou(logits, batch.alpha))
        batch = Batch(rows)
        for row in range(len(rows)):
            batch.box[row] = rough_box(batch.alpha[row, 0].numpy() > 0.5, noise)
        found["box"].append(iou(batch.ask(model), batch.alpha))
    model.train()
    return {name: round(float(torch.cat(values).mean()), 3) for name, values in found.items()}


def batches(shard: Path) -> list[list[dict[str, NDArray[np.generic]]]]:
    with np.load(shard) as held:
        data = {name: held[name] for name in held.files}
    order = np.random.permutation(np.flatnonzero((data["alpha"] > 127).sum((1, 2)) >= SMALLEST))
    rows = [{name: values[index] for name, values in data.items()} for index in order]
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = Grouping()
    if options.out.exists():
        model.load_state_dict(torch.load(options.out))
    optimiser = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, options.rate, total_steps=options.steps, pct_start=0.1)
    noise, step, began, recent = np.random.default_rng(1), 0, time.monotonic(), 1.0
    while step < options.steps:
        shards = sorted(options.examples.glob("[0-9]*[0-9].npz"))
        held_out, learnt = shards[:HELD_OUT], shards[HELD_OUT:]
        for rows in batches(random.choice(learnt)):
            if step >= options.steps:
                break
            batch = Batch(rows)
            prompt(batch, model, noise)
            loss = loss_of(batch.ask(model), batch.alpha)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            recent += 0.02 * (loss.item() - recent)
            step += 1
            if step % 20 == 0:
                print(f"{step} of {options.steps}: loss {recent:.3f}, {time.monotonic() - began:.0f} s", flush=True)
            if step % 200 == 0 or step == options.steps:
                print(validate(model, held_out), len(learnt), flush=True)
                torch.save(model.state_dict(), options.out)


if __name__ == "__main__":
    main()
