import numpy as np
import pytest

from inference import leases, live, mattes, runner
from inference.contracts import FrameState, Invalidation, Point, Prompt, Viewer
from inference.storage import Away, Storage

from .conftest import COUNT, iou, write_proxy


def pushed(stage):
    return [mattes.decode(fields[b"f"])[0] for _, fields in stage.client.xrange(live.key(stage.matte, "stream"))]


def test_one_click_masks_the_whole_clip(stage, worker):
    stage.live.write_job(stage.job(prompts=[stage.click()]), is_first=True)
    made = worker.run_all(stage.matte)
    frames = stage.at_rest()
    assert made[0] == 1  # the clicked frame alone comes first
    assert sorted(frames) == list(range(COUNT))
    assert min(iou(frames[i].alpha, truth) for i, truth in enumerate(stage.truth)) > 0.85
    assert [frames[i].state for i in (0, 1, COUNT - 1)] == [FrameState.HUMAN, FrameState.FINAL, FrameState.FINAL]
    assert sorted(f.frame for f in pushed(stage)) == list(range(COUNT))  # each was shown, once
    assert not stage.live.wants_work()
    assert stage.storage.keys(f"checkpoints/{stage.matte}/") == []


def test_a_correction_remakes_what_it_rules_and_no_more(stage, worker):
    stage.live.write_job(stage.job(prompts=[stage.click(0), stage.click(24)]))
    worker.run_all(stage.matte)
    before = stage.at_rest()
    ruled = Invalidation(2, 1, 23)
    stage.live.write_job(stage.job(2, [stage.click(0), stage.click(12), stage.click(24)], [ruled]))
    worker.run_all(stage.matte)
    after = stage.at_rest()
    remade = [i for i in range(COUNT) if after[i].revision == 2]
    assert remade == list(range(1, 24))
    assert [i for i in range(COUNT) if after[i].state == FrameState.HUMAN] == [0, 12, 24]
    assert np.array_equal(before[0].alpha, after[0].alpha)


def test_work_follows_the_viewer(stage, worker):
    stage.live.write_job(stage.job(prompts=[stage.click(24)]))
    stage.live.hint("somebody", Viewer(24, -24.0))
    worker.run_slice(stage.matte)
    worker.run_stored(stage.matte)
    assert max(f.frame for f in pushed(stage)) == 24
    assert min(f.frame for f in pushed(stage)) < 24


def test_what_plays_sooner_than_it_is_final_is_drafted_and_made_final_later(stage, make_worker):
    """A playhead far from the click, on a worker believed slow."""
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    stage.live.hint("somebody", Viewer(25, 0.0))
    worker = make_worker()
    stage.live.measured(6, 1.0)
    worker.run_slice(stage.matte)
    worker.run_stored(stage.matte)
    drafts = [f for f in pushed(stage) if f.state == FrameState.DRAFT]
    assert drafts[0].frame == 25
    assert len(drafts) > 8  # anchors and what lies between them
    assert min(iou(f.alpha, stage.truth[f.frame]) for f in drafts) > 0.7
    assert set(stage.at_rest()) == {0}  # who wants what lasts does not see drafts
    assert {f: s for f, (_, s) in stage.live.coverage().items() if f} == {f.frame: f.state for f in drafts}

    stage.live.forget()  # Redis is emptied: drafts are found again
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    made = make_worker().run_all(stage.matte)
    assert sum(made) == COUNT - 1
    assert sorted(stage.at_rest()) == list(range(COUNT))
    assert stage.storage.keys(f"drafts/{stage.matte}/") == []


def test_what_is_final_does_not_depend_on_who_looked(stage, make_worker, engine):
    stage.live.write_job(stage.job(prompts=[stage.click(16)]))
    make_worker().run_all(stage.matte)
    alone = stage.at_rest()
    stage.clear()
    stage.live.write_job(stage.job(prompts=[stage.click(16)]))
    places = iter([Viewer(16), Viewer(34), Viewer(2, 24.0), Viewer(30, -24.0), Viewer(17, 48.0)])
    queued = [stage.matte]
    while queued:  # each slice is made by another worker for another viewer
        stage.live.hint("somebody", next(places, Viewer(0, visible=False)))
        worker = make_worker()
        stage.live.measured(4, 1.0)
        worker.run_stored(stage.matte)
        queued = worker.queued
    watched = stage.at_rest()
    assert [i for i in range(COUNT) if not np.array_equal(alone[i].alpha, watched[i].alpha)] == []


