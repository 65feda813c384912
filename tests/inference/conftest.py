"""A clip made here: a red, textured disc a quarter of the frame's height, moving over a grey, textured ground."""

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from inference.runner import Runner

WIDTH, HEIGHT, RATE = 640, 360, 24
COUNT = 40  # frames of the clip that runners work on


def _texture(rng, height, width, grain, low, high):
    small = rng.uniform(low, high, (height // grain + 2, width // grain + 2, 3)).astype(np.uint8)
    return np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC))


def centre(frame: int) -> tuple[float, float]:
    """x, y in pixels."""
    return 160 + 3 * frame, 180 + 40 * float(np.sin(frame / 15))


def easy_clip(count: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(picture, true alpha) of each frame."""
    rng = np.random.default_rng(1)
    ground = _texture(rng, HEIGHT, WIDTH, 8, 60, 170)
    skin = _texture(rng, 120, 120, 7, 0, 90).copy()
    skin[..., 0] = 200 + skin[..., 0] // 2
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    for frame in range(count):
        cx, cy = centre(frame)
        mask = np.clip(45.5 - np.hypot(x - cx, y - cy), 0, 1)
        disc = skin[(y - int(cy) + 60).clip(0, 119), (x - int(cx) + 60).clip(0, 119)]
        picture = ground * (1 - mask[..., None]) + disc * mask[..., None]
        yield picture.astype(np.uint8), (mask * 255).astype(np.uint8)


def iou(a: np.ndarray, b: np.ndarray) -> float:
    a, b = a > 127, b > 127
    return float((a & b).sum() / max((a | b).sum(), 1))


def write_proxy(pictures, rate: int = RATE) -> bytes:
    """MP4 as the proxies are: H.264, GOP of 15, no B-frames, index first."""
    path = Path(tempfile.mkdtemp()) / "proxy.mp4"
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=rate, options={"bf": "0", "g": "15", "preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.time_base = Fraction(1, rate)
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    data = path.read_bytes()
    shutil.rmtree(path.parent)
    return data


@dataclass
class Stage:
    """A matte that waits to be worked on, in real S3 and Redis."""

    matte: str
    client: object
    storage: object
    live: object
    truth: list[np.ndarray]
    proxy_key: str

    def job(self, revision=1, prompts=(), invalidations=()):
        from inference.contracts import MatteJob

        return MatteJob(
            matte=self.matte,
            asset=str(uuid.UUID(int=1)),
            revision=revision,
            proxy_key=self.proxy_key,
            frame_count=len(self.truth),
            rate=(RATE, 1),
            width=WIDTH,
            height=HEIGHT,
            prompts=tuple(prompts),
            invalidations=tuple(invalidations),
        )

    def click(self, frame=0):
        from inference.contracts import Point, Prompt

        x, y = centre(frame)
        return Prompt(frame, (Point(x / WIDTH, y / HEIGHT),))

    def another(self):
        """Another matte of the same clip."""
        from inference.live import Live

        matte = str(uuid.uuid4())
        return Stage(matte, self.client, self.storage, Live(self.client, matte), self.truth, self.proxy_key)

    def clear(self):
        """As if nothing had been made."""
        for folder in ("mattes", "drafts", "checkpoints"):
            for key in self.storage.keys(f"{folder}/{self.matte}/"):
                self.storage.delete(key)
        self.live.forget()

    def at_rest(self):
        """frame -> MatteFrame, the newest revision of each."""
        from inference import mattes

        found = {}
        for key in sorted(self.storage.keys(f"mattes/{self.matte}/")):
            for frame in mattes.decode_chunk(self.storage.get(key)):
                found[frame.frame] = frame
        return found


@pytest.fixture(scope="session")
def engine():
    from inference.engines import load_engine

    return load_engine("builtin")


@pytest.fixture(scope="session")
def easy():
    """72 frames and their proxy."""
    pairs = list(easy_clip(72))
    return pairs, write_proxy(picture for picture, _ in pairs)


@pytest.fixture
def stage(services, easy):
    from inference import live
    from inference.storage import Storage
    from inference.urgency import LEVELS, list_of

    pairs, proxy = easy
    matte = str(uuid.uuid4())
    client = live.connect(services.env["REDIS_URL"])
    client.delete(*(list_of(live.QUEUE, level) for level in LEVELS))  # a slice yields to what others left there
    storage = Storage(dict(services.env))
    proxy_key = f"derived/{matte}/proxy.mp4"
    storage.put(proxy_key, proxy)
    return Stage(matte, client, storage, live.Live(client, matte), [mask for _, mask in pairs[:COUNT]], proxy_key)


class Worker(Runner):
    """A worker's process without Celery: what it queues lies in `queued`."""

    def __init__(self, stage, engine, storage=None):
        self.queued = []
        super().__init__(stage.client, storage or stage.storage, engine, self.queued.append)

    def run_all(self, matte, limit=200):
        """Slices until no successor is queued; returns frames made by each."""
        made, self.queued[:] = [self.run_slice(matte)], self.queued
        while self.queued:
            made.append(self.run_slice(self.queued.pop()))
            assert len(made) < limit
        return made

    def run_stored(self, matte):
        """One slice, and it is at rest."""
        made = self.run_slice(matte)
        self._writer.submit(lambda: None).result()
        return made


@pytest.fixture
def make_worker(stage, engine):
    """Workers on one matte; those that are left are closed."""
    made = []

    def make(own=engine, storage=None):
        made.append(Worker(stage, own, storage))
        return made[-1]

    yield make
    for worker in made:
        worker.close()


@pytest.fixture
def worker(make_worker):
    return make_worker()
