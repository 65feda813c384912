"""What happens to a matte at the same time as its slices. Real Redis and S3; each worker is a Runner of its own."""

import threading

import numpy as np

from inference.contracts import FrameState, Invalidation

from .conftest import COUNT


class Meddling:
    """An engine that does something to the matte at its n-th step."""

    def __init__(self, engine, at, deed):
        self._engine, self._at, self._deed, self._steps = engine, at, deed, 0

    def __getattr__(self, name):
        return getattr(self._engine, name)

    def step(self, memory, frame, encoded, believed=None):
        self._steps += 1
        if self._steps == self._at:
            self._deed()
        return self._engine.step(memory, frame, encoded, believed)


def test_a_revision_raised_a_hundred_times_ends_as_if_only_the_last_had_been(stage, make_worker):
    alone = stage.another()
    prompts = [stage.click(0), stage.click(30)]
    alone.live.write_job(alone.job(prompts=prompts))
    worker = make_worker()
    worker.run_all(alone.matte)
    stage.live.write_job(stage.job(prompts=prompts))
    over = threading.Event()

    def raise_it():
        for revision in range(2, 102):
            stage.live.write_job(stage.job(revision, prompts, [Invalidation(revision, 0, COUNT - 1)]))
            over.wait(0.02)

    raising = threading.Thread(target=raise_it)
    raising.start()
    while raising.is_alive():
        worker.run_slice(stage.matte)
    raising.join()
    worker.run_all(stage.matte)
    made = stage.at_rest()
    assert {made[frame].revision for frame in range(COUNT)} == {101}
    assert all(np.array_equal(made[i].alpha, frame.alpha) for i, frame in alone.at_rest().items())
    assert not stage.live.wants_work()


def test_a_matte_deleted_while_it_runs_is_not_written_again(stage, make_worker, engine):
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    worker = make_worker(Meddling(engine, 3, stage.live.forget))
    worker.run_stored(stage.matte)
    worker.run_stored(stage.matte)
    assert sorted(stage.at_rest()) == [0]
    assert stage.live.frames().tobytes() == b""
    assert not stage.live.is_worked_on()
    queued, worker.queued[:] = worker.queued[:], []
    for matte in queued:
        assert worker.run_slice(matte) == 0
    assert worker.queued == []


def test_two_workers_that_want_one_matte_make_each_frame_once(stage, make_worker):
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    workers = [make_worker(), make_worker()]

    def work(worker):
        while stage.live.wants_work() or stage.live.is_worked_on():
            worker.run_slice(stage.matte)

    threads = [threading.Thread(target=work, args=[worker]) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keys = stage.storage.keys(f"mattes/{stage.matte}/")
    made = [key.rsplit("/", 1)[1].removesuffix(".phm").split("-") for key in keys]
    frames = sorted(frame for _, start, end in made for frame in range(int(start), int(end) + 1))
    assert frames == list(range(COUNT))
    assert {state for _, state in stage.live.coverage().values()} == {FrameState.FINAL, FrameState.HUMAN}