def test_a_new_revision_stops_a_slice_within_a_frame(stage, worker, make_worker, engine, monkeypatch):
    monkeypatch.setattr(runner, "SLICE_SECONDS", 60.0)  # however slow the machine is
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    worker.run_stored(stage.matte)
    stage.live.measured(600, 20.0)
    steps = []

    class Watching:
        def __getattr__(self, name):
            return getattr(engine, name)

        def step(self, memory, frame, encoded, believed=None):
            steps.append(frame)
            if len(steps) == 3:
                stage.live.write_job(stage.job(2, [stage.click()], [Invalidation(2, 0, COUNT - 1)]))
            return engine.step(memory, frame, encoded, believed)

    other = make_worker(Watching())
    assert other.run_slice(stage.matte) == 3 + 1  # and what was clicked, at once
    assert other.queued == [stage.matte]


def test_a_seek_is_followed_within_the_slice_that_runs(stage, make_worker, engine):
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    stage.live.measured(6, 1.0)
    seen = []

    class Watching:
        def __getattr__(self, name):
            return getattr(engine, name)

        def step(self, memory, frame, encoded, believed=None):
            seen.append(frame)
            if len(seen) == 1:
                stage.live.hint("somebody", Viewer(34))
                stage.live.move()
            return engine.step(memory, frame, encoded, believed)

        def jump(self, memory, frame, encoded):
            seen.append(frame)
            return engine.jump(memory, frame, encoded)

    worker = make_worker(Watching())
    for _ in range(3):
        worker.run_stored(stage.matte)
    assert seen[0] == 1
    assert 34 in seen[1:5]  # after wide steps on the way there, or none
    assert 2 not in seen[:5]


def test_a_worker_that_is_told_to_stop_finishes_the_frame_and_hands_over(stage, make_worker, engine):
    stage.live.write_job(stage.job(prompts=[stage.click()]))

    class Stopping:
        def __getattr__(self, name):
            return getattr(engine, name)

        def step(self, memory, frame, encoded, believed=None):
            worker.stop()
            return engine.step(memory, frame, encoded, believed)

    worker = make_worker(Stopping())
    worker.run_slice(stage.matte)
    assert worker.run_slice(stage.matte) == 1
    worker.close()
    assert worker.queued == [stage.matte, stage.matte]
    assert sorted(stage.at_rest()) == [0, 1]
    assert len(stage.storage.keys(f"checkpoints/{stage.matte}/")) == 1
    assert not stage.live.is_worked_on()


def test_objects_of_one_clip_share_its_encoding(stage, make_worker, engine):
    encoded = []

    class Counting:
        def __getattr__(self, name):
            return getattr(engine, name)

        def encode(self, picture):
            encoded.append(1)
            return engine.encode(picture)

    worker = make_worker(Counting())
    other = stage.another()
    for each in (stage, other):
        each.live.write_job(each.job(prompts=[each.click()]))
    for each in (stage, other, stage, other, stage, other):
        worker.run_slice(each.matte)
    worker.close()
    assert len(encoded) <= max(len(stage.at_rest()), len(other.at_rest())) + 2  # and two that were made ahead


@pytest.mark.parametrize("is_cut", [False, True], ids=["whole", "cut short"])
def test_another_worker_goes_on_with_equal_mattes(stage, make_worker, is_cut):
    """Though the newest checkpoint be damaged: the one before it is a slice behind."""
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    worker = make_worker()
    for _ in range(5):
        stage.live.measured(7000, 1000.0)  # however fast this machine is: the clip is not done in five slices
        worker.run_slice(stage.matte)
    worker.close()
    straight = stage.at_rest()
    stage.clear()
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    for turn in range(5):
        stage.live.measured(7000, 1000.0)
        if is_cut and turn == 4:
            *_, key = sorted(stage.storage.keys(f"checkpoints/{stage.matte}/"))
            stage.storage.put(key, stage.storage.get(key)[:1000])
        make_worker().run_stored(stage.matte)
    resumed = stage.at_rest()
    both = sorted(set(straight) & set(resumed))
    assert len(both) > 8
    assert all(np.array_equal(straight[i].alpha, resumed[i].alpha) for i in both)


