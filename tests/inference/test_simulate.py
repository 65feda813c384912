"""The simulation drives the real schedule: what its figures rest on, and what they say of the policies."""

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from inference.contracts import FrameState
from inference.simulate.__main__ import main
from inference.simulate.assumptions import SERVICES, Habits, Service
from inference.simulate.clock import Clock
from inference.simulate.mattes import Matte, Playhead
from inference.simulate.policies import POLICIES
from inference.simulate.report import Run, Setting
from inference.simulate.world import World

QUICK = Service(click_ms=40, step_ms=20, jump_ms=40, load_ms=30)
DOINGS = ("click", "seek", "play", "hide")
TIGHT = Setting(viewers=60, workers=3, service=SERVICES["gpu"], seconds=120)


def world(policy="race", workers=1, service=QUICK):
    return World(Clock(), POLICIES[policy], service, workers)


def matte(owner=0, count=100, frame=0):
    return Matte(owner, count, 24.0, Playhead(count, frame))


def is_done(each):
    return min(each.states) >= FrameState.FINAL


def test_a_first_mask_takes_the_way_to_the_worker_the_frame_and_the_way_back():
    here = world()
    here.click(matte(), 0)
    here.clock.run(5)
    total_ms = QUICK.web_ms + QUICK.task_ms + QUICK.click_ms + QUICK.push_ms
    assert here.first_masks == [(0, pytest.approx(total_ms / 1000))]


def test_frames_are_there_one_by_one_as_the_engine_steps():
    here, one = world(), matte()
    here.click(one, 0)
    here.clock.run(30)
    gaps = [b - a for a, b in zip(one.there_at[1:20], one.there_at[2:21], strict=True)]
    assert is_done(one)
    assert gaps == pytest.approx([QUICK.step_ms / 1000] * 19)


def test_a_prompt_stops_a_slice_at_its_next_frame_and_only_what_it_rules_is_made_again():
    here, one = world(), matte(count=400)
    here.click(one, 0)
    here.clock.run(3)
    assert one.states[10] == FrameState.FINAL
    made = sum(map(bool, one.states))
    here.click(one, 200)
    here.clock.run(3 + (QUICK.web_ms + QUICK.task_ms + QUICK.click_ms + QUICK.push_ms + 2 * QUICK.step_ms) / 1000)
    assert one.states[200] == FrameState.HUMAN
    assert sum(map(bool, one.states)) <= made + 10
    here.clock.run(60)
    assert is_done(one)


def test_a_playhead_that_jumps_is_followed_at_once():
    here, one = world(), matte(count=1000)
    here.click(one, 0)
    here.clock.run(2)
    one.playhead.frame, one.playhead.since = 700, 2.0
    here.move(one)
    here.clock.run(3)
    assert one.there_at[700] < 2.5


