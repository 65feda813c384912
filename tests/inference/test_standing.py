"""Which finished masks stand under a correction: by the job alone."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from inference.contracts import FrameState, Invalidation, Point, Prompt, standing

from .conftest import COUNT


def test_what_was_right_until_the_correction_stands():
    first, correction = Invalidation(1, 0, 99), Invalidation(2, 1, 99, before=2)
    assert standing(50, (first, correction)) == range(1, 2)
    assert not standing(0, (first, correction))  # no correction rules it
    assert not standing(50, (first,))


def test_a_correction_given_anew_stands_on_what_was_there_before_the_first():
    again = (Invalidation(1, 0, 99), Invalidation(3, 1, 99, before=2))
    assert standing(50, again) == range(1, 2)


def test_nothing_stands_once_a_prompt_was_taken_back_or_said_otherwise():
    taken_back = (Invalidation(1, 0, 99), Invalidation(2, 1, 99, before=2), Invalidation(3, 1, 99))
    assert not standing(50, taken_back)
    after = (*taken_back, Invalidation(4, 41, 99, before=4))
    assert standing(50, after) == range(3, 4)  # what was made when the prompt was gone


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans()), max_size=12), st.integers(0, 9))
def test_what_stands_is_older_than_the_newest_correction_and_overruled_by_nothing_else(said, frame):
    made = [Invalidation(r, min(a, b), max(a, b), r if mends else 0) for r, (a, b, mends) in enumerate(said, 1)]
    over = [i for i in made if i.start <= frame <= i.end]
    for revision in standing(frame, tuple(made)):
        assert revision < over[-1].revision
        assert over[-1].before
        assert all(i.before for i in over if i.revision > revision)


def test_a_correction_keeps_the_rest_of_the_finished_masks_however_often_workers_change(stage, make_worker):
    """A second spot is clicked in a late frame, far from the disc: the disc stays as it was everywhere."""
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    make_worker().run_all(stage.matte)
    before = stage.at_rest()
    more = Prompt(24, (Point(0.8, 0.15),))
    job = stage.job(2, [stage.click(), more], [Invalidation(1, 0, COUNT - 1), Invalidation(2, 1, COUNT - 1, before=2)])
    first_mattes = set(stage.storage.keys(f"mattes/{stage.matte}/"))
    runs = []
    for is_changing in (False, True):
        stage.live.write_job(job)
        worker, goes_on = make_worker(), True
        while goes_on:
            worker = make_worker() if is_changing else worker
            worker.queued.clear()
            worker.run_stored(stage.matte)
            goes_on = bool(worker.queued)
        runs.append(stage.at_rest())
        for key in set(stage.storage.keys(f"mattes/{stage.matte}/")) - first_mattes:
            stage.storage.delete(key)
        stage.live.forget()
    for frame, made in runs[0].items():
        assert np.array_equal(made.alpha, runs[1][frame].alpha)
        if frame:
            assert made.revision == 2
            assert np.array_equal(made.alpha[180:], before[frame].alpha[180:]) or frame == 24
    assert runs[0][24].state == FrameState.HUMAN
    assert (runs[0][24].alpha[:100, 480:] > 127).any()
