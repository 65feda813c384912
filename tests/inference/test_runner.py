import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from inference import leases, live, mattes
from inference.contracts import FrameState, Invalidation, Point, Prompt, Viewer
from inference.runner import Runner
from inference.storage import Away, Storage

from .conftest import iou, write_proxy

ROOT = Path(__file__).resolve().parents[2]


def run_all(runner, stage, limit=200):
    """Slices until no successor is queued; returns frames made by each."""
    made, queued = [], [stage.matte]
    while queued:
        made.append(runner.run_slice(queued.pop(), queued.append))
        assert len(made) < limit
    return made


@pytest.fixture
def runner(stage, engine):
    return Runner(stage.client, stage.storage, engine)


def pushed(stage):
    return [mattes.decode(fields[b"f"])[0] for _, fields in stage.client.xrange(live.key(stage.matte, "stream"))]


def test_one_click_masks_the_whole_clip(stage, runner):
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    made = run_all(runner, stage)
    frames = stage.at_rest()
    assert made[0] == 1  # the clicked frame alone comes first
    assert sorted(frames) == list(range(72))
    assert min(iou(frames[i].alpha, truth) for i, truth in enumerate(stage.truth)) > 0.85
    assert [frames[i].state for i in (0, 1, 71)] == [FrameState.HUMAN, FrameState.FINAL, FrameState.FINAL]
    assert sorted(f.frame for f in pushed(stage)) == list(range(72))  # each was shown, once
    assert not stage.live.wants_work()


def test_a_correction_remakes_what_it_rules_and_no_more(stage, runner):
    stage.live.write_job(stage.job(prompts=[stage.click(0), stage.click(40)]))
    run_all(runner, stage)
    before = stage.at_rest()
    ruled = Invalidation(2, 1, 39)
    stage.live.write_job(stage.job(2, [stage.click(0), stage.click(20), stage.click(40)], [ruled]))
    run_all(runner, stage)
    after = stage.at_rest()
    remade = [i for i in range(72) if after[i].revision == 2]
    assert remade == list(range(1, 40))
    assert [i for i in range(72) if after[i].state == FrameState.HUMAN] == [0, 20, 40]
    assert np.array_equal(before[0].alpha, after[0].alpha)


def test_work_follows_the_viewer(stage, runner):
    stage.live.write_job(stage.job(prompts=[stage.click(40)]))
    stage.live.hint("somebody", Viewer(40, -24.0))
    runner.run_slice(stage.matte, lambda _: None)
    runner.run_slice(stage.matte, lambda _: None)
    assert max(f.frame for f in pushed(stage)) == 40
    assert min(f.frame for f in pushed(stage)) < 40


def test_a_new_revision_stops_a_slice_within_a_frame(stage, runner, engine):
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    runner.run_slice(stage.matte, lambda _: None)
    steps = []

    class Watching:
        def __getattr__(self, name):
            return getattr(engine, name)

        def step(self, memory, frame, encoded):
            steps.append(frame)
            if len(steps) == 3:
                stage.live.write_job(stage.job(2, [stage.click()], [Invalidation(2, 0, 71)]))
            return engine.step(memory, frame, encoded)

    queued = []
    assert Runner(stage.client, stage.storage, Watching()).run_slice(stage.matte, queued.append) == 3
    assert queued == [stage.matte]


def test_another_worker_goes_on_with_equal_mattes(stage, runner, engine):
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    stage.live.measured(10.0)
    stage.live.measured = lambda _: None
    straight = {}
    for _ in range(5):
        runner.run_slice(stage.matte, lambda _: None)
    straight = stage.at_rest()
    for key in stage.storage.keys(f"mattes/{stage.matte}/"):
        stage.storage._client.delete_object(Bucket=stage.storage.bucket, Key=key)
    stage.live.forget()
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    for _ in range(5):
        Runner(stage.client, stage.storage, engine).run_slice(stage.matte, lambda _: None)
    resumed = stage.at_rest()
    both = sorted(set(straight) & set(resumed))
    assert len(both) > 8
    assert all(np.array_equal(straight[i].alpha, resumed[i].alpha) for i in both)


def test_what_s3_lists_counts_when_redis_was_emptied(stage, runner):
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    run_all(runner, stage)
    count = len(stage.storage.keys(f"mattes/{stage.matte}/"))
    stage.live.forget()
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    assert run_all(runner, stage) == [0]
    assert len(stage.storage.keys(f"mattes/{stage.matte}/")) == count


def test_a_truncated_checkpoint_costs_nothing_but_time(stage, runner, engine):
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    for _ in range(3):
        runner.run_slice(stage.matte, lambda _: None)
    [key] = stage.storage.keys(f"checkpoints/{stage.matte}/")
    stage.storage.put(key, stage.storage.get(key)[:1000])
    run_all(Runner(stage.client, stage.storage, engine), stage)
    assert sorted(stage.at_rest()) == list(range(72))