@given(
    policy=st.sampled_from(sorted(POLICIES)),
    workers=st.integers(1, 3),
    doings=st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 89), st.floats(0, 4), st.sampled_from(DOINGS)),
        max_size=25,
    ),
)
@settings(max_examples=60, deadline=None)
def test_whatever_people_do_every_clicked_matte_is_finished_and_no_worker_is_lost(policy, workers, doings):
    here = world(policy, workers)
    mattes = [matte(owner=n // 2, count=90) for n in range(4)]
    now = 0.0
    for number, frame, pause, what in doings:
        one = mattes[number]
        one.playhead.frame, one.playhead.since = frame, here.clock.now
        one.playhead.rate, one.playhead.is_visible = (24.0 if what == "play" else 0.0), what != "hide"
        if what == "click":
            here.click(one, frame)
        here.move(one)
        now += pause
        here.clock.run(now)
        assert sum(each.turn is not None for each in mattes) <= workers
    here.clock.run(now + 120)
    assert all(is_done(each) for each in mattes if each.prompts)
    assert all(each.turn is None and not each.ticket for each in mattes)
    here.settle()
    assert len([seconds for _, seconds in here.first_masks if seconds > 60]) == 0


def test_a_person_with_ten_mattes_does_not_crowd_out_one_with_a_single():
    def done_at(quota_of):
        here = world(quota_of, workers=2)
        crowd = [matte(owner=1, count=300) for _ in range(10)]
        for each in crowd:
            here.click(each, 0)
        here.clock.run(2)
        lone = matte(owner=2, count=100)
        here.click(lone, 0)
        while not is_done(lone):
            here.clock.run(here.clock.now + 0.1)
        return here.clock.now - 2

    assert 2 * done_at("race") < done_at("unsorted")


def test_the_same_seed_gives_the_same_figures_and_another_does_not():
    again = Run(TIGHT).figures()
    assert Run(TIGHT).figures() == again
    assert Run(replace(TIGHT, seed=2)).figures() != again


def test_where_workers_are_short_our_policy_beats_the_others_on_first_masks():
    found = {name: Run(replace(TIGHT, policy=name)).figures() for name in POLICIES}
    ours = found.pop("race")
    assert ours["worker_use"] > 0.8
    for name, theirs in found.items():
        assert theirs["first_mask_ms_p95"] > 2 * ours["first_mask_ms_p95"], name


def test_where_workers_are_plenty_nobody_waits_and_hardly_anything_is_played_without_a_mask():
    figures = Run(Setting(viewers=60, workers=40, service=SERVICES["gpu"], seconds=120)).figures()
    service = SERVICES["gpu"]
    least = service.web_ms + service.task_ms + service.click_ms + service.push_ms
    assert figures["first_mask_ms_p50"] == pytest.approx(least)
    assert figures["queue_wait_ms_p95"] == 0
    assert figures["stall_ratio"] < 0.02


def test_a_mask_that_never_comes_counts_as_long_as_it_was_waited_for():
    slow = Service(click_ms=1e9, step_ms=20, jump_ms=40, load_ms=30)
    here = world(service=slow)
    here.click(matte(), 0)
    here.clock.run(10)
    here.settle()
    assert here.first_masks == [(0, 10)]


def test_workers_that_come_after_a_spike_shorten_it():
    spike = replace(TIGHT, workers=5, spike=40, spike_at_s=20.0, more_after_s=15.0)
    alone, helped = Run(spike), Run(replace(spike, more_workers=10))
    assert helped.figures(35, 80)["stall_ratio"] < alone.figures(35, 80)["stall_ratio"]


@given(
    frame=st.integers(0, 99),
    rate=st.sampled_from([24.0, -24.0, 12.0, 48.0]),
    is_looping=st.booleans(),
    seconds=st.floats(0, 20),
)
def test_the_frames_that_a_playhead_passes_end_where_it_is(frame, rate, is_looping, seconds):
    playhead = Playhead(100, frame, rate, since=3.0, is_looping=is_looping)
    frames, due = playhead.passed(3.0 + seconds)
    assert frames[0] == frame
    assert frames[-1] == playhead.at(3.0 + seconds)
    assert all((frames >= 0) & (frames < 100))
    assert due[0] == 3.0
    assert due[-1] <= 3.0 + seconds + 1e-6


def test_the_command_prints_flat_objects(capsys):
    assert main(["--engine", "gpu", "--viewers", "20", "--workers", "2,4", "--seconds", "30", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["workers"] for row in rows] == [2, 4]
    assert all(isinstance(value, (int, float, str)) for row in rows for value in row.values())
    assert {"first_mask_ms_p99", "lead_s_p50", "stall_ratio", "worker_use"} <= rows[0].keys()


def test_the_command_draws_all_policies_and_a_spike(tmp_path):
    picture = tmp_path / "scaling.png"
    few = ["--viewers", "20", "--workers", "2,4", "--seconds", "20"]
    assert main([*few, "--engine", "gpu", "--figure", str(picture)]) == 0
    with Image.open(picture) as drawn:
        assert drawn.format == "PNG"
        assert len(drawn.convert("RGB").getcolors(1 << 24)) > 10


def test_unknown_service_times_are_refused_by_name(capsys):
    with pytest.raises(SystemExit):
        main(["--times", '{"steps": 1}'])
    assert "step_ms" in capsys.readouterr().err


def test_clips_are_as_long_as_is_said():
    habits = Habits(shortest_s=3, longest_s=9)
    draw = random.Random(0)
    assert all(72 <= habits.clip_frames(draw) <= 216 for _ in range(200))
