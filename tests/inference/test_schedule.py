import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.contracts import Viewer
from inference.schedule import next_slice

COUNTS = st.integers(1, 120)
VIEWERS = st.lists(
    st.builds(Viewer, st.integers(0, 130), st.sampled_from([-24.0, 0.0, 12.0, 48.0]), st.booleans()), max_size=3
)


def run_all(frame_count, prompts, done, viewers, speed):
    """Every slice until nothing is wanted."""
    done, made = set(done), []
    while (found := next_slice(
        frame_count=frame_count, prompts=prompts, done=done, viewers=viewers, speed=speed
    )) is not None:  # fmt: skip
        assert found.source == found.start or found.source in done
        for frame in found.frames():
            made.append(frame)
            done.add(frame)
        assert len(made) <= frame_count
    return made


@given(COUNTS, st.data(), VIEWERS, st.floats(0, 60))
@settings(max_examples=150, deadline=None)
def test_every_frame_is_made_once(frame_count, data, viewers, speed):
    prompts = data.draw(st.sets(st.integers(0, frame_count - 1), min_size=1, max_size=5))
    assert sorted(run_all(frame_count, prompts, (), viewers, speed)) == list(range(frame_count))


@given(COUNTS, st.data(), VIEWERS)
@settings(max_examples=150, deadline=None)
def test_a_correction_remakes_only_what_it_overruled(frame_count, data, viewers):
    humans = sorted(data.draw(st.sets(st.integers(0, frame_count - 1), min_size=1, max_size=5)))
    changed = data.draw(st.sampled_from(humans))
    before = max((h for h in humans if h < changed), default=-1)
    after = min((h for h in humans if h > changed), default=frame_count)
    stale = set(range(before + 1, after))
    done = set(range(frame_count)) - stale
    assert sorted(run_all(frame_count, humans, done, viewers, 10)) == sorted(stale)


@given(COUNTS, st.data(), VIEWERS)
@settings(max_examples=100, deadline=None)
def test_each_frame_follows_from_a_finished_neighbour(frame_count, data, viewers):
    prompts = data.draw(st.sets(st.integers(0, frame_count - 1), min_size=1, max_size=3))
    done: set[int] = set()
    while found := next_slice(frame_count=frame_count, prompts=prompts, done=done, viewers=viewers, speed=7):
        if found.start in prompts:
            assert list(found.frames()) == [found.start]
        else:
            assert found.source == found.start - found.step
        done |= set(found.frames())


def test_nothing_is_wanted_without_a_prompt():
    assert next_slice(frame_count=10, prompts=(), done=set()) is None


def test_the_prompted_frame_comes_first_and_alone():
    found = next_slice(frame_count=100, prompts=[50], done=set(), viewers=[Viewer(50, 24)], speed=20)
    assert found is not None
    assert list(found.frames()) == [50]


def test_work_goes_ahead_of_the_playhead_before_behind_it():
    forwards = next_slice(frame_count=100, prompts=[50], done={50}, viewers=[Viewer(50, 24)], speed=5)
    backwards = next_slice(frame_count=100, prompts=[50], done={50}, viewers=[Viewer(50, -24)], speed=5)
    assert forwards is not None
    assert backwards is not None
    assert list(forwards.frames()) == [51, 52, 53, 54, 55]
    assert list(backwards.frames()) == [49, 48, 47, 46, 45]


def test_a_seek_moves_the_work():
    done = {10, *range(11, 20), 80}
    found = next_slice(frame_count=100, prompts=[10, 80], done=done, viewers=[Viewer(81, 24)], speed=5)
    assert found is not None
    assert found.start == 81


def test_a_slice_is_never_longer_than_a_second_of_this_workers_work():
    found = next_slice(frame_count=1000, prompts=[0], done={0}, speed=12.7)
    assert found is not None
    assert len(found.frames()) == 12


def test_a_hidden_viewer_claims_nothing():
    found = next_slice(frame_count=100, prompts=[50], done={50}, viewers=[Viewer(0, 0, False), Viewer(60, 1)], speed=5)
    assert found is not None
    assert found.step == 1


@pytest.mark.parametrize(
    ("prompts", "cuts", "expected"),
    [
        ([20], [42], {*range(42)}),
        ([20], [10, 42], {*range(10, 42)}),
        ([20, 50], [42], {*range(72)}),
        ([20, 50], [30, 42], {*range(30), *range(42, 72)}),  # nobody clicked in 30 to 41
    ],
)
def test_no_mask_goes_across_a_cut(prompts, cuts, expected):
    done = set()
    while found := next_slice(frame_count=72, prompts=prompts, done=done, cuts=cuts):
        if found.start not in prompts:
            assert not any(min(found.source, f) < cut <= max(found.source, f) for cut in cuts for f in found.frames())
        done.update(found.frames())
    assert done == expected
