"""Where tensors live, in which numbers, and how many threads work on them."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Device:
    """kind: of the heavy sums; weights and what must be exact stay float32."""

    where: torch.device
    kind: torch.dtype

    @property
    def is_half(self) -> bool:
        return self.kind != torch.float32

    def __str__(self) -> str:
        if self.where.type == "cpu":
            return f"the CPU, {torch.get_num_threads()} threads"
        return f"{torch.cuda.get_device_name(self.where)} in {str(self.kind).removeprefix('torch.')}"

    def compile(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Compiled for one shape on a GPU. Where that fails (no C compiler), or PLAYHEAD_COMPILE is 0, as it is."""
        if self.where.type == "cpu" or os.environ.get("PLAYHEAD_COMPILE", "1") == "0":
            return function
        chosen, is_proven = torch.compile(function, dynamic=False), False

        def run(*args: Any) -> Any:
            nonlocal chosen, is_proven
            try:
                out = chosen(*args)
            except RuntimeError as error:
                if is_proven:
                    raise
                log.warning("not compiled, which is slower: %s", str(error).splitlines()[0])
                chosen = function
                out = function(*args)
            is_proven = True
            return out

        return run


CPU = Device(torch.device("cpu"), torch.float32)


def has_gpu() -> bool:
    found: bool = torch.cuda.is_available()
    return found


def best_device() -> Device:
    """The first CUDA device, in bfloat16 where it has it; else the CPU."""
    if not has_gpu():
        prepare_threads()
        return CPU
    has_bfloat = torch.cuda.is_bf16_supported(including_emulation=False)
    return Device(torch.device("cuda"), torch.bfloat16 if has_bfloat else torch.float32)


def cores() -> int:
    """How many cores this process may use; PLAYHEAD_THREADS overrides."""
    wanted = os.environ.get("PLAYHEAD_THREADS", "")
    return int(wanted) if wanted.isdecimal() and int(wanted) > 0 else len(os.sched_getaffinity(0))


def prepare_threads() -> None:
    """Have torch use all of them."""
    torch.set_num_threads(cores())