def test_only_the_holder_of_the_lease_works(stage, runner):
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    with leases.lease(stage.client, live.lease_name(stage.matte)) as held:
        assert held
        assert runner.run_slice(stage.matte, lambda _: None) == 0
    assert runner.run_slice(stage.matte, lambda _: None) == 1


def test_a_worker_that_lost_its_matte_stores_nothing(stage, runner, engine):
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    runner.run_slice(stage.matte, lambda _: None)
    before = stage.at_rest()

    class Robbed:
        def __getattr__(self, name):
            return getattr(engine, name)

        def step(self, memory, frame, encoded):
            stage.client.set(f"lease:matte:{stage.matte}", "another")
            return engine.step(memory, frame, encoded)

    queued = []
    assert Runner(stage.client, stage.storage, Robbed()).run_slice(stage.matte, queued.append) == 0
    assert (queued, stage.live.error()) == ([], "")
    assert set(stage.at_rest()) == set(before)


def test_a_storage_that_is_away_is_told_and_forgotten_when_it_is_back(stage, runner, engine):
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    nowhere = Storage({"S3_ENDPOINT": "http://127.0.0.1:1", "S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "b"}, tries=1)
    with pytest.raises(Away):
        Runner(stage.client, nowhere, engine).run_slice(stage.matte, lambda _: None)
    assert "storage does not answer" in stage.live.error()
    assert stage.live.lasting_error() == ""
    assert runner.run_slice(stage.matte, lambda _: None) == 1
    assert stage.live.error() == ""


def test_a_deleted_matte_is_left_alone(stage, runner):
    queued = []
    assert runner.run_slice(stage.matte, queued.append) == 0
    assert queued == []


def test_what_cannot_be_made_says_why(stage, runner):
    stage.live.write_job(stage.job(prompts=[Prompt(0, (Point(0.5, 0.5, keep=False),))]))
    queued = []
    runner.run_slice(stage.matte, queued.append)
    assert "click on the object" in stage.live.error()
    assert queued == []


def _worker(services, log):
    command = [sys.executable, "-m", "celery", "-A", "inference.app", "worker", "-Q", "gpu", "-c", "1", "-l", "INFO"]
    command += ["--pool", "solo", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    return subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **services.env}, stdout=log, stderr=log, start_new_session=True
    )


def _wait(condition, seconds, log):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, Path(log.name).read_text()[-3000:]
        time.sleep(0.05)


def test_a_killed_workers_slice_is_made_by_another(services, stage, tmp_path):
    """Real workers, a real queue; the kill comes in the middle of a slice."""
    from inference.app import app

    stage.live.write_job(stage.job(prompts=[stage.click()]))
    with open(tmp_path / "worker.log", "w") as log:
        first = _worker(services, log)
        try:
            with app.connection_for_write(services.env["REDIS_URL"]) as connection:
                app.send_task("gpu.slice", args=[stage.matte], connection=connection)
            stream = live.key(stage.matte, "stream")
            _wait(lambda: stage.client.xlen(stream) > 3, 60, log)
        finally:
            os.killpg(first.pid, signal.SIGKILL)
            first.wait()
        second = _worker(services, log)
        try:
            _wait(lambda: not stage.live.is_worked_on(), 30, log)
            # what the sweep does for a matte that wants work and has no lease
            with app.connection_for_write(services.env["REDIS_URL"]) as connection:
                app.send_task("gpu.slice", args=[stage.matte], connection=connection)
            _wait(lambda: len(stage.live.coverage()) == 72, 60, log)
        finally:
            second.terminate()
            second.wait(20)
    frames = stage.at_rest()
    assert sorted(frames) == list(range(72))
    assert min(iou(frames[i].alpha, truth) for i, truth in enumerate(stage.truth)) > 0.85


def test_frames_beyond_a_cut_stay_missing_until_someone_clicks_there(stage, runner, easy):
    there = [np.ascontiguousarray(picture[::-1, ::-1] // 3 + np.uint8([90, 0, 60])) for picture, _ in easy[0][:30]]
    stage.storage.put(f"derived/{stage.matte}/proxy.mp4", write_proxy([p for p, _ in easy[0][:42]] + there))
    stage.live.write_job(stage.job(prompts=[stage.click(20)]))
    run_all(runner, stage)
    assert sorted(stage.at_rest()) == list(range(42))
    assert stage.live.error() == "The picture cuts to another scene at frame 42: click on the object there to go on."
    assert not stage.live.wants_work()
    click = Prompt(50, (Point(0.5, 0.5),))
    stage.live.write_job(stage.job(2, [stage.click(20), click], [Invalidation(2, 21, 71)]))
    run_all(runner, stage)
    assert {frame.revision for i, frame in stage.at_rest().items() if i > 50} == {2}
    assert sorted(stage.at_rest()) == list(range(72))
    assert stage.live.error() == ""
