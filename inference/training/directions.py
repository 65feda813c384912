"""The directions that keys are brought down to: those in which they differ most over photographs and panoramas.

    python -m inference.training.directions --assets package --photographs skimage/data --out keys.safetensors

Prints what share of the keys' square length the first ones hold. Sources: see `sources`.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from inference import weights
from inference.engines.builtin import features
from inference.engines.builtin.lite0 import Lite0
from inference.training import compose, sources

VIEWS = 12  # of each picture


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assets", type=Path, required=True, help="where @pmndrs/assets lies unpacked")
    parser.add_argument("--photographs", type=Path, required=True, help="scikit-image's data folder")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    network, random = Lite0(weights.lite0_state()), np.random.default_rng(0)
    moment = torch.zeros(features.RAW, features.RAW, dtype=torch.float64)
    for pixels in (*sources.panoramas(options.assets), *sources.photographs(options.photographs)):
        for _ in range(VIEWS):
            view = torch.from_numpy(compose.crop(pixels, random, 0.35).transpose(2, 0, 1))[None].float()
            with torch.inference_mode():
                fine, coarse = network((view * 255 - 127.0) / 128.0)
                flat = features.raw_keys(fine, coarse, F.avg_pool2d(view, 4)).flatten(0, 1).double()
            moment += flat.T @ flat
    values, vectors = torch.linalg.eigh(moment)
    shares = values.flip(0).cumsum(0) / values.sum()
    print({count: round(float(shares[count - 1]), 3) for count in (32, 48, 64, 80, 96)})
    save_file({"directions": vectors.flip(1)[:, : features.CHANNELS].contiguous().half()}, options.out)


if __name__ == "__main__":
    main()
