"""Celery's side of the runner: an id in, one slice done, its successor queued; and what is made ready for a click."""

import logging
import time

import numpy as np
from celery.signals import worker_process_init, worker_shutdown, worker_shutting_down

from inference import live
from inference.app import BROKER, app
from inference.cache import once
from inference.contracts import Box, Point, Prompt
from inference.engines import load_engine
from inference.runner import Runner
from inference.storage import Away, Storage
from inference.taskwatch import Watch

log = logging.getLogger(__name__)
watch = Watch(lambda: once("redis", lambda: live.connect(BROKER)))


def _build() -> Runner:
    return Runner(once("redis", lambda: live.connect(BROKER)), Storage(), load_engine(), queue)


def runner() -> Runner:
    """This process's runner, made once."""
    return once("runner", _build)


@worker_process_init.connect
def warm(**_: object) -> None:
    """Load the weights and run each shape once, so that the first click does not wait for it."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    began = time.perf_counter()
    engine = load_engine()
    picture = np.random.default_rng(0).integers(0, 255, (540, 960, 3), dtype=np.uint8)
    encoded = engine.encode(picture)
    memory = engine.new_memory()
    engine.remember(memory, 0, encoded, engine.segment(encoded, Prompt(0, (Point(0.5, 0.5),))), is_human=True)
    engine.step(memory, 1, engine.encode(picture))
    if engine.name == "builtin":  # not every engine takes boxes
        engine.segment(encoded, Prompt(0, box=Box(0.4, 0.4, 0.6, 0.6)))
    log.info("engine %s warm after %.1f s", engine.name, time.perf_counter() - began)


@worker_shutting_down.connect
def hand_over(**_: object) -> None:
    """TERM: the slice ends at its next frame, is stored, and its matte goes back to the queue."""
    runner().stop()


@worker_shutdown.connect
def store_all(**_: object) -> None:
    runner().close()


def queue(matte: str) -> None:
    """Queue the matte's next slice unless one waits already."""
    state = live.Live(once("redis", lambda: live.connect(BROKER)), matte)
    urgency = state.urgency(runner().made(matte))
    if state.claim_queueing(urgency):
        app.send_task("gpu.slice", args=[matte], priority=urgency)


@app.task(name="gpu.slice", autoretry_for=(Away,), default_retry_delay=2, max_retries=None)
def gpu_slice(matte_id: str) -> None:
    runner().run_slice(matte_id)


@app.task(name="gpu.expect")
def gpu_expect(proxy: str, frame: int) -> None:
    runner().expect(proxy, frame)
