"""What the simulation takes for given: how long things take, and what people do."""

import math
import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Service:
    """Milliseconds of a worker, and of the way to it and back."""

    click_ms: float  # to decode, encode and segment one prompted frame
    step_ms: float  # from one frame to the next, encoding included
    jump_ms: float  # to a frame far from all finished ones
    load_ms: float  # to bring an engine's memory back from a checkpoint, or to begin one
    fill_ms: float = 8.0  # to interpolate one frame between two drafts; beside the engine's work
    task_ms: float = 10.0  # from the queue to the first frame's decoding: broker, lease, states
    web_ms: float = 25.0  # from the click to its task in the queue: request, row, commit
    push_ms: float = 20.0  # from the finished frame to its pixel: stream, socket, drawing

    @property
    def speed(self) -> float:
        """Frames a second."""
        return 1000 / self.step_ms


SERVICES = {
    # measured: docs/scaling.md says how
    "builtin": Service(click_ms=69, step_ms=17.3, jump_ms=19, load_ms=22, fill_ms=2.3),
    # assumed: nobody has run the GPU engines on a GPU yet
    "gpu": Service(click_ms=45, step_ms=25, jump_ms=40, load_ms=30),
}


@dataclass(frozen=True)
class Habits:
    """What a person does, drawn anew each time. Times that are called means are of exponential distributions."""

    clip_s: float = 12.0  # median of a log-normal distribution
    clip_sigma: float = 0.7
    shortest_s: float = 2.0
    longest_s: float = 60.0
    rate: float = 24.0  # frames a second of every clip
    cutting_s: float = 240.0  # mean between two clips with masks: other work in the editor, nothing to make
    objects: tuple[tuple[int, float], ...] = (
        (1, 0.80),
        (2, 0.14),
        (10, 0.06),
    )  # mattes on one clip: how many, how often
    aim_s: float = 1.5  # mean from one click to the next, and from a mask to the next thing done
    looks: float = 5.0  # mean number of plays of one clip, geometric
    play_s: float = 6.0  # mean
    rates: tuple[tuple[float, float], ...] = ((1.0, 0.85), (0.5, 0.05), (2.0, 0.05), (-1.0, 0.05))  # speeds of play
    loops: float = 0.15  # of plays go round the clip
    seeks: float = 0.40  # chance after a play: to anywhere in the clip
    corrects: float = 0.20  # chance after a play: a click where the playhead is
    rests: float = 0.20  # chance after a play: look at the picture
    rest_s: float = 4.0  # mean
    hides: float = 0.08  # chance after a play: another tab
    hidden_s: float = 45.0  # mean

    def clip_frames(self, draw: random.Random) -> int:
        seconds = draw.lognormvariate(math.log(self.clip_s), self.clip_sigma)
        return max(2, round(min(max(seconds, self.shortest_s), self.longest_s) * self.rate))


def mean(draw: random.Random, seconds: float) -> float:
    """Of an exponential distribution."""
    return draw.expovariate(1 / seconds) if seconds > 0 else 0.0


def choose(draw: random.Random, weighed: tuple[tuple[float, float], ...]) -> float:
    return draw.choices([value for value, _ in weighed], [weight for _, weight in weighed])[0]
