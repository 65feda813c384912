"""Where tensors live and how many threads work on them."""

import os

import torch


def prepare_threads() -> int:
    """Use the cores that this process may use; PLAYHEAD_THREADS overrides. Returns their number."""
    wanted = os.environ.get("PLAYHEAD_THREADS", "")
    count = int(wanted) if wanted.isdecimal() and int(wanted) > 0 else len(os.sched_getaffinity(0))
    torch.set_num_threads(count)
    return count
