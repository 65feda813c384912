"""How a worker's time is shared between mattes: how long each turn is, and what ends one early."""

import pytest

from inference import turns
from inference.contracts import SLICE_SECONDS, FrameState, Invalidation, Viewer
from inference.live import QUEUE
from inference.turns import SHORTEST_S, Turns
from inference.urgency import FIRST_MASK, LATER, NOW, SOON, list_of

from .conftest import COUNT
from .test_runner import pushed


def test_turns_are_as_long_as_they_may_be_while_others_wait():
    table = Turns()
    alone = table.begin("a")
    assert (alone.share, alone.seconds) == (1, SLICE_SECONDS)
    for each in "bcd":
        last = table.begin(each)
    assert last.share == 1 / 4
    assert SHORTEST_S <= last.seconds < SLICE_SECONDS
    assert table.begin("a").share == 1 / 4


def test_who_had_no_turn_for_a_while_takes_no_share(monkeypatch):
    table = Turns()
    table.begin("a")
    monkeypatch.setattr(turns, "LATELY_S", 0.0)
    assert table.begin("b").share == 1


class Interrupted:
    """An engine in whose third step something happens."""

    def __init__(self, engine, happens):
        self._engine, self._happens, self.steps = engine, happens, 0

    def __getattr__(self, name):
        return getattr(self._engine, name)

    def step(self, *args):
        self.steps += 1
        if self.steps == 3:
            self._happens()
        return self._engine.step(*args)


@pytest.mark.parametrize(("level", "yields"), [(FIRST_MASK, True), (NOW, True), (SOON, False), (LATER, False)])
def test_a_slice_makes_room_at_its_next_frame_for_what_is_more_urgent(
    stage, worker, make_worker, engine, level, yields
):
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    stage.live.hint("somebody", Viewer(0))  # who comes soon to what is not there
    stage.live.measured(48, 1.0)
    worker.run_stored(stage.matte)
    waiting = list_of(QUEUE, level)
    other = make_worker(Interrupted(engine, lambda: stage.client.lpush(waiting, "a task")))
    made = other.run_slice(stage.matte)
    assert (made == 3) == yields
    assert other.queued == [stage.matte]
    assert not yields or other.run_slice(stage.matte) == 0  # it begins nothing while that waits
    stage.client.delete(waiting)
    other.run_all(stage.matte)
    assert sorted(stage.at_rest()) == list(range(COUNT))


def test_a_click_is_answered_in_the_slice_that_it_ends(stage, worker, make_worker, engine):
    """Not behind what waits in the queue, nor behind the slice's way to storage."""
    stage.live.write_job(stage.job(prompts=[stage.click()]))
    worker.run_stored(stage.matte)

    def click():
        prompts = [stage.click(), stage.click(20)]
        stage.live.write_job(stage.job(2, prompts, [Invalidation(2, 1, COUNT - 1)]))

    other = make_worker(Interrupted(engine, click))
    assert other.run_slice(stage.matte) == 3 + 1
    newest = pushed(stage)[-1]
    assert (newest.frame, newest.revision, newest.state) == (20, 2, FrameState.HUMAN)
    other.run_all(stage.matte)
    assert {frame.revision for at, frame in stage.at_rest().items() if at} == {2}
