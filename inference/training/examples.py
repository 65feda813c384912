"""Composed pictures as the network sees them, in shards on disk: `python -m inference.training.examples --help`."""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from inference import weights
from inference.engines.builtin.lite0 import Lite0
from inference.training import compose

SHARD = 64  # examples


def write_shard(network: Lite0, made_of: compose.Sources, seed: int, path: Path) -> None:
    """fine: 40 at stride 8, coarse: 80 and deep: 192 at stride 16, float16; rgb and alpha: uint8 at stride 4."""
    random = np.random.default_rng(seed)
    kept: dict[str, list[np.ndarray]] = {name: [] for name in ("fine", "coarse", "deep", "rgb", "alpha")}
    for _ in range(SHARD):
        picture, alpha = compose.compose(made_of, random)
        image = torch.from_numpy(picture.transpose(2, 0, 1))[None].float()
        with torch.inference_mode():
            fine, coarse = network((image - 127.0) / 128.0)
            deep = network.deeper(coarse)
            small = F.avg_pool2d(image, 4)[0]
            target = F.avg_pool2d(torch.from_numpy(alpha)[None].float(), 4)[0]
        for name, tensor in (("fine", fine[0]), ("coarse", coarse[0]), ("deep", deep[0])):
            kept[name].append(tensor.numpy().astype(np.float16))
        kept["rgb"].append(small.round().byte().numpy())
        kept["alpha"].append(target.round().byte().numpy())
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, allow_pickle=False, **{name: np.stack(rows) for name, rows in kept.items()})
    partial.rename(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drawings", type=Path, required=True, help="where openclipart-png lies unpacked")
    parser.add_argument("--assets", type=Path, required=True, help="where @pmndrs/assets lies unpacked")
    parser.add_argument("--photographs", type=Path, required=True, help="scikit-image's data folder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shards", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.set_num_threads(1)
    room = options.out / "drawings"
    room.mkdir(parents=True, exist_ok=True)
    made_of = compose.load(options.drawings, options.assets, options.photographs, room)
    network = Lite0(weights.lite0_state())
    for index in range(options.seed, options.seed + options.shards):
        path = options.out / f"{index:05}.npz"
        if not path.exists():
            write_shard(network, made_of, index, path)


if __name__ == "__main__":
    main()