def test_what_s3_lists_counts_when_redis_was_emptied(stage, worker, make_worker):
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    worker.run_all(stage.matte)
    count = len(stage.storage.keys(f"mattes/{stage.matte}/"))
    stage.live.forget()
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    assert make_worker().run_all(stage.matte) == [0]
    assert len(stage.storage.keys(f"mattes/{stage.matte}/")) == count


def test_only_the_holder_of_the_lease_works_and_hears_of_who_came_meanwhile(stage, worker):
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    with leases.lease(stage.client, live.lease_name(stage.matte)) as held:
        assert held
        assert worker.run_slice(stage.matte) == 0
    assert stage.live.was_knocked()
    assert worker.run_slice(stage.matte) == 1


def test_a_worker_that_lost_its_matte_stores_nothing(stage, worker, make_worker, engine):
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    worker.run_stored(stage.matte)
    before = stage.at_rest()

    class Robbed:
        def __getattr__(self, name):
            return getattr(engine, name)

        def step(self, memory, frame, encoded, believed=None):
            stage.client.set(f"lease:matte:{stage.matte}", "another")
            return engine.step(memory, frame, encoded, believed)

    make_worker(Robbed()).run_stored(stage.matte)
    assert stage.live.error() == ""
    assert set(stage.at_rest()) == set(before)


def test_a_storage_that_is_away_is_told_and_forgotten_when_it_is_back(stage, worker, make_worker):
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    nowhere = Storage({"S3_ENDPOINT": "http://127.0.0.1:1", "S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "b"}, tries=1)
    with pytest.raises(Away):
        make_worker(storage=nowhere).run_slice(stage.matte)
    assert "storage does not answer" in stage.live.error()
    assert stage.live.lasting_error() == ""
    assert worker.run_stored(stage.matte) == 1
    assert stage.live.error() == ""


def test_what_could_not_be_stored_is_made_again(stage, make_worker):
    class Refusing(Storage):
        refuses = False

        def put(self, key, data):
            if self.refuses:
                raise Away("S3 refuses")
            super().put(key, data)

    storage = Refusing()
    worker = make_worker(storage=storage)
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    worker.run_stored(stage.matte)
    storage.refuses = True
    worker.run_stored(stage.matte)
    assert "storage does not answer" in stage.live.error()
    assert set(stage.at_rest()) == {0}
    storage.refuses = False
    worker.run_all(stage.matte)
    assert sorted(stage.at_rest()) == list(range(COUNT))
    assert stage.live.error() == ""


def test_a_deleted_matte_is_left_alone(stage, worker):
    assert worker.run_slice(stage.matte) == 0
    assert worker.queued == []


def test_what_cannot_be_made_says_why(stage, worker):
    stage.live.write_job(stage.job(prompts=[Prompt(0, (Point(0.5, 0.5, keep=False),))]))
    worker.run_slice(stage.matte)
    assert "click on the object" in stage.live.error()
    assert worker.queued == []


def test_frames_beyond_a_cut_stay_missing_until_someone_clicks_there(stage, worker, easy):
    there = [np.ascontiguousarray(picture[::-1, ::-1] // 3 + np.uint8([90, 0, 60])) for picture, _ in easy[0][24:COUNT]]
    stage.storage.put(stage.proxy_key, write_proxy([p for p, _ in easy[0][:24]] + there))
    stage.live.write_job(stage.job(prompts=[stage.click(12)]))
    worker.run_all(stage.matte)
    assert sorted(stage.at_rest()) == list(range(24))
    assert stage.live.error() == "The picture cuts to another scene at frame 24: click on the object there to go on."
    assert stage.live.lasting_error() == stage.live.error()
    assert not stage.live.wants_work()
    click = Prompt(30, (Point(0.5, 0.5),))
    stage.live.write_job(stage.job(2, [stage.click(12), click], [Invalidation(2, 13, COUNT - 1)]))
    worker.run_all(stage.matte)
    assert {frame.revision for i, frame in stage.at_rest().items() if i > 30} == {2}
    assert sorted(stage.at_rest()) == list(range(COUNT))
    assert stage.live.error() == ""
